"""A question → its numbers, what it compares, what it leaves out; all of it by place, so that nothing stays unread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.computing.documents.ages import Named, find_named_ages
from assistant.computing.documents.amounts import Amount, read_amount
from assistant.computing.documents.rates import Rate
from assistant.computing.documents.tokens import fold_text
from assistant.computing.questions.comparisons import Comparison, find_comparisons
from knowledge_base.text.languages import Language
from knowledge_base.text.quantities import Quantity, extract_quantities
from knowledge_base.text.units import UNITS, Dimension

_TIME_WORD = "hour|day|week|month|year|night"
_A_TIME = re.compile(
    rf"\b(?:(half)\s+(?:an?|the)|an?|one|per|each|every|a (half)|(half))\s+({_TIME_WORD})\b"
    r"|\b(month|week|year|dai|hour)ly\b",
    re.IGNORECASE,
)
_HAN_A_TIME = re.compile(r"每一?个?(小时|天|日|周|星期|月|年|晚)|(半)(?:个)?(天|小时|月|年)|(全天)")
_HAN_NAMES = {"月": "个月", "日": "天", "晚": "天", "全天": "天"}
_OUT = re.compile(
    r"\b(?:without|excluding|except for|except|not counting|not including|leaving out|apart from|minus)"
    r"\s+(?:the\s+)?([a-z][a-z'-]*(?:\s[a-z'-]+)?)"
    r"|(?:不算|不含|不包括|不计|除去|除了|扣除|不加)([\u3400-\u9fff]{2,5}?)(?=一共|总共|共|合计|的话|要|[^\u3400-\u9fff]|$)"
)
_LOWER = "cheaper|lighter|shorter|quieter|lower|smaller|narrower|earlier|colder|cooler|less|fewer"
_HIGHER = (
    "dearer|heavier|longer|taller|louder|higher|larger|bigger|deeper|wider|later|hotter|more|more expensive"
)
_BELOW = rf"(?:under|below|(?:{_LOWER}) than)"
_ABOVE = rf"(?:over|above|(?:{_HIGHER}) than)"
_BEFORE = (
    (re.compile(rf"\b{_BELOW}\s*$"), "<"),
    (re.compile(r"\b(?:up to|at most|no more than|not more than|within|for)\s*$|不超过$|最多$"), "<="),
    (re.compile(rf"\b{_ABOVE}\s*$"), ">"),
    (re.compile(r"\b(?:at least|no less than)\s*$|至少$"), ">="),
    (re.compile(r"(?:低于|不到|少于|小于|轻于|短于|不足|便宜过)$"), "<"),
    (re.compile(r"(?:超过|高于|多于|大于|重于|长于|超出)$"), ">"),
)
_BEHIND = ((re.compile(r"\s*(?:以下|以内|之内|之下)"), "<="), (re.compile(r"\s*(?:以上|之上)"), ">="))
_VAGUE = re.compile(r"\s*(?:以下|以上|之下|之上)")
_HAVE = re.compile(
    r"\b(?:have|got|budget(?: is| of)?|spend)\s+(?:only\s+|about\s+)?$|(?:预算|只有|带了)(?:只有|是)?$"
)
_ENOUGH = re.compile(r"\b(?:within (?:that|it|this|my budget)|enough|afford)\b|够|买得起")
_LIMITED = frozenset(Dimension) - {
    Dimension.COUNT,
    Dimension.PHONE,
    Dimension.DATE,
    Dimension.WEEKDAY,
    Dimension.PERCENT,
}
# who asks for a price in pounds means money; weights in pounds are written “lb” in documents
_POUNDS = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) (?:pounds|quid)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|per ?cent|折|百分|成")
_YES_NO = re.compile(
    r"(?:^|[.;,!?]\s+)(?:is|are|was|were|do|does|did|has|have|can|will|would)\b|[吗么]\s*[?？]?\s*$|是不是|有没有|是否"
)
_WHICH = re.compile(r"\b(?:which|what|who|name|list|any)\b|哪|有什么|列出|谁")
_PRICE = re.compile(
    r"\bhow much (?:more |less )?(?:is|are|do|does|would|will)\b|\b(?:costs?|prices?|pay|fees?|save)\b|钱|元|块|价|费"
)
_HOW_MUCH = re.compile(r"\bhow (?:much|many)\b|\bdifference\b|多少|几|差价|差额|差")
_COUNTED = re.compile(
    rf"\bby how\b|\bdifference\b|\bhow (?:much|many)\s+(?:{_LOWER}|{_HIGHER})\b|\bsave\b|差(?:多少|价|额|几)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A bound that the question sets.

    Attributes:
        amount: The bound.
        relation: `<`, `<=`, `>` or `>=`.
        is_vague: Whether some mean the bound itself, too, and others do not, as with 以下.
        start: Place of its first character in the question.
        end: Place after its last one.
    """

    amount: Amount
    relation: str
    is_vague: bool = False
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time or an amount that something is asked for, such as “for six months” or “100 km”.

    Attributes:
        rate: The unit and how many of it.
        is_rate: Whether it is said as “a day” or 每天, which may only say what a price is per.
    """

    rate: Rate
    is_rate: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a question holds besides the names of things.

    Attributes:
        text: Folded; all places are in it.
        language: Of the answer.
        comparisons: Words that compare.
        limits: Bounds.
        spans: Times and other amounts.
        percents: Percentages.
        ages: Ages that it names.
        left_out: What is not to be counted, with the word that says so.
    """

    text: str
    language: Language
    comparisons: tuple[Comparison, ...]
    limits: tuple[Limit, ...]
    spans: tuple[Span, ...]
    percents: tuple[Quantity, ...]
    ages: tuple[Named, ...]
    left_out: tuple[str, ...]

    @property
    def masked(self) -> tuple[tuple[int, int], ...]:
        """Places of what was read, but of the words that compare: those may be part of a column's name."""
        return (
            *((one.start, one.end) for one in self.limits),
            *((one.start, one.end) for one in self.spans),
            *((one.start, one.end) for one in self.percents),
            *((one.start, one.end) for one in self.ages),
            *((self.text.find(text), self.text.find(text) + len(text)) for text in self.left_out),
        )

    def beside(self, names: Iterable[str]) -> Question:
        """Return the question where what stands within a name of the document, such as 小蜂 or “up to 5 m”, is no more.

        Args:
            names: Labels of rows and columns, folded.
        """
        known = tuple(names)
        return replace(
            self,
            limits=tuple(one for one in self.limits if not self._is_in_name(one, known)),
            comparisons=tuple(one for one in self.comparisons if not self._is_in_han_name(one, known)),
        )

    def _is_in_name(self, limit: Limit, names: Sequence[str]) -> bool:
        before = self.text[: limit.start].rstrip().rpartition(" ")[2]
        return any(f"{before} {self.text[limit.start : limit.end]}" in name for name in names)

    def _is_in_han_name(self, word: Comparison, names: Sequence[str]) -> bool:
        length = word.end - word.start
        places = (
            (self.text.find(name), len(name)) for name in names if name[0] > "一" and len(name) > length
        )
        return any(0 <= start <= word.start and word.end <= start + size for start, size in places)

    @property
    def is_yes_no(self) -> bool:
        """Whether yes or no answers it."""
        return _YES_NO.search(self.text) is not None

    @property
    def asks_which(self) -> bool:
        """Whether it asks for one or several of many."""
        return _WHICH.search(self.text) is not None

    @property
    def asks_how_much(self) -> bool:
        """Whether it asks for a number."""
        return _HOW_MUCH.search(self.text) is not None

    @property
    def asks_price(self) -> bool:
        """Whether a number that it asks for may be a price, though it names none: “how much more is …”."""
        return self.asks_how_much and _PRICE.search(self.text) is not None

    @property
    def asks_difference(self) -> bool:
        """Whether it asks how far two values are apart."""
        return _COUNTED.search(self.text) is not None


