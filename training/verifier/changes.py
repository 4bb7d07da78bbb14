"""Makes claims of the statements of documents: true ones said otherwise, and false ones said alike."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

import cn2an

from knowledge_base.text.languages import is_chinese
from knowledge_base.text.statements import Statement
from training.verifier.labelled_claims import CONTRADICTED, NOT_SAID, SUPPORTED
from training.verifier.pairs import Pair

ENGLISH_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
ENGLISH_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# what stands left and right exclude each other
OPPOSITES = (
    (" is not ", " is "), (" are not ", " are "), (" must not ", " may "), ("cannot ", "can "), ("can't ", "can "),
    (" do not ", " do "), (" before ", " after "), (" at least ", " at most "), (" more than ", " less than "),
    (" increases ", " decreases "), (" open ", " closed "), (" included", " not included"), (" with ", " without "),
    (" only ", " not only "), (" always ", " never "),
    ("不可以", "可以"), ("不能", "可以"), ("不得", "可以"), ("不需要", "需要"),
    ("不支持", "支持"), ("禁止", "允许"), ("以前", "以后"), ("之前", "之后"),
    ("至少", "最多"), ("以上", "以下"), ("免费", "收费"),
    ("包括", "不包括"), ("打开", "关闭"), ("除外", "也一样"), ("超过", "不到"),
)  # fmt: skip
ROW_FORMS = {
    False: (
        "The {column} of {subject} is {value}.",
        "{subject}: {value} ({column}).",
        "{subject} has {column} {value}.",
    ),
    True: (
        "{subject}的{column}是{value}。",
        "{subject}，{column}：{value}。",
        "{column}方面，{subject}为{value}。",
    ),
}
MIN_CHARACTERS, MAX_CHARACTERS = 12, 160
_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,4}(?:\.\d{1,2})?(?![\w.,:/-]*\d)")


def make_pairs(statements: Sequence[Statement], chance: random.Random) -> Iterator[Pair]:
    """Make pairs of the statements of one document."""
    rows = [s for s in statements if s.is_row]
    for statement in statements:
        if not MIN_CHARACTERS <= len(statement.text) <= MAX_CHARACTERS:
            continue
        if statement.is_row:
            yield from _of_row(statement, rows, chance)
        else:
            yield from _of_sentence(statement, statements, chance)


def _of_sentence(statement: Statement, others: Sequence[Statement], chance: random.Random) -> Iterator[Pair]:
    text = statement.text
    number = _change_number(text, chance)
    spelled = _spell_number(text)
    opposite = _turn_round(text)
    changed = [claim for claim in (number, opposite) if claim]
    for claim in changed:
        yield Pair(statements=(text,), claim=claim, label=CONTRADICTED)
    if spelled:
        yield Pair(statements=(text,), claim=spelled, label=SUPPORTED)
    if changed or chance.random() < 0.2:
        yield Pair(statements=(text,), claim=_part(text, chance), label=SUPPORTED)
    other = chance.choice(others).text
    if changed and other != text and MIN_CHARACTERS <= len(other) <= MAX_CHARACTERS:
        yield Pair(statements=(text,), claim=other, label=NOT_SAID)


def _of_row(row: Statement, rows: Sequence[Statement], chance: random.Random) -> Iterator[Pair]:
    cells = [cell for cell in row.cells if cell[1]]
    if len(cells) < 2:
        return
    subject = cells[0][1]
    column, value = chance.choice(cells[1:])
    form = chance.choice(ROW_FORMS[is_chinese(row.text)])

    def say(value: str, column: str = column) -> str:
        return form.format(column=column or "value", subject=subject, value=value)

    yield Pair(statements=(row.text,), claim=_spell_number(say(value)) or say(value), label=SUPPORTED)
    foreign = {v for other in rows for name, v in other.cells if name == column} - {value, ""}
    beside = {v for name, v in cells[1:] if name != column} - {value}
    for wrong in (foreign, beside):
        if wrong:
            yield Pair(statements=(row.text,), claim=say(chance.choice(sorted(wrong))), label=CONTRADICTED)
    if changed := _change_number(say(value), chance):
        yield Pair(statements=(row.text,), claim=changed, label=CONTRADICTED)
    strangers = [other for other in rows if other.cells[0][1] != subject]
    if strangers:
        stranger = chance.choice(strangers)
        claim = form.format(column=column or "value", subject=stranger.cells[0][1], value=value)
        yield Pair(statements=(row.text,), claim=claim, label=NOT_SAID)


def _part(text: str, chance: random.Random) -> str:
    """Return a clause of a sentence, or all of it."""
    clauses = [clause for clause in re.split(r"[;；]|，(?=.{8})", text) if len(clause) >= MIN_CHARACTERS]
    return chance.choice(clauses) if clauses else text


def _change_number(text: str, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    old = match.group()
    value = float(old)
    near = [value + 1, value * 2, value + 5, value * 10, value / 2, value - 1, value + 10]
    new = chance.choice([number for number in near if number > 0 and number != value])
    places = len(old.partition(".")[2])
    return f"{text[: match.start()]}{new:.{places}f}{text[match.end() :]}"


def _spell_number(text: str) -> str | None:
    for match in _NUMBER.finditer(text):
        if "." in match.group() or int(match.group()) > 999:
            continue
        number = int(match.group())
        spelled = cn2an.an2cn(number) if is_chinese(text) else spell_english(number)
        return f"{text[: match.start()]}{spelled}{text[match.end() :]}"
    return None


def spell_english(number: int) -> str:
    """Write a whole number below a thousand in words."""
    if number < 20:
        return ENGLISH_ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ENGLISH_TENS[tens] + (f"-{ENGLISH_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(number, 100)
    return f"{ENGLISH_ONES[hundreds]} hundred" + (f" and {spell_english(rest)}" if rest else "")


def _turn_round(text: str) -> str | None:
    for left, right in OPPOSITES:
        for old, new in ((left, right), (right, left)):
            if old in text:
                return text.replace(old, new, 1)
    return None
