"""Which passage supports which sentence of a reply.

The model is asked for full sentences only; the numbers are attached here. A sentence is supported by a passage
when most of its words stand there (or, between two languages, when it means the same) and every number in it
does too. Small models copy citation examples from their instructions, so none are shown to them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from assistant.conversation import Citation, CitationAnchor, CitationId
from assistant.protocols import Retriever
from knowledge_base.passages import Passage
from knowledge_base.sentences import split_sentences
from knowledge_base.terms import extract_codes, extract_query_terms, extract_terms, stem

MIN_SUPPORT = (
    0.46  # measured: true sentences of the embedded model score 0.47 and more, false ones 0.44 and less
)
MIN_TERMS = 2
ECHO = 0.12  # taken off for each word of the question that a sentence repeats and the passage does not hold
# Cosines of the sentence encoder lie between these two for unrelated and for equal sentences.
UNRELATED_COSINE = 0.78
EQUAL_COSINE = 0.94
CONTRADICTION = 0.6  # taken off where the one denies and the other does not

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[a-z][a-z'’-]*[a-z]|[a-z]", re.IGNORECASE)
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_NAME = re.compile(r"\b[A-Z][a-z]+[A-Z][A-Za-z]*")
_CLAUSE_END = re.compile(r"[,;，；]")
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot)\b|n['’]t\b|不(?!同|过|仅|但|断)|没|无(?!线)|未|非(?!常)|勿|禁止",
    re.IGNORECASE,
)
_STOP_WORDS = frozenset(
    """a about all also an and any are as at be been but by can could do does for from had has have he her his how
    i if in into is it its just may me more must my no not of on or our she should so some than that the their
    them then there these they this to us was we were what when where which who will with would you your yes
    please passage passages states according knowledge base find sorry""".split()  # noqa: SIM905  # as prose
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The passage that speaks most for a sentence."""

    score: float  # 0 to 1
    passage: Passage
    quote: str  # the sentence of the passage that comes closest


@dataclass(frozen=True, slots=True, kw_only=True)
class Citations:
    """The numbered passages of a reply and where their numbers stand."""

    citations: tuple[Citation, ...]
    anchors: tuple[CitationAnchor, ...]


class Citer:
    """Matches the sentences of a reply with the passages that it was written from."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def cite(self, reply: str, passages: Sequence[Passage], *, question: str) -> Citations:
        """Attach citations to a finished reply, numbered in the order of their first use.

        Args:
            reply: The whole text of the reply.
            passages: What the model was given.
            question: What was asked; a number that it holds needs no support.
        """
        anchors: list[CitationAnchor] = []
        cited: dict[int, tuple[int, Support]] = {}  # passage id → its number, its best support
        for sentence in split_sentences(reply):
            support = self.find_support(sentence.text, passages, question=question)
            if support is None or support.score < MIN_SUPPORT:
                continue
            number, best = cited.get(support.passage.id, (len(cited) + 1, support))
            cited[support.passage.id] = (number, max(best, support, key=lambda found: found.score))
            anchors.append(CitationAnchor(offset=sentence.end, number=number))
        return Citations(
            citations=tuple(_to_citation(number, support) for number, support in cited.values()),
            anchors=tuple(_without_repeats(anchors)),
        )

    def find_support(self, sentence: str, passages: Sequence[Passage], *, question: str) -> Support | None:
        """Find the passage that supports a sentence best.

        Returns:
            None where there is nothing to support: no passages, or a sentence that claims nothing.
        """
        terms = find_terms(sentence)
        if not passages or len(terms) < MIN_TERMS or sentence.rstrip().endswith(("?", "？")):
            return None
        numbers = find_numbers(sentence) - find_numbers(question)
        names = extract_codes(sentence) | _find_names(sentence)
        echoed = extract_query_terms(question) & frozenset(extract_terms(sentence))
        pieces = [(passage, piece.text) for passage in passages for piece in split_sentences(passage.text)]
        if not pieces:
            return None
        cosines = self._retriever.similarities([sentence], [text for _, text in pieces])[0]
        best: Support | None = None
        for (passage, text), cosine in zip(pieces, cosines, strict=True):
            whole = " ".join((*passage.heading_path, passage.document_title, passage.text))
            if not numbers <= find_numbers(whole) or not names <= extract_codes(whole) | _find_names(whole):
                continue
            score = _score(terms, text, whole, float(cosine)) - CONTRADICTION * _denies_other(sentence, text)
            if _is_chinese(sentence) == _is_chinese(whole):
                score -= ECHO * len(echoed - frozenset(extract_terms(whole)))
            if best is None or score > best.score:
                best = Support(score=score, passage=passage, quote=text)
        return best or Support(score=0.0, passage=pieces[0][0], quote=pieces[0][1])


def find_terms(text: str) -> frozenset[str]:
    """Return the words that carry meaning: English words and model numbers, Chinese character pairs."""
    folded = unicodedata.normalize("NFKC", text).lower()
    words = {stem(word) for word in _WORD.findall(folded) if word not in _STOP_WORDS}
    pairs = {run[i : i + 2] for run in _HAN_RUN.findall(folded) for i in range(len(run) - 1)}
    return frozenset(words | pairs | find_numbers(folded))


def find_numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text in one spelling: `4,90` and `4.90` are the same."""
    folded = unicodedata.normalize("NFKC", text)
    return frozenset(match.replace(",", ".") for match in _NUMBER.findall(folded))


def _score(terms: frozenset[str], piece: str, whole: str, cosine: float) -> float:
    in_piece = len(terms & find_terms(piece)) / len(terms)
    in_whole = len(terms & find_terms(whole)) / len(terms)
    meaning = min(1.0, max(0.0, (cosine - UNRELATED_COSINE) / (EQUAL_COSINE - UNRELATED_COSINE)))
    if _is_chinese(piece) != any(_HAN_RUN.search(term) for term in terms):
        return meaning  # two languages share few words
    return 0.35 * in_piece + 0.35 * in_whole + 0.3 * meaning


def _find_names(text: str) -> frozenset[str]:
    """Return names that are written like `LumiCam`: who says one must have read it."""
    return frozenset(name.lower() for name in _NAME.findall(text))


def _denies_other(sentence: str, piece: str) -> bool:
    """Tell whether a sentence affirms what the nearest clause of the piece denies, or denies what it affirms."""
    if _is_chinese(sentence) != _is_chinese(piece):
        return False
    terms = find_terms(sentence)
    nearest = max(_CLAUSE_END.split(piece), key=lambda clause: len(terms & find_terms(clause)))
    return bool(_NEGATION.search(nearest)) != bool(_NEGATION.search(sentence))


def _is_chinese(text: str) -> bool:
    return _HAN_RUN.search(text) is not None


def _to_citation(number: int, support: Support) -> Citation:
    return Citation(
        id=CitationId(uuid4().hex),
        number=number,
        document_title=support.passage.document_title,
        heading_path=support.passage.heading_path,
        page=support.passage.page,
        text=support.passage.text,
        quote=support.quote,
        document_id=support.passage.document_id or None,
        passage_ordinal=support.passage.ordinal if support.passage.document_id else None,
    )


def _without_repeats(anchors: list[CitationAnchor]) -> list[CitationAnchor]:
    """Keep only the last of neighbouring anchors with the same number: one mark ends a cited run."""
    return [
        anchor
        for position, anchor in enumerate(anchors)
        if position + 1 == len(anchors) or anchors[position + 1].number != anchor.number
    ]
