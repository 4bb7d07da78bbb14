"""Which passage supports which sentence of a reply.

The model is asked for full sentences only; the numbers are attached here. A sentence is supported by a passage
when most of its words stand there (or, between two languages, when it means the same) and every number in it
does too; one that claims something and has no such passage is marked as unsupported. Small models copy citation
examples from their instructions, so none are shown to them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from uuid import uuid4

from assistant.claims import claims_nothing, only_leads_on
from assistant.conversation import UNSUPPORTED, Citation, CitationAnchor, CitationId
from assistant.protocols import Retriever
from knowledge_base.passages import Passage
from knowledge_base.sentences import Sentence, split_sentences
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

_BLOCK = re.compile(r"```.*?(?:```|\Z)|(?<!\\)\\\[(?:(?!(?<!\\)\\\[).)*?\\\]|\$\$.*?\$\$", re.DOTALL)
_TABLE_RULE = re.compile(r"(?=[\s:|]*+-)[\s:|-]++")
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

    def cite(
        self,
        reply: str,
        passages: Sequence[Passage],
        *,
        question: str,
        is_lesson: bool = False,
        is_cut_off: bool = False,
    ) -> Citations:
        """Attach citations to a finished reply, numbered in the order of their first use.

        Each sentence gets the number of its passage, or `UNSUPPORTED` where it claims what no passage says.

        Args:
            reply: The whole text of the reply.
            passages: What the model was given; without any, nothing is judged.
            question: What was asked; a number that it holds needs no support.
            is_lesson: Whether a tutor wrote it: steps of a solution are no claims.
            is_cut_off: Whether the last sentence may not be complete.
        """
        anchors: list[CitationAnchor] = []
        cited: dict[int, tuple[int, list[Support]]] = {}  # passage id → its number, what it supports
        sentences = _find_prose(reply)
        for position, sentence in enumerate(sentences if passages else ()):
            has_numbers = bool(find_numbers(sentence.text) - find_numbers(question))
            if only_leads_on(sentence.text, has_numbers=has_numbers):
                continue
            support = self.find_support(sentence.text, passages, question=question)
            offset = _anchor_offset(sentence)
            if support is not None and support.score >= MIN_SUPPORT:
                number, supports = cited.setdefault(support.passage.id, (len(cited) + 1, []))
                supports.append(support)
                anchors.append(CitationAnchor(offset=offset, number=number))
            elif (
                support is not None
                and not (is_cut_off and position == len(sentences) - 1)
                and not claims_nothing(sentence.text, has_numbers=has_numbers, is_lesson=is_lesson)
            ):
                anchors.append(CitationAnchor(offset=offset, number=UNSUPPORTED))
        return Citations(
            citations=tuple(_to_citation(number, supports) for number, supports in cited.values()),
            anchors=tuple(anchors),
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


def _find_prose(reply: str) -> list[Sentence]:
    """Return the sentences that a mark may follow: not those in code and set formulas, nor the head of a table."""
    blocks = [(block.start(), block.end()) for block in _BLOCK.finditer(reply)]
    sentences = [
        sentence
        for sentence in split_sentences(reply)
        if not any(start < sentence.end <= end for start, end in blocks)
    ]
    return [
        sentence
        for sentence, following in zip_longest(sentences, sentences[1:])
        if not _TABLE_RULE.fullmatch(sentence.text)
        and not (following is not None and _TABLE_RULE.fullmatch(following.text))
    ]


def _anchor_offset(sentence: Sentence) -> int:
    """Return where a sentence's mark stands: in a table before the end of the last cell."""
    return sentence.end - 1 if sentence.text.endswith("|") else sentence.end


def _to_citation(number: int, supports: Sequence[Support]) -> Citation:
    passage = supports[0].passage
    quotes = sorted({support.quote for support in supports}, key=passage.text.find)
    return Citation(
        id=CitationId(uuid4().hex),
        number=number,
        document_title=passage.document_title,
        heading_path=passage.heading_path,
        page=passage.page,
        text=passage.text,
        quote="\n".join(quotes),
        document_id=passage.document_id or None,
        passage_ordinal=passage.ordinal if passage.document_id else None,
    )