def fits(rate: Rate | None, span: Span) -> bool:
    """Tell whether a value is for the time of a question, or per its unit."""
    if rate is None or rate.unit is None or span.rate.unit is None:
        return False
    if rate.is_span:
        return abs(rate.amount - span.rate.amount) < rate.amount * 1e-9
    return rate.unit.factor == span.rate.unit.factor and rate.unit.dimension is span.rate.unit.dimension


def read_question(text: str, language: Language) -> Question:
    """Read a question that can be understood alone."""
    text = _POUNDS.sub(lambda match: f"£{match[1]}".ljust(len(match.group())), text)
    folded = fold_text(text)
    ages = find_named_ages(folded)
    quantities = [q for q in extract_quantities(folded) if _is_measured(q, ages)]
    limits = tuple(limit for q in quantities if (limit := _read_limit(q, folded, text)) is not None)
    taken = {limit.start for limit in limits}
    plain = [q for q in quantities if q.start not in taken]
    out = list(_OUT.finditer(folded))
    return Question(
        text=folded,
        language=language,
        comparisons=tuple(
            c for c in find_comparisons(folded) if not any(m.start() <= c.start < m.end() for m in out)
        ),
        limits=limits,
        spans=tuple(_find_spans(folded, plain)),
        percents=tuple(
            q for q in plain if q.dimension is Dimension.PERCENT and _PERCENT.search(q.text) is not None
        ),
        ages=ages,
        left_out=tuple(m.group() for m in out),
    )


