"""Which rows of a document a question names, how many of each, in pieces between “and”, “or” and “than”."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.computing.documents.rows import Row
from assistant.computing.documents.tokens import fold_text, head_of, is_in, plain_form, tokens_of
from assistant.computing.questions.asking_words import names_nothing
from assistant.computing.questions.question import Question, fits
from assistant.computing.unclear import UnclearError
from knowledge_base.text.numerals import NUMBER, parse_number

_SEPARATOR = re.compile(
    r"[,;?!，、；。？！：]|\.(?=\s|$)|\s(?:and|plus|or|than|versus|vs\.?|with|as well as|between|&|\+)\s|[+＋]"
    r"|和|跟|与|还是|加上|再加|外加|加(?!起来|一起|在|收|购)|以及|及|再|比(?!较)|另外|或者"
)
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_UNIT_WORD = re.compile(r"\s?(?:(?:x|×|of the|of|the|pieces of|pairs of)\s)?([a-z]+)")
_PRONOUN = re.compile(r"\b(?:which|the|that|this|any|\w+er|\w+est)\s+$")
_ARTICLE = re.compile(r"\b(?:an?|one)\b")
_HAN_CLASSIFIER = re.compile(r"\s*([\u3400-\u9fff])")
_IN_HAN_WORD = re.compile(r"[一半两几千万百]+(?:共|起|下|样|般|直|定|些|价|者|路|元|折)")
_CONDITION = re.compile(
    r"\b(?:if|when|further|additional|extra|second|third|after|beyond|unless|only|except|as long as|later|every)\b"
    r"|超过|超出|超|满(?=[\d一二三四五六七八九十])|以上|以下|如|若|逾期|另|第|仅|限|之后|后|起",
    re.IGNORECASE,
)
NEAR_CHARACTERS = 12  # around a number that may belong to a name
Accepts = Callable[[Row], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a question, with what is read elsewhere blanked out.

    Attributes:
        text: Its words.
        tokens: What it names.
        start: Its place in the question.
        has_ages: Whether an age stands in it.
    """

    text: str
    tokens: frozenset[str]
    start: int

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A row that a question names.

    Attributes:
        row: The row.
        count: How many of it.
        counter: What is counted: a Chinese classifier, or the plain form of the English word behind the number.
        is_counted: Whether the number is said.
        piece: Where it is named.
        consumed: Places of numbers that were read.
    """

    row: Row
    count: float
    counter: str
    is_counted: bool
    piece: Piece
    consumed: tuple[tuple[int, int], ...]


def split_pieces(question: Question, rows: Iterable[Row]) -> tuple[Piece, ...]:
    """Cut a question where things are joined, but never within the name of a row."""
    text = _blank(question.text, question.masked)
    names = [fold_text(head_of(row.label)) for row in rows if len(row.own) > 1]
    kept = [m.span() for name in names if name for m in re.finditer(re.escape(name), text)]
    pieces, start = list[Piece](), 0
    for match in _SEPARATOR.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in kept):
            continue
        pieces.append(_to_piece(text, start, match.start()))
        start = match.end()
    pieces.append(_to_piece(text, start, len(text)))
    return tuple(piece for piece in pieces if piece.text.strip())


def find_mentions(question: Question, rows: Sequence[Row], accepts: Accepts) -> tuple[Mention, ...]:
    """Return the rows that a question names, in order.

    Args:
        question: The question.
        rows: Of one document.
        accepts: Tells whether a row has what is asked for.

    Raises:
        UnclearError: A piece names two rows, or several numbers.
    """
    common = _common_tokens(rows)
    usable = [row for row in rows if accepts(row)]
    pieces = split_pieces(question, usable)
    found = [m for piece in pieces for m in _read_piece(piece, usable, common, question)]
    return tuple(_without_repetitions(found))


def _without_repetitions(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Leave out a row that is named again without a number: 古筝租六个月，租金多少."""
    counted = {id(m.row) for m in mentions if m.is_counted}
    seen = set[int]()
    for mention in mentions:
        is_again = id(mention.row) in seen or id(mention.row) in counted
        if mention.is_counted or not is_again:
            yield mention
        seen.add(id(mention.row))


