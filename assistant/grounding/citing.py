"""Which passage supports which sentence of a reply.

The model is asked for full sentences only; the numbers are attached here. A sentence is supported by a passage
when most of its words stand there (or, between two languages, when it means the same) and every number in it
does too; one that claims something and has no such passage is marked as unsupported. Small models copy citation
examples from their instructions, so none are shown to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from uuid import uuid4

from assistant.conversation import UNSUPPORTED, Citation, CitationAnchor, CitationId
from assistant.grounding.claims import claims_nothing, only_leads_on
from assistant.grounding.statements import Statement, find_asked_rows, split_statements
from assistant.grounding.support import Claim, EvidenceRules, meant_cells, score_support
from assistant.protocols import Retriever
from knowledge_base.passages import Passage
from knowledge_base.text.content_words import find_numbers, find_terms
from knowledge_base.text.languages import is_chinese
from knowledge_base.text.polarity import contradict, contradicts_cells, denies, without_polarity
from knowledge_base.text.sentences import Sentence, split_sentences

MIN_SUPPORT = (
    0.46  # measured: true sentences of the embedded model score 0.47 and more, false ones 0.44 and less
)
MIN_TERMS = 2
NEAR_TOPIC = 0.012  # cosine within which two statements of the other language are about the same
MIN_DENIAL = 0.3  # support of a statement that says the contrary; with less it is about something else
CONTRADICTION = 0.6  # taken off where the one denies and the other does not

_CLAUSE_END = re.compile(r"[,;，；]|\bbut\b|但")
_BLOCK = re.compile(r"```.*?(?:```|\Z)|(?<!\\)\\\[(?:(?!(?<!\\)\\\[).)*?\\\]|\$\$.*?\$\$", re.DOTALL)
_TABLE_RULE = re.compile(r"(?=[\s:|]*+-)[\s:|-]++")


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The passage that speaks most for a sentence."""

    score: float  # 0 to 1
    passage: Passage
    quote: str  # the sentence of the passage that comes closest
    answer_stands_in: str = (
        ""  # of a false claim: the row or sentence that says what is true, where it is known
    )
    is_denied: bool = False  # whether that row or sentence says the contrary


@dataclass(frozen=True, slots=True, kw_only=True)
class _Denial:
    """A statement that says the contrary of a claim."""

    statement: Statement
    is_sure: bool  # whether no other statement is as near


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
            support = self.find_support(
                sentence.text, passages, question=question, is_whole=len(sentences) == 1
            )
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

    def find_support(
        self, sentence: str, passages: Sequence[Passage], *, question: str, is_whole: bool = False
    ) -> Support | None:
        """Find the passage that supports a sentence best.

        Args:
            sentence: Of a reply.
            passages: What the model was given.
            question: What was asked, understandable alone.
            is_whole: Whether it is the whole reply: then a bare “Yes.” is judged together with the question.

        Returns:
            None where there is nothing to support: no passages, or a sentence that claims nothing.
        """
        if not passages or sentence.rstrip().endswith(("?", "？")):
            return None
        claim = Claim.of(sentence, question, is_whole=is_whole)
        statements = [statement for passage in passages for statement in split_statements(passage)]
        if len(claim.terms) < MIN_TERMS or not statements:
            return None
        cosines = self._retriever.similarities([claim.text], [s.text for s in statements])[0]
        evidence = EvidenceRules(claim, statements, cosines)
        denial = self._find_denial(claim, evidence)
        known = evidence.asked_row or (denial.statement if denial and denial.is_sure else None)
        best = Support(
            score=0.0,
            passage=statements[0].passage,
            quote=statements[0].text,
            answer_stands_in=known.text if known else "",
            is_denied=denial is not None and denial.statement is known,
        )
        for statement in () if denial else evidence.about():
            if not evidence.holds_values(statement):
                continue
            score = score_support(claim, statement, evidence.cosine_of(statement))
            if score > max(best.score, MIN_SUPPORT) and self._contradicts(claim, statement):
                score -= CONTRADICTION
            if score > best.score:
                best = replace(best, score=score, passage=statement.passage, quote=statement.text)
        return best

    def find_asked_row(self, passages: Sequence[Passage], *, question: str) -> str:
        """Return the only row of a table that a question is about; empty where there is none, or several."""
        statements = [statement for passage in passages for statement in split_statements(passage)]
        rows = find_asked_rows(question, statements)
        return rows[0].text if len(rows) == 1 else ""

    def _find_denial(self, claim: Claim, evidence: EvidenceRules) -> _Denial | None:
        """Find out whether the statement that says most of what a claim is about says the contrary.

        Between two languages it is found by its topic, yes and no left out. Where several are as near, a claim that
        affirms must agree with all of them, and one that denies with one.
        """
        nearest = evidence.nearest()
        if nearest is not None and self._says_contrary(claim, nearest, evidence):
            return _Denial(statement=nearest, is_sure=True)
        foreign = evidence.in_other_language()
        if not foreign:
            return None
        topics = [without_polarity(statement.text) for statement in foreign]
        cosines = self._retriever.similarities([without_polarity(claim.text)], topics)[0]
        top = float(cosines.max())
        close = [s for s, cosine in zip(foreign, cosines, strict=True) if cosine >= top - NEAR_TOPIC]
        contrary = [statement for statement in close if self._says_contrary(claim, statement, evidence)]
        if not contrary or (denies(claim.said) and len(contrary) < len(close)):
            return None
        return _Denial(statement=contrary[0], is_sure=len(close) == 1)

    def _says_contrary(self, claim: Claim, statement: Statement, evidence: EvidenceRules) -> bool:
        score = score_support(claim, statement, evidence.cosine_of(statement))
        return score >= MIN_DENIAL and self._contradicts(claim, statement)

    def _contradicts(self, claim: Claim, statement: Statement) -> bool:
        """Tell whether a sentence affirms what the statement denies, or denies what it affirms."""
        if statement.is_row:
            return contradicts_cells(claim.said, claim.question, meant_cells(claim, statement))
        clauses = [clause for clause in _CLAUSE_END.split(statement.text) if clause.strip()]
        if len(clauses) < 2:
            return contradict(claim.said, statement.text, claim.question)
        if is_chinese(claim.said) == is_chinese(statement.text):
            nearest = max(clauses, key=lambda clause: len(claim.terms & find_terms(clause)))
        else:
            cosines = self._retriever.similarities([claim.text], clauses)[0]
            nearest = clauses[int(cosines.argmax())]
        return contradict(claim.said, nearest, claim.question)


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
