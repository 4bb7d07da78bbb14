"""Words that compare: what each compares, and which end it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.text.units import Dimension

_MONEY = frozenset({Dimension.MONEY})
_MASS = frozenset({Dimension.MASS})
_LENGTH = frozenset({Dimension.LENGTH})
_LONG = frozenset({Dimension.LENGTH, Dimension.DURATION})
_TIME = frozenset({Dimension.TIME})
_SOUND = frozenset({Dimension.SOUND})
_HEAT = frozenset({Dimension.TEMPERATURE})
_ANY = frozenset[Dimension]()

# for each: what it compares, 1 for the greater end and -1 for the smaller one, comparative forms, superlative forms
_ENGLISH: tuple[tuple[frozenset[Dimension], int, str, str], ...] = (
    (_MONEY, -1, "cheaper|less expensive|costs? less|lower priced?", "cheapest|least expensive"),
    (
        _MONEY,
        1,
        "dearer|more expensive|pricier|costlier|costs? more",
        "dearest|most expensive|priciest|costliest",
    ),
    (_MASS, -1, "lighter|weighs? less", "lightest|weighs? (?:the )?least"),
    (_MASS, 1, "heavier|weighs? more", "heaviest|weighs? (?:the )?most"),
    (_LONG, 1, "longer", "longest"),
    (_LONG, -1, "shorter", "shortest"),
    (
        _LENGTH,
        1,
        "taller|deeper|wider|thicker|further|farther",
        "tallest|deepest|widest|thickest|furthest|farthest",
    ),
    (_LENGTH, -1, "narrower|thinner|shallower", "narrowest|thinnest|shallowest"),
    (_SOUND, 1, "louder|noisier", "loudest|noisiest"),
    (_SOUND, -1, "quieter", "quietest"),
    (_HEAT, 1, "warmer|hotter", "warmest|hottest"),
    (_HEAT, -1, "colder|cooler", "coldest|coolest"),
    (_TIME, -1, "earlier|sooner", "earliest|soonest|first thing"),
    (_TIME, 1, "later", "latest"),
    (_ANY, 1, "more|higher|larger|bigger|greater", "most|highest|largest|biggest|greatest"),
    (_ANY, -1, "fewer|less|lower|smaller", "fewest|least|lowest|smallest"),
)
_CHINESE: tuple[tuple[frozenset[Dimension], int, str], ...] = (
    (_MONEY, -1, "便宜|省钱"),
    (_MONEY, 1, "贵"),
    (_MASS, -1, "轻"),
    (_MASS, 1, "重(?!量|庆|新|复)"),
    (_LONG, 1, "长(?!度)|久"),
    (_LONG, -1, "短"),
    (_LENGTH, 1, "深|宽|厚"),
    (_SOUND, 1, "响|吵"),
    (_TIME, -1, "早(?!上|晨|餐)"),
    (_TIME, 1, "晚(?!上|间|餐)"),
    (_ANY, 1, "高(?!度|级)|大(?!人|间|号|床)|多(?!少|久|长|重|大|高|远|深|宽)"),
    (_ANY, -1, "低(?!于)|小(?!时|间|号|孩|组|种)|(?<!多)少(?!于|年)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A word that compares.

    Attributes:
        dimensions: What it compares; empty where it may be anything.
        sign: 1 for the greater end, -1 for the smaller one.
        is_superlative: Whether it asks for the end of many.
        start: Place of its first character in the question.
        end: Place after its last one.
    """

    dimensions: frozenset[Dimension]
    sign: int
    is_superlative: bool
    start: int
    end: int


_COMPILED = tuple(
    (dimensions, sign, is_superlative, re.compile(rf"\b(?:{forms})\b", re.IGNORECASE))
    for dimensions, sign, comparative, superlative in _ENGLISH
    for forms, is_superlative in ((superlative, True), (comparative, False))
) + tuple(
    (dimensions, sign, is_superlative, re.compile(f"{lead}(?:{forms})"))
    for dimensions, sign, forms in _CHINESE
    for lead, is_superlative in (("最", True), ("(?<!最)(?:更)?", False))
)


def find_comparisons(text: str) -> tuple[Comparison, ...]:
    """Return the words of a question that compare, in order; the longer of two that overlap."""
    found = sorted(_find(text), key=lambda one: (one.start, one.start - one.end))
    kept: list[Comparison] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _find(text: str) -> Iterator[Comparison]:
    for dimensions, sign, is_superlative, pattern in _COMPILED:
        for match in pattern.finditer(text):
            yield Comparison(
                dimensions=dimensions,
                sign=sign,
                is_superlative=is_superlative,
                start=match.start(),
                end=match.end(),
            )
