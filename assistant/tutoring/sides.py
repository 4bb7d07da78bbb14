"""One expression of a statement: its words and signs put together, with its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.tutoring.units import Unit

_LEADING = "*/^)=≈%: "
_TRAILING = "+-*/^(±: "
_NUMBER = re.compile(
    r"(?:[-+±] )?(?:\d+(?:\.(\d+))?|\.(\d+)|\d+ / \d+|\( \d+ \+ \d+ / \d+ \)|\( \d+ \) / \( \d+ \))(?: %)?"
)

Kind = Literal["number", "function", "letter", "sign", "unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A number, letter, sign or unit."""

    kind: Kind
    text: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One expression of a statement.

    Attributes:
        text: Its expression, in ASCII, without units.
        unit: Where it is one number with a unit.
        is_number: Whether nothing is computed in it: a number, a fraction, a mixed number.
        decimals: Digits behind the point, where it is a decimal.
    """

    text: str
    unit: Unit | None = None
    is_number: bool = False
    decimals: int | None = None


def letters_of(expression: str) -> frozenset[str]:
    """Return the unknowns of an expression."""
    return frozenset(re.sub(r"sqrt|pi", "", expression)) & frozenset("abcdefghijklmnopqrstuvwxyz")


def make_side(tokens: Sequence[Token]) -> Side | None:
    """Put an expression together; None where it can't be one."""
    tokens = _trim(tokens)
    if not tokens or tokens[0].kind == "unit":
        return None
    units = [token.unit for token in tokens if token.unit is not None]
    joined = _join_units(tokens) if len(units) > 1 else None
    if joined is not None:
        return joined
    bare = [token for token in tokens if token.kind != "unit"]
    return (
        None
        if _mixes_units(units, bare)
        else _write_side(bare, units, ends_with_unit=tokens[-1].kind == "unit")
    )


def _mixes_units(units: Sequence[Unit], bare: Sequence[Token]) -> bool:
    """Tell whether different units are added: that is not computed here."""
    return len({unit.factor for unit in units}) > 1 and any(_is_sign(token, "+-") for token in bare)


def _write_side(bare: Sequence[Token], units: Sequence[Unit], *, ends_with_unit: bool) -> Side:
    written = " ".join(token.text for token in bare)
    number = _NUMBER.fullmatch(written)
    is_one = number is not None or not any(token.kind == "sign" for token in bare)
    return Side(
        text=written,
        unit=units[0] if len(units) == 1 and ends_with_unit and is_one else None,
        is_number=number is not None,
        decimals=_count_decimals(number),
    )


def _count_decimals(number: re.Match[str] | None) -> int | None:
    digits = (number[1] or number[2]) if number else None
    if number is None or not digits:
        return None
    return len(digits) + (2 if number.group().endswith("%") else 0)


def _join_units(tokens: Sequence[Token]) -> Side | None:
    """Read `1 h 30 min` as one number of hours."""
    pairs = list(zip(tokens[::2], tokens[1::2], strict=False))
    if len(tokens) % 2 or any(one.kind != "number" or two.unit is None for one, two in pairs):
        return None
    units = [two.unit for _, two in pairs if two.unit is not None]
    first = units[0]
    if any(unit.dimension is not first.dimension for unit in units):
        return None
    value = sum(
        (Fraction(one.text) * unit.factor for (one, _), unit in zip(pairs, units, strict=True)), Fraction(0)
    )
    value /= first.factor
    return Side(text=f"{value.numerator} / {value.denominator}", unit=first, is_number=True)


def _trim(tokens: Sequence[Token]) -> Sequence[Token]:
    """Leave out what an expression can't begin or end with, and brackets of the text around it."""
    start, end = 0, len(tokens)
    while start < end and _is_sign(tokens[start], _LEADING):
        start += 1
    while start < end and _is_sign(tokens[end - 1], _TRAILING):
        end -= 1
    kept = tokens[start:end]
    depth = sum((token.text == "(") - (token.text == ")") for token in kept)
    if depth > 0 and kept[0].text == "(":
        return _trim(kept[1:])
    return _trim(kept[:-1]) if depth < 0 and kept[-1].text == ")" else kept


def _is_sign(token: Token, signs: str) -> bool:
    return token.kind == "sign" and token.text in signs
