"""One spelling → what it states: expressions, joined by signs of equality, with units, line by line.

Words end a statement, letters that are no words are unknowns, and a unit is read behind a number only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.tutoring.sides import Kind, Side, Token, letters_of, make_side
from assistant.tutoring.spoken_signs import write_signs
from assistant.tutoring.units import UNIT_PATTERN, find_unit
from knowledge_base.text.negation import denies

MAX_RUN = 160  # characters of a statement
MAX_STATEMENTS = 60

_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<function>sqrt|pi)(?![a-z])|(?P<word>[a-z]+|[\u3400-\u9fff]+)"
    r"|(?P<sign>[-+*/^()=≈%±:])|(?P<space>[ \t]+)|(?P<end>.|\n)"
)
_UNIT = re.compile(rf"\s?({UNIT_PATTERN})")
_UNIT_IN_BRACKETS = re.compile(rf"\s?\(\s?({UNIT_PATTERN})\s?\)")
_CONNECTORS = re.compile(
    r"[ \t]*(?:$|[\n;,.!?(){}\"'=:]|(?:and|or|so|then|is|right|because|since|as|per|each|for)\b"
    r"|[和或吗呢吧对是与或所因则即答])"
)
_CLAIMING = re.compile(
    r"(?:^|[\n;,.!?:(){}\"'>]|\b(?:is|are|was|be|it|its|get|got|gets|gives|makes|equals|so|and|or|answer|about|result"
    r"|solution|maybe|only|say|think|guess)|[得是为于即案约和或到成])[ \t]*$"
)
_COMPARING = frozenset("<>≤≥≠")
_CLAUSE_END = re.compile(r"[\n;,.!?:]")
_JOINING = frozenset("=+-*/^≈")
MAX_LETTERS = 3  # that are written together: 6ab
MAX_CLAUSE = 80  # characters before a statement that may deny it


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What stands between two words or signs of punctuation.

    Attributes:
        line: From 1.
        sides: Expressions that are said to be equal.
        text: As it is spelled.
        start: Place of its first character.
        end: Place after its last character.
        goes_on: Whether it begins with a sign of equality, and so belongs to what stands before it.
        counts_something: Whether a word follows that is no unit: `2 steps` is no result.
        is_claimed: Whether it stands alone or behind words that state something, as in `I got 5`; not `divide by 3`.
    """

    line: int
    sides: tuple[Side, ...]
    text: str
    start: int
    end: int
    goes_on: bool = False
    counts_something: bool = False
    is_claimed: bool = True

    @property
    def letters(self) -> frozenset[str]:
        """The unknowns in it."""
        return frozenset(letter for side in self.sides for letter in letters_of(side.text))

    @property
    def is_single(self) -> bool:
        """Whether it states one expression."""
        return len(self.sides) == 1


@dataclass(slots=True)
class _Run:
    """A statement that is being read."""

    tokens: list[Token] = field(default_factory=list)
    start: int = 0
    end: int = 0


def find_statements(text: str, unknowns: frozenset[str] = frozenset()) -> tuple[Statement, ...]:
    """Return what a text in one spelling states.

    Args:
        text: See `read_notations`.
        unknowns: Letters that are no units in it.
    """
    written, text = text, write_signs(text, x_is_times="x" not in unknowns)
    found: list[Statement] = []
    for run in _find_runs(text, unknowns):
        found += _state(run, text, written)
        if len(found) >= MAX_STATEMENTS:
            break
    return tuple(found)


def _find_runs(text: str, unknowns: frozenset[str]) -> Iterator[_Run]:
    run, position = _Run(), 0
    while (match := _TOKEN.match(text, position)) is not None:
        if _begins_anew(match, text, run):
            yield run
            run = _Run()
        token, end = _read_token(match, text, run, unknowns)
        if token is not None:
            run.start = run.start if run.tokens else position
            run.tokens.append(token)
            run.end = end
        elif match.lastgroup != "space" and run.tokens:
            yield run
            run = _Run()
        position = end
    if run.tokens:
        yield run


def _begins_anew(match: re.Match[str], text: str, run: _Run) -> bool:
    """Tell whether a letter begins a statement of its own behind a space: `x = 6 y = 4`."""
    if not run.tokens or run.end == match.start() or len(match.group()) > 1 or match.lastgroup != "word":
        return False
    is_joined = run.tokens[-1].kind == "sign" and run.tokens[-1].text != ")"
    return not is_joined and text[match.end() : match.end() + 3].lstrip(" ")[:1] == "="


