"""Exercises of percentages."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.tutoring.exercises.making import NUMBER, count_numbers, find_quantities, make_problem
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.problems import Subject, ValueProblem

_PART = re.compile(rf"(?<![\d./]){NUMBER} ?% (?:of|from) {NUMBER}|(?<![\d./]){NUMBER} ?的 ?{NUMBER} ?%")
_WHOLE = re.compile(
    rf"(?<![\d./]){NUMBER} is {NUMBER} ?% of (?:what|which|a number)|一个数的 ?{NUMBER} ?%[是为等于]{{1,2}} ?{NUMBER}"
)
_RATE = re.compile(
    rf"(?<![\d./]){NUMBER} is (?:what|which|how many) ?(?:percentage|percent|per cent|%) of {NUMBER}"
    rf"|(?:what|which) (?:percentage|percent|per cent|%) of {NUMBER} is {NUMBER}|{NUMBER} ?是 ?{NUMBER} ?的百分之几"
)
_CHANGE = re.compile(
    rf"\b(increase|raise|decrease|reduce) {NUMBER} by {NUMBER} ?%"
    rf"|{NUMBER} ?(增加|提高|上涨|减少|降低|下降)了? ?{NUMBER} ?%"
)
_UP = frozenset({"increase", "raise", "增加", "提高", "上涨"})
_CHEAPER = re.compile(r"\breduced\b|\bdiscount\b|\boff\b|\bcheaper\b|降价|打折|优惠|便宜")
_DEARER = re.compile(r"\b(?:increased|raised|goes up|rises)\b|\bmore expensive\b|涨价")
_ASKS_PRICE = re.compile(
    r"\bnow\b|\bnew price\b|\bsale price\b|\bhow much\b[^?]{0,40}\b(?:cost|pay)\b|现价|现在|多少[元钱]"
)
_ASKS_OTHER = re.compile(
    r"\bsaved?\b|\bbefore\b|\boriginally\b|\bhow much (?:cheaper|less)\b|便宜多少|便宜了多少|节省|省了|原价是?多少"
)
_RATE_OF_PRICE = re.compile(rf"{NUMBER} ?%")
_TENTHS = re.compile(r"打 ?([一二三四五六七八九]{1,2}|\d\d|\d(?:\.\d)?) ?折")
_HAN = "零一二三四五六七八九"
COMMON_PARTS = (1, 5, 10, 20, 25, 50)  # per cent that one works out first


def read_percent(text: str) -> ValueProblem | None:
    """Read an exercise of percentages that was understood whole."""
    rate = _read_rate(text)
    if rate is not None:
        return rate
    units = {unit for _, unit in find_quantities(text)}
    for read in (_read_whole, _read_change, _read_price, _read_part):
        problem = read(text)
        if problem is not None:
            return replace(problem, unit=units.pop()) if len(units) == 1 else problem
    return None


def _read_part(text: str) -> ValueProblem | None:
    match = _PART.search(text)
    if match is None or count_numbers(text) != 2:
        return None
    rate, whole = (match[1], match[2]) if match[1] else (match[4], match[3])
    return make_problem(
        Subject.PERCENT,
        f"{rate}/100*{whole}",
        mistakes=(
            (Misconception.PERCENT_AS_DIVISOR, f"{whole}/{rate}"),
            (Misconception.PERCENT_AS_AMOUNT, f"{whole}-{rate}"),
            (Misconception.PERCENT_AS_AMOUNT, f"{whole}+{rate}"),
            (Misconception.PERCENT_OF_WRONG_WHOLE, f"{rate}/{whole}"),
            (Misconception.PERCENT_OF_WRONG_WHOLE, f"{rate}/{whole}*100"),
            (Misconception.PERCENT_PART_ONLY, f"{whole}-{whole}*{rate}/100"),
            (Misconception.PLACE_VALUE, f"{whole}*{rate}"),
        ),
        steps=[f"{whole}*{part}/100" for part in COMMON_PARTS],
    )


def _read_whole(text: str) -> ValueProblem | None:
    match = _WHOLE.search(text)
    if match is None or count_numbers(text) != 2:
        return None
    part, rate = (match[1], match[2]) if match[1] else (match[4], match[3])
    return make_problem(
        Subject.PERCENT,
        f"{part}/{rate}*100",
        mistakes=(
            (Misconception.PERCENT_OF_WRONG_WHOLE, f"{part}*{rate}/100"),
            (Misconception.PERCENT_OF_WRONG_WHOLE, f"{part}+{part}*{rate}/100"),
            (Misconception.PERCENT_AS_AMOUNT, f"{part}+{rate}"),
        ),
        steps=(f"{rate}/100", f"{part}/{rate}", f"100/{rate}"),
    )


def _read_rate(text: str) -> ValueProblem | None:
    match = _RATE.search(text)
    if match is None or count_numbers(text) != 2:
        return None
    if match[1]:
        part, whole = match[1], match[2]
    else:
        part, whole = (match[4], match[3]) if match[3] else (match[5], match[6])
    return make_problem(
        Subject.PERCENT,
        f"{part}/{whole}*100",
        also=(f"{part}/{whole}",),
        mistakes=(
            (Misconception.PERCENT_OF_WRONG_WHOLE, f"{whole}/{part}"),
            (Misconception.PERCENT_OF_WRONG_WHOLE, f"{whole}/{part}*100"),
            (Misconception.PERCENT_OF_WRONG_WHOLE, f"{whole}/{part}/100"),
            (Misconception.PERCENT_OF_WRONG_WHOLE, f"{part}*{whole}/100"),
            (Misconception.PERCENT_AS_AMOUNT, f"{whole}-{part}"),
        ),
    )


def _read_change(text: str) -> ValueProblem | None:
    match = _CHANGE.search(text)
    if match is None or count_numbers(text) != 2:
        return None
    word, whole, rate = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
    return _make_change(whole, f"{rate}", is_up=word in _UP)


def _make_change(whole: str, rate: str, *, is_up: bool) -> ValueProblem | None:
    sign, other = ("+", "-") if is_up else ("-", "+")
    return make_problem(
        Subject.PERCENT,
        f"{whole}*(100{sign}{rate})/100",
        mistakes=(
            (Misconception.PERCENT_AS_AMOUNT, f"{whole}{sign}{rate}"),
            (Misconception.PERCENT_AS_AMOUNT, f"{whole}{sign}{rate}/100"),
            (Misconception.PERCENT_PART_ONLY, f"{whole}*{rate}/100"),
            (Misconception.PERCENT_AS_DIVISOR, f"{whole}/{rate}"),
            (Misconception.SIGN, f"{whole}*(100{other}{rate})/100"),
        ),
        steps=(
            *(f"{whole}*{part}/100" for part in COMMON_PARTS),
            f"{whole}*{rate}/100",
            f"1{sign}{rate}/100",
            f"{rate}/100",
        ),
    )


def _read_price(text: str) -> ValueProblem | None:
    """Read `It costs 80 euros and is reduced by 15 %. What does it cost now?`."""
    if _ASKS_OTHER.search(text) or not _ASKS_PRICE.search(text):
        return None
    prices = [number for number, unit in find_quantities(text) if unit.dimension.is_money]
    if len(prices) != 1:
        return None
    whole = prices[0]
    return _read_tenths(text, whole) if _TENTHS.search(text) else _read_rate_of_price(text, whole)


def _read_rate_of_price(text: str, whole: str) -> ValueProblem | None:
    rates = _RATE_OF_PRICE.findall(text)
    is_down, is_up = _CHEAPER.search(text) is not None, _DEARER.search(text) is not None
    if len(rates) != 1 or count_numbers(text) != 2 or is_down == is_up:
        return None
    return _make_change(whole, rates[0], is_up=is_up)


def _read_tenths(text: str, whole: str) -> ValueProblem | None:
    """Read 打八折, eight tenths of the price are left, and 打七五折, 75 hundredths."""
    match = _TENTHS.search(text)
    if match is None or count_numbers(_TENTHS.sub("", text)) != 1:
        return None
    digits = "".join(str(_HAN.index(sign)) if sign in _HAN else sign for sign in match[1])
    tenths = f"{digits[0]}.{digits[1]}" if len(digits) == 2 else digits
    return make_problem(
        Subject.PERCENT,
        f"{whole}*{tenths}/10",
        mistakes=(
            (Misconception.PERCENT_AS_AMOUNT, f"{whole}-{tenths}"),
            (Misconception.PERCENT_PART_ONLY, f"{whole}-{whole}*{tenths}/10"),
            (Misconception.PERCENT_AS_DIVISOR, f"{whole}/{tenths}"),
        ),
        steps=(f"{tenths}/10", f"{whole}/10", f"1-{tenths}/10"),
    )
