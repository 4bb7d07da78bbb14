"""What a question asks for: a value of some dimension, a time, a person, a place, steps, yes or no, or something else.

An answer must hold a thing of that kind; a true sentence beside the point does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.text.units import UNITS, Dimension
from knowledge_base.text.values import Value, find_values


class AskedKind(StrEnum):
    """Kinds of answers."""

    VALUE = "value"  # of one of some dimensions
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    STEPS = "steps"
    YES_NO = "yes_no"
    OPEN = "open"  # anything else: a name, a list, an explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for.

    Attributes:
        kind: What kind of answer.
        dimensions: Of a value: any of these will do.
    """

    kind: AskedKind
    dimensions: frozenset[Dimension] = frozenset()

    def is_answered_by(self, text: str, *, is_row: bool = False) -> bool:
        """Tell whether a text holds a thing of the kind; what can't be told from the text is taken to be there.

        Args:
            text: Of a document or a reply.
            is_row: Whether it is a table's row, where the unit may stand in the name of the column.
        """
        if self.kind is not AskedKind.VALUE:
            return True
        if Dimension.MONEY in self.dimensions and _FREE.search(text):
            return True
        return any(self._fits(value, is_row=is_row) for value in find_values(text))

    def _fits(self, value: Value, *, is_row: bool) -> bool:
        if value.is_plain_one:
            return False
        if value.kind in _EITHER:
            return bool(_EITHER[value.kind] & self.dimensions)
        if value.dimension is None:
            return is_row or Dimension.COUNT in self.dimensions
        return value.dimension in self.dimensions