def _read_token(
    match: re.Match[str], text: str, run: _Run, unknowns: frozenset[str]
) -> tuple[Token | None, int]:
    kind, written, end = match.lastgroup, match.group(), match.end()
    unit = (
        _read_unit(text, match, run, unknowns) if kind in {"word", "space", "sign"} and run.tokens else None
    )
    if unit is not None:
        return unit
    if kind == "word":
        is_letter = _is_letter(match, text, run, unknowns)
        return (Token(kind="letter", text=written[0]), match.start() + 1) if is_letter else (None, end)
    if written == ":":
        return (Token(kind="sign", text="/") if _is_ratio(text, match, run) else None), end
    known: dict[str | None, Kind] = {"number": "number", "function": "function", "sign": "sign"}
    return (Token(kind=known[kind], text=written) if kind in known else None), end


def _read_unit(
    text: str, match: re.Match[str], run: _Run, unknowns: frozenset[str]
) -> tuple[Token, int] | None:
    if run.tokens[-1].kind not in {"number", "function"} and run.tokens[-1].text != ")":
        return None
    found = _UNIT.match(text, match.start()) or _UNIT_IN_BRACKETS.match(text, match.start())
    if found is None or found[1] in unknowns or (set(found[1]) <= unknowns and len(found[1]) < 3):
        return None
    return Token(kind="unit", text=found[1], unit=find_unit(found[1])), found.end()


def _is_ratio(text: str, match: re.Match[str], run: _Run) -> bool:
    behind = text[match.end() : match.end() + 2].lstrip()
    return bool(run.tokens) and run.tokens[-1].kind == "number" and behind[:1].isdigit()


def _is_letter(match: re.Match[str], text: str, run: _Run, unknowns: frozenset[str]) -> bool:
    """Tell whether a word is an unknown, or several that are written together."""
    word = match.group()
    is_glued = bool(run.tokens) and run.end == match.start()
    if not word.isascii() or (len(word) > 1 and not _is_product(word, unknowns, is_glued=is_glued)):
        return False
    if is_glued or text[match.end() : match.end() + 3].lstrip(" ")[:1] in _JOINING:
        return True
    follows_sign = bool(run.tokens) and run.tokens[-1].kind == "sign"
    return follows_sign and (word[0] in unknowns or not _has_word_behind(text, match.end()))


def _has_word_behind(text: str, place: int) -> bool:
    behind = text[place : place + 2]
    return bool(behind.strip()) and behind[0].isspace()


def _is_product(word: str, unknowns: frozenset[str], *, is_glued: bool) -> bool:
    return set(word) <= unknowns and len(word) <= MAX_LETTERS and (is_glued or len(unknowns) > 1)


def _state(run: _Run, text: str, written: str) -> Iterator[Statement]:
    if run.end - run.start > MAX_RUN or _is_compared(text, run) or _is_denied(text, run):
        return
    tokens = run.tokens
    goes_on = tokens[0].text in {"=", "≈"}
    sides = [side for part in _split(tokens) if (side := make_side(part)) is not None]
    if not any(any(sign.isdigit() for sign in side.text) for side in sides):
        return
    statement = Statement(
        line=text.count("\n", 0, run.start) + 1,
        sides=tuple(sides),
        text=" ".join(written[run.start : run.end].split()).strip("=≈ "),
        start=run.start,
        end=run.end,
        goes_on=goes_on,
        counts_something=_CONNECTORS.match(text, run.end) is None,
        is_claimed=goes_on or _CLAIMING.search(text[max(0, run.start - 16) : run.start]) is not None,
    )
    yield from _take_both_signs(statement)


def _is_compared(text: str, run: _Run) -> bool:
    """Tell whether a sign such as > stands beside it: an inequality states no value."""
    beside = text[max(0, run.start - 3) : run.start].rstrip(), text[run.end : run.end + 3].lstrip()
    return beside[0][-1:] in _COMPARING or beside[1][:1] in _COMPARING


def _is_denied(text: str, run: _Run) -> bool:
    """Tell whether the words before it, in the same part of the sentence, say that it is not so."""
    clause = _CLAUSE_END.split(text[max(0, run.start - MAX_CLAUSE) : run.start])[-1]
    return denies(clause)


def _take_both_signs(statement: Statement) -> Iterator[Statement]:
    if not any("±" in side.text for side in statement.sides):
        yield statement
        return
    for sign in "+-":
        yield replace(
            statement,
            sides=tuple(replace(side, text=side.text.replace("±", sign)) for side in statement.sides),
        )


def _split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in tokens:
        if token.text in {"=", "≈"}:
            yield part
            part = []
        else:
            part.append(token)
    yield part