def _read_piece(
    piece: Piece, rows: Sequence[Row], common: dict[int, frozenset[str]], question: Question
) -> Iterator[Mention]:
    found = _match(_without_comparisons(piece, question), rows, common, question)
    if not found:
        return
    count, counter, is_counted, consumed = _read_count(piece, found)
    ages = [named for named in question.ages if piece.start <= named.start <= piece.end]
    if any(row.ages for row in found) and not (len(found) == 1 and not ages and _says_who(found[0])):
        numbers = [age for named in ages for age in named.ages]
        yield from _by_age(piece, found, numbers, (count, counter, is_counted), consumed)
        return
    if ages or len(found) != 1:
        msg = f"{piece.text!r} names {len(found)} rows"
        raise UnclearError(msg)
    yield Mention(
        row=found[0], count=count, counter=counter, is_counted=is_counted, piece=piece, consumed=consumed
    )


def _without_comparisons(piece: Piece, question: Question) -> Piece:
    """Return a piece without the words that compare: 高多少 names no row."""
    spans = [
        (one.start - piece.start, one.end - piece.start)
        for one in question.comparisons
        if piece.start <= one.start and one.end <= piece.end
    ]
    text = _blank(piece.text, spans)
    return Piece(text=text, tokens=tokens_of(text), start=piece.start) if spans else piece


def _says_who(row: Row) -> bool:
    """Tell whether a label names people whose age has no upper end, such as seniors: nobody says more of them."""
    return row.ages is not None and math.isinf(row.ages.high) and bool(row.own)