def _is_measured(quantity: Quantity, ages: Sequence[Named]) -> bool:
    """Tell whether a quantity is no count and no age."""
    is_counted = quantity.dimension in (Dimension.COUNT, Dimension.AGE)
    return not is_counted and not any(a.start < quantity.end and quantity.start < a.end for a in ages)


def _read_limit(quantity: Quantity, text: str, written: str) -> Limit | None:
    if quantity.dimension not in _LIMITED or quantity.is_range:
        return None
    behind = text[quantity.end :]
    relation = next((sign for pattern, sign in _BEHIND if pattern.match(behind)), None)
    end = quantity.end + (2 if relation else 0)
    relation = relation or _relation_before(quantity, text) or _relation_of_budget(quantity, text)
    amount = read_amount(written[quantity.start : quantity.end])
    if relation is None or amount is None:
        return None
    is_vague = _VAGUE.match(behind) is not None
    return Limit(amount=amount, relation=relation, is_vague=is_vague, start=quantity.start, end=end)


def _relation_before(quantity: Quantity, text: str) -> str | None:
    before = text[: quantity.start].rstrip()
    found = ((pattern.search(before), sign) for pattern, sign in _BEFORE)
    return next((sign for m, sign in found if m and not _says_how_long(m.group(), quantity)), None)


def _relation_of_budget(quantity: Quantity, text: str) -> str | None:
    """Read “I have 300 dollars. Is it within that?”."""
    has = _HAVE.search(text[: quantity.start]) and _ENOUGH.search(text, quantity.end)
    return "<=" if has else None


def _says_how_long(word: str, quantity: Quantity) -> bool:
    """Tell whether “for” and “over” stand before a time that something lasts."""
    return quantity.dimension is Dimension.DURATION and word.strip() in ("for", "over", "within", "up to")


def _find_spans(text: str, quantities: Sequence[Quantity]) -> Sequence[Span]:
    kept: list[Span] = []
    for span in (*_measured_spans(quantities), *_said_spans(text)):
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return kept


def _measured_spans(quantities: Sequence[Quantity]) -> Iterator[Span]:
    for q in quantities:
        is_span = q.dimension in (Dimension.DURATION, Dimension.LENGTH) and not q.is_range
        if is_span and q.unit is not None:
            rate = Rate(unit=q.unit, count=q.low / q.unit.factor)
            yield Span(rate=rate, is_rate=False, start=q.start, end=q.end)


def _said_spans(text: str) -> Iterator[Span]:
    """Yield “a week”, “half a day” and 每天."""
    for match in _A_TIME.finditer(text):
        name = (match[4] or match[5]).lower().replace("dai", "day").replace("night", "day")
        is_half = any((match[1], match[2], match[3]))
        yield _to_span(match, name, is_half=is_half, is_rate=not is_half)
    for match in _HAN_A_TIME.finditer(text):
        name = next(group for group in (match[1], match[3], match[4]) if group)
        unit = _HAN_NAMES.get(name, name)
        yield _to_span(match, unit, is_half=bool(match[2]), is_rate=bool(match[1]))


def _to_span(match: re.Match[str], name: str, *, is_half: bool, is_rate: bool) -> Span:
    unit = UNITS.get(name) or UNITS[f"个{name}"]
    return Span(
        rate=Rate(unit=unit, count=0.5 if is_half else 1.0),
        is_rate=is_rate,
        start=match.start(),
        end=match.end(),
    )
