"""What may support a claim, and how much: its subject and its values must stand in the same place.

The words of the question and of the claim say which row or sentence is meant. A number that stands in another row, or
in another sentence that says the same of something else, supports nothing; nor does what is said of another error code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from knowledge_base.text.content_words import (
    find_letter_codes,
    find_names,
    find_terms,
    find_words,
    squash,
)
from knowledge_base.text.languages import holds_chinese, is_chinese
from knowledge_base.text.negation import is_stock_column
from knowledge_base.text.statements import Statement, find_asked_rows, find_named_rows
from knowledge_base.text.terms import extract_codes, extract_query_terms, extract_terms
from knowledge_base.text.values import Value, find_missing, find_values, holds
from knowledge_base.text.words import stem

ECHO = 0.12  # taken off for each word of the question that a claim repeats and the statement does not hold
OTHER_KIND = 0.45  # taken off where such a word makes another thing of the subject
# Similarities lie between these two for unrelated and for equal sentences, whatever the encoder: its calibration
# (knowledge_base/encoding/calibration.py) puts its cosines on this scale.
UNRELATED_COSINE = 0.78
EQUAL_COSINE = 0.94
# Between two languages 17 of 20 true pairs lie above the threshold of 0.822 that this gives, 6 of 100 unrelated ones.
EQUAL_COSINE_ACROSS = 0.872
# stands in the names of several columns, and in a claim about one of them
_UNIT = re.compile(r"[(（\[][^)）\]]*[)）\]]|\b(?:EUR|USD|GBP|CHF|CNY|RMB|HKD|JPY)\b|[€$£¥]|元")
NEARER_ROW = 0.015  # cosine by which another row of the table is the one that is meant
MIN_VERBATIM = 12  # characters of a sentence that is found letter by letter

_CODE_WORDS = (
    r"(?:error|code|fault|message|alarm|signal|warning|lamp|part|article|item|model"
    r"|错误|故障|代码|报警|警报|型号|配件|显示|提示|信号)"
)
_ASKED_CODE = re.compile(
    rf"{_CODE_WORDS}\W{{0,3}}(?:(?:no|number|code|called|is|shows|代码|码|号|是)\W{{1,3}})?"
    r"([a-z]+[-_ ]?\d[\w-]*)|([a-z]+[-_]?\d[\w-]*)\W{0,3}(?:mean|error|错误|故障|是什么意思|表示)",
    re.IGNORECASE | re.ASCII,
)
_NUMERALS = frozenset("一二两三四五六七八九十每几")
# words that ask, and say nothing of what is asked for
_ASKING = frozenset(
    stem(word)
    for word in """fix repair solve show display mean cost price pay work happen make take come go use tell find see
    charge many much possible allowed allow bring put keep available offer price rent hire open close give costs
    显示 意思 表示 修 修理 解决 价格 多少钱 钱 费用 元 吗 怎么 办""".split()  # noqa: SIM905  # as prose
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence of a reply with what it must be supported in.

    Attributes:
        said: The sentence.
        text: The same, behind the question where it says nothing alone.
        question: What was asked.
        terms: Its words that carry meaning.
        values: Those that the question does not hold.
        names: Its codes and names.
    """

    said: str
    text: str
    question: str
    terms: frozenset[str]
    values: tuple[Value, ...]
    names: frozenset[str]

    @property
    def is_chinese(self) -> bool:
        """Whether it is Chinese, whatever Latin names it holds: it is in the language of its question."""
        return is_chinese(f"{self.said} {self.question}")

    @classmethod
    def of(cls, sentence: str, question: str, *, is_whole: bool) -> Claim:
        """Read a sentence; a whole reply that is too short to say anything alone goes with its question."""
        is_bare = is_whole and len(find_terms(sentence)) <= 2 and re.search(r"\w", sentence) is not None
        text = f"{question.rstrip('?？ ')}: {sentence}" if is_bare else sentence
        return cls(
            said=sentence,
            text=text,
            question=question,
            terms=find_terms(text),
            values=find_new_values(sentence, question),
            names=extract_codes(sentence) - _plain_numbers(sentence) | find_names(sentence),
        )


def find_new_values(sentence: str, question: str) -> tuple[Value, ...]:
    """Return the values of a sentence that its question does not hold; “one” of a thing is none."""
    said = [value for value in find_values(sentence) if not value.is_plain_one]
    return find_missing(said, find_values(question)) if said else ()