def _by_age(
    piece: Piece,
    rows: Sequence[Row],
    ages: Sequence[int],
    counted: tuple[float, str, bool],
    consumed: tuple[tuple[int, int], ...],
) -> Iterator[Mention]:
    count, counter, is_counted = counted
    if not ages or len(ages) not in (1, count):
        msg = "an age decides, and it is not said"
        raise UnclearError(msg)
    each = count / len(ages)
    for age in ages:
        fitting = [row for row in rows if row.ages is not None and row.ages.holds(age)]
        if len(fitting) != 1:
            msg = f"{len(fitting)} rows are for the age of {age}"
            raise UnclearError(msg)
        yield Mention(
            row=fitting[0], count=each, counter=counter, is_counted=is_counted, piece=piece, consumed=consumed
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """How well a piece names a row: which of its words, of its label alone and with what stands around it."""

    row: Row
    own: frozenset[str]
    hits: frozenset[str]
    is_full: bool


def _match(
    piece: Piece, rows: Sequence[Row], common: dict[int, frozenset[str]], question: Question
) -> list[Row]:
    """Return the rows that a piece names best: those whose words in it are no part of another row's."""
    whole = _to_piece(_blank(question.text, question.masked), 0, len(question.text))
    matches = [_match_row(piece, whole, row, common[row.table]) for row in rows]
    return _best_of([match for match in matches if match is not None], question)


def _best_of(found: Sequence[_Match], question: Question) -> list[Row]:
    usable = [match for match in found if not _is_conditional(match.row, question)]
    best = [one for one in usable if not any(one.hits < other.hits for other in usable)]
    best = [one for one in best if not any(one.own < other.own for other in best)]
    best = _prefer(best, lambda one: one.is_full)
    best = _prefer(best, lambda one: _has_span(one.row, question)) if len(best) > 1 else best
    return [one.row for one in _prefer(best, lambda one: one.row.own <= one.hits)]


def _prefer(matches: list[_Match], suits: Callable[[_Match], bool]) -> list[_Match]:
    """Return those that suit, or all where none does."""
    return [one for one in matches if suits(one)] or matches


def _match_row(piece: Piece, whole: Piece, row: Row, common: frozenset[str]) -> _Match | None:
    """Match one row; None where nothing that tells it apart is named, or a sentence is not named whole."""
    own = frozenset(token for token in row.own if is_in(token, piece.text, piece.tokens))
    shared = common if row.own - common else frozenset[str]()
    telling = frozenset(token for token in own - shared if not names_nothing(token))
    rest = [token for token in row.own - own if not names_nothing(token)]
    is_full = all(is_in(token, whole.text, whole.tokens) for token in rest)
    if not telling or not (row.is_subject or is_full):
        return None
    hits = frozenset(token for token in row.all if is_in(token, piece.text, piece.tokens))
    return _Match(row=row, own=own, hits=hits, is_full=is_full)


def _has_span(row: Row, question: Question) -> bool:
    return any(fits(cell.rate, span) for cell in row.cells for span in question.spans)


def _is_conditional(row: Row, question: Question) -> bool:
    """Tell whether a sentence holds under a condition that the question does not name."""
    if row.is_of_table:
        return False
    names = () if row.is_subject else (cell.name for cell in row.cells)
    said = " ".join((row.label, *names))
    return any(match.group().lower() not in question.text for match in _CONDITION.finditer(said))


def _common_tokens(rows: Sequence[Row]) -> dict[int, frozenset[str]]:
    """Return the words that all labels of a table share, by table: they tell no row apart."""
    tables: dict[int, list[frozenset[str]]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row.own)
    return {
        table: frozenset.intersection(*owns) if table and len(owns) > 1 else frozenset()
        for table, owns in tables.items()
    }


def _read_count(piece: Piece, rows: Sequence[Row]) -> tuple[float, str, bool, tuple[tuple[int, int], ...]]:
    """Return how many of its thing a piece asks for, what is counted, whether that is said, and where."""
    numbers = [match for match in find_counts(piece.text) if not _is_of_label(match, piece.text, rows)]
    if len(numbers) > 1:
        msg = f"{piece.text!r} holds several numbers"
        raise UnclearError(msg)
    if not numbers:
        return 1.0, "", _ARTICLE.search(piece.text) is not None, ()
    match = numbers[0]
    value = parse_number(match.group())
    if value is None or value < 1 or value % 1:
        msg = f"{match.group()!r} is no count"
        raise UnclearError(msg)
    counter, end = _counter_behind(piece.text, match)
    return value, counter, True, ((piece.start + match.start(), piece.start + end),)


def find_counts(text: str) -> list[re.Match[str]]:
    """Return the numbers of a text, without those that are part of a Chinese word or stand for a thing."""
    words = [match.span() for match in _IN_HAN_WORD.finditer(text)]
    return [
        match
        for match in _NUMBER.finditer(text)
        if not any(a <= match.start() < b for a, b in words)
        and not (match.group() == "one" and _PRONOUN.search(text[: match.start()]))
        and not re.search(r"[第a-z\d]$", text[: match.start()])
    ]


def _is_of_label(match: re.Match[str], text: str, rows: Sequence[Row]) -> bool:
    """Tell whether a number belongs to the name of a row, such as “HD 10” and “120 l”."""
    around = text[max(0, match.start() - NEAR_CHARACTERS) : match.end() + NEAR_CHARACTERS]
    own = frozenset(token for row in rows for token in row.own if any(c.isdigit() for c in token))
    named = tokens_of(around) & own
    if any(match.group() in token.split() or ":" in token for token in named):
        return True
    places = [m.span() for row in rows for m in re.finditer(re.escape(fold_text(head_of(row.label))), text)]
    if any(start <= match.start() and match.end() <= end for start, end in places):
        return True
    words = set(match.group().split()) - {"a", "an", "one"}
    return any(words and words <= set(fold_text(row.label).split()) for row in rows)


def _counter_behind(text: str, match: re.Match[str]) -> tuple[str, int]:
    behind = text[match.end() :]
    if han := _HAN_CLASSIFIER.match(behind):
        return han[1], match.end() + han.end()
    latin = _UNIT_WORD.match(behind)
    return (plain_form(latin[1]) if latin else ""), match.end()


def _to_piece(text: str, start: int, end: int) -> Piece:
    piece = text[start:end]
    return Piece(text=piece, tokens=tokens_of(piece), start=start)


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