_FREE = re.compile(r"\bfree\b|\bno charge\b|\bnone\b|免费|不收费|无需付", re.IGNORECASE)
# counted nouns of `quantities` that are units of two kinds
_EITHER = {
    "pound": frozenset({Dimension.MONEY, Dimension.MASS, Dimension.COUNT}),
    "penc": frozenset({Dimension.MONEY, Dimension.COUNT}),
}
_WHEN = frozenset({Dimension.DATE, Dimension.TIME, Dimension.WEEKDAY})
_LONG = frozenset({Dimension.DURATION, Dimension.WORKING_DAYS})
_SIZE = frozenset({Dimension.LENGTH, Dimension.AREA, Dimension.VOLUME})
_OF: dict[Dimension, frozenset[Dimension]] = {dimension: frozenset({dimension}) for dimension in Dimension}
# what asks for which dimension, the surest first; a unit that is named (“how many litres”) goes before all of them
_DIMENSIONS: tuple[tuple[re.Pattern[str], frozenset[Dimension]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), dimensions)
    for pattern, dimensions in (
        (r"\bhow (?:much|many) (?:time|hours)\b|\bhow long\b|\bhow (?:soon|quickly)\b", _LONG | _WHEN),
        (
            r"多久|多长时间|多少时间|几[天年周]|几个(?:月|小时|星期|工作日)|多少[天年周]|多少个(?:月|小时|工作日)",
            _LONG | _WHEN,
        ),
        (
            r"\bweighs?\b|\bweight\b|\bhow heavy\b|多重|重量|重多少|几斤|多少(?:克|千克|公斤)",
            _OF[Dimension.MASS],
        ),
        (r"\b(?:how (?:tall|high|wide|deep|thick|far|big|large)|dimensions?|distance)\b", _SIZE),
        (r"多[高宽厚深远大](?!年龄)|多长(?!时间)|尺寸|距离", _SIZE | {Dimension.AGE}),
        (r"\b(?:how (?:hot|cold|warm)|temperature)\b|温度|多少度|几度", _OF[Dimension.TEMPERATURE]),
        (
            r"\bhow (?:fast|loud)\b|\bspeed\b|多快|速度",
            frozenset({Dimension.SPEED, Dimension.SOUND, Dimension.BANDWIDTH}),
        ),
        (r"\bhow old\b|\b(?:minimum|maximum) age\b|几岁|多少岁|年龄", _OF[Dimension.AGE]),
        (
            r"\b(?:phone|telephone|hotline) number\b|(?:电话|热线|手机号)(?:号码|号)?(?:是|为)?多少|联系电话",
            _OF[Dimension.PHONE],
        ),
        (r"\b(?:refresh rate|frequency)\b|频率|刷新率", _OF[Dimension.FREQUENCY]),
        (r"\bvoltage\b|电压", _OF[Dimension.VOLTAGE]),
        (r"\b(?:wattage|power consumption)\b|功率|耗电", frozenset({Dimension.POWER, Dimension.ENERGY})),
        (r"\bpercent(?:age)?\b|百分之几|几折|多少折|折扣", _OF[Dimension.PERCENT]),
        (r"\bhow much (?:memory|storage|ram|data)\b|内存|存储空间", _OF[Dimension.DATA]),
        (
            r"\bhow many\b|(?:多少|几)(?:个|次|人|本|台|件|位|名|张|页|种|条)",
            frozenset({Dimension.COUNT}),
        ),
        (
            r"\b(?:costs?|prices?|fees?|fares?|expensive|cheap(?:est)?)\b|\bwhat (?:do|does|did|must|will) \w+ pay\b"
            r"|\bhow much (?:is|are|do|does|would|will|for|money)\b",
            _OF[Dimension.MONEY],
        ),
        (r"多少钱|价格|价钱|费用|收费|票价|租金|押金(?:是|要)?多少|怎么卖", _OF[Dimension.MONEY]),
        (
            r"^\W*when\b|\band when\b|\bwhat (?:time|day|date)\b|\b(?:opening|business|office) hours\b",
            _WHEN | _LONG,
        ),
        (r"什么时候|几点|何时|哪[一]?天|几号|星期几|周几|几月|营业时间|开放时间", _WHEN | _LONG),
    )
)
_NAMED_UNIT = re.compile(
    r"\bhow many ([a-z]+(?: [a-z]+)?)|多少([\u3400-\u9fff]{1,3})|几([\u3400-\u9fff]{1,3})", re.IGNORECASE
)
_KINDS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (AskedKind.STEPS, r"\bhow (?:do|can|should|to|would)\b|怎么(?!样|回事|卖)|如何|怎样|步骤"),
        (AskedKind.PERSON, r"\b(?:who|whom|whose)\b|谁|哪位"),
        (AskedKind.PLACE, r"^\W*where\b|, where\b|哪里|哪儿|在哪|什么地方"),
        (AskedKind.REASON, r"\bwhy\b|为什么|为何|为啥"),
        (
            AskedKind.YES_NO,
            r"^\W*(?:can|could|may|is|are|am|was|were|do|does|did|will|would|should|has|have|must)\b"
            r"|[吗么][？?]?$|能不能|可不可以|是否|有没有|是不是|行不行|能否|可否",
        ),
    )
)


def read_asked(question: str) -> Asked:
    """Read what a question, understandable alone, asks for."""
    named = _named_unit(question)
    if named is not None:
        return Asked(
            kind=AskedKind.VALUE,
            dimensions=frozenset({named, Dimension.COUNT})
            if named is Dimension.COUNT
            else frozenset({named}),
        )
    kind = next((kind for kind, pattern in _KINDS if pattern.search(question)), AskedKind.OPEN)
    dimensions = next((found for pattern, found in _DIMENSIONS if pattern.search(question)), None)
    if dimensions is None or kind in (AskedKind.YES_NO, AskedKind.REASON, AskedKind.PERSON, AskedKind.PLACE):
        return Asked(kind=kind)
    return Asked(kind=AskedKind.VALUE, dimensions=dimensions)


def without_asking(question: str) -> str:
    """Return a question without the words that ask, such as “how heavy” and “多重”: they name no subject."""
    for pattern in (*(pattern for pattern, _ in _DIMENSIONS), *(pattern for _, pattern in _KINDS)):
        question = pattern.sub(" ", question)
    return question


def _named_unit(question: str) -> Dimension | None:
    match = _NAMED_UNIT.search(question)
    if match is None:
        return None
    words = next(group for group in match.groups() if group).lower()
    pieces = words.split() if words[0].isascii() else [words[:length] for length in range(len(words), 0, -1)]
    candidates = [words, *pieces] if words[0].isascii() else pieces
    return next((UNITS[name].dimension for name in candidates if name in UNITS), None)
