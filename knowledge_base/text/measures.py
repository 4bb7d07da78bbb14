"""Numbers with their units as documents write them, and one unit for several of them.

2 years and 18 months are 24 and 18 months: a chart whose bars have different units would lie.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.text.units import UNITS, Dimension, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number, the unit behind it, and both as they are written."""

    value: float
    unit: Unit | None
    text: str


# what is counted, and how old someone is, has no axis of its own
_UNITS = {
    name: unit for name, unit in UNITS.items() if unit.dimension not in (Dimension.COUNT, Dimension.AGE)
} | {"月": UNITS["个月"], "￥": UNITS["¥"], "％": UNITS["%"]}
_NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT_SPELLING = "|".join(
    rf"{re.escape(spelling)}(?![A-Za-z])"
    if spelling.isascii() and spelling.isalpha()
    else re.escape(spelling)
    for spelling in sorted(_UNITS, key=len, reverse=True)
)
_MEASURE = re.compile(
    rf"(?P<sign>[€$£¥￥])?\s?(?<![\w.])(?P<number>{_NUMBER})(?P<unit>[\s-]?(?:{_UNIT_SPELLING}))?"
    rf"|(?<=[^\W\d_])(?P<inner>\d+(?:\.\d+)?)(?P<inner_unit>\s?(?:{_UNIT_SPELLING}))?",
    re.IGNORECASE,
)


def find_measures(text: str) -> tuple[Measure, ...]:
    """Return the numbers of a text, each with the unit that stands at it."""
    return tuple(_to_measure(match) for match in _MEASURE.finditer(text))


def find_unit(text: str) -> Unit | None:
    """Return the unit that a text names, such as `Price (euros)`."""
    for found in re.finditer(rf"(?<![A-Za-z])(?:{_UNIT_SPELLING})", text, re.IGNORECASE):
        is_letter = len(found[0]) == 1 and found[0].isascii() and found[0].isalpha()
        if not is_letter or text[: found.start()].rstrip().endswith(("(", "（", "[", "/", ",", "in")):
            return _UNITS[found[0].lower()]
    return None


def in_one_unit(measures: Sequence[Measure]) -> tuple[tuple[float, ...], Unit | None] | None:
    """Bring measures into the smallest of their units.

    Returns:
        The values and their unit; None where the units are of different kinds.
    """
    units = [measure.unit for measure in measures]
    if len({unit.family if unit else "" for unit in units}) != 1:
        return None
    known = [unit for unit in units if unit is not None]
    if not known:
        return tuple(measure.value for measure in measures), None
    smallest = min(known, key=lambda unit: unit.factor)
    factors = (unit.factor / smallest.factor for unit in known)
    values = (round(m.value * factor, 9) for m, factor in zip(measures, factors, strict=True))
    return tuple(values), smallest


def _to_measure(match: re.Match[str]) -> Measure:
    number, written = match["number"] or match["inner"], match["unit"] or match["inner_unit"] or ""
    spelling = written.strip(" -\n\t").lower() or (match["sign"] or "")
    value = float(number.replace(",", ""))
    return Measure(value=value, unit=_UNITS.get(" ".join(spelling.split())), text=match[0].strip())