class EvidenceRules:
    """Which statements may support a claim at all."""

    def __init__(
        self, claim: Claim, statements: Sequence[Statement], cosines: npt.NDArray[np.float32]
    ) -> None:
        self._claim = claim
        self._statements = statements
        held = [find_terms(s.text) for s in statements]
        self._weights = {term: 1 / max(1, sum(term in of for of in held)) for term in claim.terms}
        self._cosines = {id(s): float(cosine) for s, cosine in zip(statements, cosines, strict=True)}
        asked = find_asked_rows(claim.question, statements)
        named = find_named_rows(claim.said, statements)
        self.asked_row = asked[0] if len(asked) == 1 else None  # the only one that the question is about
        self._rows: tuple[Statement, ...] | None = None
        if asked or named:
            chosen = [row for row in asked or named if not named or any(row is other for other in named)]
            self._rows = tuple(chosen)

    def about(self) -> list[Statement]:
        """Return the statements that are about what is asked for and what the claim names."""
        return [s for s in self._statements if self._is_about(s)]

    def nearest(self) -> Statement | None:
        """Return the statement in the claim's language that says most of what it is about."""
        same = [s for s in self.about() if s.is_chinese == self._claim.is_chinese]
        return max(same, key=self._share, default=None)

    def in_other_language(self) -> list[Statement]:
        """Return the statements that are not in the claim's language."""
        return [s for s in self.about() if s.is_chinese != self._claim.is_chinese]

    def cosine_of(self, statement: Statement) -> float:
        """Return how near claim and statement are in meaning."""
        return self._cosines[id(statement)]

    def holds_values(self, statement: Statement) -> bool:
        """Tell whether the names and numbers of the claim stand in the place of a statement."""
        missing = self._claim.names - _names(statement.context)
        if missing and not all(self._is_kind_in(name, statement) for name in missing):
            return False
        return self._row_holds(statement) if statement.is_row else self._sentence_holds(statement)

    def _is_kind_in(self, name: str, row: Statement) -> bool:
        """Tell whether a row is about the kind of thing that a document calls the name that was asked for.

        A manual titled “AeroSound 2 wireless earbuds” makes a row about earbuds one about the AeroSound.
        """
        if not row.is_row or name not in _names(self._claim.question):
            return False
        kinds = (_kind_after(name, s.passage.document_title) for s in self._statements)
        return any(kind and kind in row.subject_words for kind in kinds)

    def _is_about(self, statement: Statement) -> bool:
        if _is_of_other_code(statement, self._claim.question):
            return False
        is_left_out = statement.is_row and self._rows is not None
        return not is_left_out or any(statement is row for row in self._rows or ())

    def _share(self, statement: Statement) -> float:
        """Return how many of the claim's words a statement holds, rare ones counting more, and how near it is."""
        here = find_terms(f"{statement.heading} {statement.text}" if statement.is_row else statement.text)
        total = sum(self._weights.values()) or 1.0
        held = sum(weight for term, weight in self._weights.items() if term in here)
        return held / total + 0.3 * _scale(self.cosine_of(statement), EQUAL_COSINE)

    def _row_holds(self, row: Statement) -> bool:
        values = row.context
        if self._rows is not None:
            values = " ".join(other.context for other in self._rows)
        elif self._claim.is_chinese != row.is_chinese and self._is_nearer_row_than(row):
            return False
        return not find_missing(self._claim.values, find_values(values))

    def _is_nearer_row_than(self, row: Statement) -> bool:
        here = self._cosines[id(row)]
        return any(
            s.table == row.table and self._cosines[id(s)] > here + NEARER_ROW for s in self._statements
        )

    def _sentence_holds(self, sentence: Statement) -> bool:
        if not self._claim.values:
            return True
        if find_missing(self._claim.values, find_values(sentence.context)):
            return False
        beside = [s for s in self._statements if s.passage is sentence.passage and not s.is_row]
        held = [(s, find_values(s.text)) for s in beside]
        return all(self._is_value_of_subject(value, held) for value in self._claim.values)

    def _is_value_of_subject(
        self, value: Value, sentences: Sequence[tuple[Statement, tuple[Value, ...]]]
    ) -> bool:
        """Tell whether no sentence without the value says more of the subject than each that holds it."""
        words = find_words(self._claim.said) | find_words(self._claim.question)
        holders = [s for s, values in sentences if holds(values, value)]
        rivals = [s for s, values in sentences if values and not holds(values, value)]
        return not holders or any(
            not any(words & find_words(holder.text) < words & find_words(rival.text) for rival in rivals)
            for holder in holders
        )


