"""Exercises of quantities: speed, changing units, what so many cost."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from assistant.tutoring.exercises.making import (
    NUMBER,
    Quantity,
    base_unit,
    count_numbers,
    find_quantities,
    make_problem,
    scaled,
)
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.problems import Subject, ValueProblem
from assistant.tutoring.units import UNIT_PATTERN, Dimension, Unit, find_unit

_ASKS = {
    Dimension.SPEED: re.compile(r"\bhow fast\b|\bspeed\b|\bkm/h\b|速度|每小时(?:行驶?|跑|走)?多少|时速"),
    Dimension.LENGTH: re.compile(
        r"\bhow far\b|\bdistance\b|\bhow many (?:km|kilomet)|多远|路程|距离|多少(?:千米|公里|米)"
    ),
    Dimension.TIME: re.compile(
        r"\bhow long\b|\bhow many (?:hours|minutes)\b|多久|多长时间|几个?小时|多少小时|多少时间"
    ),
}
_GOES_TWICE = re.compile(
    r"\bback\b|\breturn|\bround trip\b|\beach way\b|\btwice\b|\bhalf\b|\bdouble\b|\bbreak\b|\bstop"
    r"|往返|来回|一半|两倍|休息|相向|同时"
)
_QUANTITY = rf"((?:{NUMBER}\s?{UNIT_PATTERN}\s?){{1,3}})"
_CONVERSION = re.compile(
    rf"\b(?:convert|change|express|write|turn) {_QUANTITY}\s?(?:to|into|in|as) ({UNIT_PATTERN})"
    rf"|\bhow many ({UNIT_PATTERN}) (?:are|is|are there in|is there in|make up|has|have) {_QUANTITY}"
    rf"|{_QUANTITY}(?:等于|是|合|换算成|换算为|化成|=) ?(?:多少|几|\?|_{{1,6}}|\( ?\)) ?个?({UNIT_PATTERN})"
)
_COSTS = re.compile(r"\bcosts?\b|\bprices?\b|\bpay\b|\bpaid\b|多少[元钱]|花了?多少|要多少")
_MORE_RULES = re.compile(r"\bdiscount\b|\bfree\b|\bextra\b|\bplus\b|\bcheaper\b|%|打折|优惠|免费|另")
_THING = re.compile(
    rf"(?<![\d./]){NUMBER} (?!%)([a-z]{{3,20}}?)s?\b|(?<![\d./]){NUMBER} ?([本支个张条件只瓶盒块枝双袋])"
)


def read_speed(text: str) -> ValueProblem | None:
    """Read an exercise that names two of distance, time and speed and asks for the third."""
    found = {unit.dimension: (number, unit) for number, unit in find_quantities(text) if _may_be_gone(unit)}
    wanted = set(_ASKS) - found.keys()
    if len(found) != 2 or len(wanted) != 1 or count_numbers(text) != 2 or _GOES_TWICE.search(text):
        return None
    asked = wanted.pop()
    if not _ASKS[asked].search(text):
        return None
    if asked is Dimension.SPEED:
        return _ask_speed(found[Dimension.LENGTH], found[Dimension.TIME])
    if asked is Dimension.LENGTH:
        return _ask_distance(found[Dimension.SPEED], found[Dimension.TIME])
    return _ask_time(found[Dimension.LENGTH], found[Dimension.SPEED])


def _may_be_gone(unit: Unit) -> bool:
    """Tell whether a unit is one of a way: who is 180 cm tall has not gone 180 cm."""
    return unit.dimension is not Dimension.LENGTH or unit.factor >= 1


def _ask_speed(distance: Quantity, time: Quantity) -> ValueProblem | None:
    (way, length), (hours, clock) = distance, time
    factor = length.factor / 1000 / clock.factor
    return make_problem(
        Subject.SPEED,
        f"{way}/{hours}",
        unit=base_unit(Dimension.SPEED, factor),
        mistakes=_swap(way, hours, f"{way}*{hours}", f"{hours}/{way}"),
    )


def _ask_distance(speed: Quantity, time: Quantity) -> ValueProblem | None:
    (fast, unit), (hours, clock) = speed, time
    in_hours = _in_unit_of_speed(unit)
    setup = f"{fast}*{scaled(hours, clock.factor / in_hours)}"
    length = Fraction(1000) if unit.factor == 1 else Fraction(1)
    return make_problem(
        Subject.SPEED,
        setup,
        unit=base_unit(Dimension.LENGTH, length),
        mistakes=(
            *_swap(fast, hours, f"{fast}/{hours}", f"{hours}/{fast}"),
            *(((Misconception.UNIT, f"{fast}*{hours}"),) if clock.factor != in_hours else ()),
        ),
        steps=(scaled(hours, clock.factor / in_hours),),
    )


def _ask_time(distance: Quantity, speed: Quantity) -> ValueProblem | None:
    (way, length), (fast, unit) = distance, speed
    of_speed = Fraction(1000) if unit.factor == 1 else Fraction(1)
    in_hours = _in_unit_of_speed(unit)
    return make_problem(
        Subject.SPEED,
        f"{scaled(way, length.factor / of_speed)}/{fast}",
        unit=base_unit(Dimension.TIME, in_hours),
        mistakes=(
            *_swap(way, fast, f"{way}*{fast}", f"{fast}/{way}"),
            *(((Misconception.UNIT, f"{way}/{fast}"),) if length.factor != of_speed else ()),
        ),
        steps=(scaled(way, length.factor / of_speed),),
    )


def _in_unit_of_speed(unit: Unit) -> Fraction:
    """Return the hours that the unit of time in a unit of speed takes: kilometres are per hour, metres are not."""
    if unit.factor == 1:
        return Fraction(1)
    return Fraction(1, 3600) if unit.factor == Fraction(18, 5) else Fraction(1, 60)


def _swap(first: str, second: str, *wrong: str) -> tuple[tuple[Misconception, str], ...]:
    added = (f"{first}+{second}", f"{first}-{second}")
    return tuple((Misconception.WRONG_OPERATION, text) for text in (*wrong, *added))


def read_conversion(text: str) -> ValueProblem | None:
    """Read an exercise that asks for a quantity in another unit."""
    match = _CONVERSION.search(text)
    if match is None:
        return None
    groups = [group for group in match.groups() if group]
    written = next(group for group in groups if find_quantities(group))
    given = find_quantities(written)
    target = next((unit for group in groups if (unit := find_unit(group))), None)
    if target is None or count_numbers(text) != len(given):
        return None
    if any(unit.dimension is not target.dimension for _, unit in given):
        return None
    setup = "+".join(scaled(number, unit.factor / target.factor) for number, unit in given)
    problem = make_problem(Subject.UNITS, setup, unit=target, mistakes=_convert_badly(given, target))
    return replace(problem, is_converted=True) if problem else None


def _convert_badly(given: tuple[Quantity, ...], target: Unit) -> tuple[tuple[Misconception, str], ...]:
    """Multiply in place of dividing, keep the number, take sixty minutes for a hundred."""
    number, unit = given[0]
    ratio = target.factor / unit.factor
    wrong = [scaled(number, ratio), number, f"{number}*100", f"{number}/100"] if len(given) == 1 else []
    if len(given) == 2:
        second = given[1][0]
        wrong += [
            f"{number}*100+{second}",
            f"{number}+{second}/100",
            f"{number}+{second}",
            f"{number}+{second}/10",
        ]
    right = sum((Fraction(n) * u.factor / target.factor for n, u in given), Fraction(0))
    if number.isdigit() and unit.dimension in {Dimension.AREA, Dimension.VOLUME}:
        wrong += [f"{number}*{10**power}" for power in (1, 2, 3)]
    kept = [text for text in wrong if text != str(right)]
    return tuple((Misconception.UNIT, text) for text in kept)


def read_proportion(text: str) -> ValueProblem | None:
    """Read `3 kg of apples cost 6 euros. What do 5 kg cost?`: money alone, where more costs more."""
    if not _COSTS.search(text) or _MORE_RULES.search(text) or count_numbers(text) != 3:
        return None
    found = find_quantities(text)
    money = [(number, unit) for number, unit in found if unit.dimension.is_money]
    others = [(number, unit) for number, unit in found if not unit.dimension.is_money]
    if len(money) != 1:
        return None
    if len(others) == 2 and others[0][1] == others[1][1]:
        counts = [number for number, _ in others]
    else:
        counts = _count_things(text)
    if len(counts) != 2:
        return None
    price, unit = money[0]
    many, wanted = counts
    return make_problem(
        Subject.PROPORTION,
        f"{price}/{many}*{wanted}",
        unit=unit,
        mistakes=(
            (Misconception.WRONG_OPERATION, f"{price}*{wanted}"),
            (Misconception.WRONG_OPERATION, f"{price}*{many}"),
            (Misconception.WRONG_OPERATION, f"{price}*{many}/{wanted}"),
            (Misconception.WRONG_OPERATION, f"{price}+{wanted}-{many}"),
            (Misconception.INVERTED_FRACTION, f"{many}/{price}*{wanted}"),
        ),
        steps=(f"{price}/{many}", f"{wanted}/{many}", f"{wanted}-{many}"),
    )


def _count_things(text: str) -> list[str]:
    """Return the numbers of one kind of thing: 3 pens and 5 pens."""
    found = [(m[1] or m[3], m[2] or m[4]) for m in _THING.finditer(text)]
    names = [name for _, name in found if find_unit(name) is None and find_unit(f"{name}s") is None]
    if len(names) != 2 or names[0] != names[1]:
        return []
    return [number for number, name in found if name == names[0]]
