"""Which passage supports which sentence of a reply.

The model is asked for full sentences only; the numbers are attached here, by what a `ClaimVerifier` says of each
sentence. Small models copy citation examples from their instructions, so none are shown to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from uuid import uuid4

from assistant.conversation import UNSUPPORTED, Citation, CitationAnchor, CitationId
from assistant.grounding.verifier import ClaimVerifier, Judgement, Verdict
from knowledge_base.passages import Passage
from knowledge_base.text.sentences import Sentence, split_sentences

_BLOCK = re.compile(r"```.*?(?:```|\Z)|(?<!\\)\\\[(?:(?!(?<!\\)\\\[).)*?\\\]|\$\$.*?\$\$", re.DOTALL)
_TABLE_RULE = re.compile(r"(?=[\s:|]*+-)[\s:|-]++")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A place in a reply where words of a passage stand.

    Attributes:
        offset: Where the number of its citation stands, in characters.
        passage: Where the words are from.
        quote: The words.
    """

    offset: int
    passage: Passage
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citations:
    """The numbered passages of a reply and where their numbers stand."""

    citations: tuple[Citation, ...]
    anchors: tuple[CitationAnchor, ...]


class Citer:
    """Matches the sentences of a reply with the passages that it was written from."""

    def __init__(self, verifier: ClaimVerifier) -> None:
        self._verifier = verifier

    def cite(
        self,
        reply: str,
        passages: Sequence[Passage],
        *,
        question: str,
        is_lesson: bool = False,
        is_cut_off: bool = False,
        quoted: Sequence[Quoted] = (),
    ) -> Citations:
        """Attach citations to a finished reply, numbered in the order of their first use.

        Each sentence gets the number of its passage, or `UNSUPPORTED` where it claims what no passage says.

        Args:
            reply: The whole text of the reply.
            passages: What the model was given; without any, nothing is judged.
            question: What was asked; a number that it holds needs no support.
            is_lesson: Whether a tutor wrote it: steps of a solution are no claims.
            is_cut_off: Whether the last sentence may not be complete.
            quoted: What is quoted behind the reply, which needs no judgement.
        """
        anchors: list[CitationAnchor] = []
        cited: dict[int, tuple[int, Passage, set[str]]] = {}  # passage id → its number, itself, quotes
        sentences = _find_prose(reply)
        judgements = self._verifier.verify(
            [sentence.text for sentence in sentences],
            passages,
            question,
            is_whole=len(sentences) == 1,
            is_lesson=is_lesson,
        )
        for position, (sentence, judgement) in enumerate(zip(sentences, judgements, strict=True)):
            offset = _anchor_offset(sentence)
            if judgement.is_supported and judgement.passage is not None:
                passage = judgement.passage
                number, _, quotes = cited.setdefault(passage.id, (len(cited) + 1, passage, set()))
                quotes.add(judgement.quote)
                anchors.append(CitationAnchor(offset=offset, number=number))
            elif judgement.verdict is not Verdict.NO_CLAIM and not (
                is_cut_off and position == len(sentences) - 1
            ):
                anchors.append(CitationAnchor(offset=offset, number=UNSUPPORTED))
        for place in quoted:
            number, _, quotes = cited.setdefault(place.passage.id, (len(cited) + 1, place.passage, set()))
            quotes.add(place.quote)
            anchors.append(CitationAnchor(offset=place.offset, number=number))
        return Citations(
            citations=tuple(_to_citation(*entry) for entry in cited.values()), anchors=tuple(anchors)
        )

    def judge(
        self, sentence: str, passages: Sequence[Passage], *, question: str, is_whole: bool = False
    ) -> Judgement:
        """Judge a sentence before it is shown.

        Args:
            sentence: Of a reply, or a whole reply.
            passages: What the model was given.
            question: What was asked, understandable alone.
            is_whole: Whether it is the whole reply: then a bare “Yes.” is judged together with the question.
        """
        (judgement,) = self._verifier.verify([sentence], passages, question, is_whole=is_whole)
        return judgement


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


def _to_citation(number: int, passage: Passage, quotes: set[str]) -> Citation:
    return Citation(
        id=CitationId(uuid4().hex),
        number=number,
        document_title=passage.document_title,
        heading_path=passage.heading_path,
        page=passage.page,
        text=passage.text,
        quote="\n".join(sorted(quotes, key=passage.text.find)),
        document_id=passage.document_id or None,
        passage_ordinal=passage.ordinal if passage.document_id else None,
    )
