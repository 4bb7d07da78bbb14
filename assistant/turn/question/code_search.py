"""What a code means that a message names among other things: “hey my machine shows E17 since this morning lol”.

The words around a code drown it where it is all that the documents explain, so it is searched for by itself. Only
passages that hold it count.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.turn.question.finding import Finding
from knowledge_base.passages import Passage
from knowledge_base.text.content_words import find_letter_codes
from knowledge_base.text.languages import Language

MEANS: dict[Language, str] = {"en": "What does {code} mean?", "zh": "{code} 是什么意思？"}
_WORD = re.compile(r"[^\s,;:!?，。；：！？\u3400-\u9fff]+")

Search = Callable[[str], Finding]


def find_code(message: str, language: Language, search: Search) -> Finding | None:
    """Search for the codes of a message; None where no passage holds one."""
    for word in _WORD.findall(message):
        if codes := find_letter_codes(word):
            found = search(MEANS[language].format(code=word.strip(".")))
            holding = tuple(p for p in found.passages if codes & _codes_of(p))
            if holding:
                return replace(found, passages=holding, rewritten=found.query)
    return None


def _codes_of(passage: Passage) -> frozenset[str]:
    return find_letter_codes(" ".join((passage.document_title, *passage.heading_path, passage.text)))