def _kind_after(name: str, title: str) -> str:
    """Return the last word of what a title says behind a name, such as `earbud`; nothing where it does not."""
    match = re.search(rf"\b{re.escape(name)}\b[\s\d-]*((?:[a-z-]+\s+)*[a-z-]+)", title, re.IGNORECASE)
    return stem(match[1].split()[-1].lower()) if match else ""


def score_support(claim: Claim, statement: Statement, cosine: float) -> float:
    """Return how much a statement that may support a claim does so, below 0 to 1.

    Args:
        claim: The claim.
        statement: The statement.
        cosine: Of their embeddings.
    """
    if claim.is_chinese != statement.is_chinese:
        return _scale(cosine, EQUAL_COSINE_ACROSS)  # two languages share few words
    said = squash(claim.said)
    if len(said) >= MIN_VERBATIM and said in squash(statement.text):
        return 1.0
    here = f"{statement.heading} {statement.text}" if statement.is_row else statement.text
    in_piece = len(claim.terms & find_terms(here)) / len(claim.terms)
    in_whole = len(claim.terms & find_terms(statement.context)) / len(claim.terms)
    missing = find_missing_echoes(claim.text, claim.question, statement.context)
    echo = ECHO * len(missing) + OTHER_KIND * _is_other_kind(claim.question, missing, statement)
    return 0.35 * in_piece + 0.35 * in_whole + 0.3 * _scale(cosine, EQUAL_COSINE) - echo


def find_missing_echoes(claim: str, question: str, evidence: str) -> list[str]:
    """Return the words that a claim repeats from its question and that the evidence does not hold."""
    echoed = extract_query_terms(question) & frozenset(extract_terms(claim)) - _ASKING
    return _find_missing(echoed, evidence)


def _is_other_kind(question: str, missing: Sequence[str], statement: Statement) -> bool:
    """Tell whether a missing word makes the subject another thing: a fat bike is no city bike."""
    asked = [(word, thing) for word, thing in pairwise(_stems(question)) if word in missing]
    if statement.is_row:
        return any(thing in statement.subject_words for _, thing in asked)
    told = {thing: word for word, thing in pairwise(_stems(statement.text)) if find_words(word)}
    return any(thing in told and find_words(thing) for _, thing in asked)


def _stems(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[a-z'’-]+", text.lower())]


def _find_missing(words: frozenset[str], text: str) -> list[str]:
    """Return the words that a text does not hold; a Chinese one, which may be cut wrongly, by its characters."""
    missing = words - frozenset(extract_terms(text))
    return [
        word
        for word in missing
        if not holds_chinese(word) or (len(word) > 1 and set(word) - set(text) - _NUMERALS)
    ]


def meant_cells(claim: Claim, row: Statement) -> list[tuple[str, str]]:
    """Return the cells that a claim is about, by the names of their columns; those of the subject left out."""
    text = f"{claim.said} {claim.question}"
    words = find_words(text)
    cells = row.cells[row.subject_count :]
    return [
        (name, value)
        for name, value in cells
        if words & find_words(_UNIT.sub(" ", name)) or is_stock_column(name, text)
    ]


def _scale(cosine: float, equal: float) -> float:
    return min(1.0, max(0.0, (cosine - UNRELATED_COSINE) / (equal - UNRELATED_COSINE)))


def _is_of_other_code(statement: Statement, question: str) -> bool:
    """Tell whether a statement is about another code than the one that was asked for."""
    asked = find_letter_codes(question)
    held = find_letter_codes(f"{statement.heading} {statement.text}")
    if not asked or asked & held:
        return False
    if {_letters(code) for code in asked} & {_letters(code) for code in held}:
        return True
    wanted = {code for match in _ASKED_CODE.finditer(question) for code in find_letter_codes(match.group())}
    return bool(wanted) and not wanted & find_letter_codes(statement.context)


def _letters(code: str) -> str:
    return code.rstrip("0123456789") or code


def _names(text: str) -> frozenset[str]:
    return extract_codes(text) | find_names(text)


def _plain_numbers(text: str) -> frozenset[str]:
    """Return what looks like a code and is a number, such as `4.90`: numbers have their own rule."""
    return frozenset(code for code in extract_codes(text) if code.isdigit())
