"""What a label or a question names: stemmed words, Chinese words, codes, and quantities in one spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from knowledge_base.text.quantities import extract_quantities
from knowledge_base.text.units import Dimension
from knowledge_base.text.words import stem

_WORD = re.compile(r"[a-z]+\d+[a-z]*|[a-z]+(?:['’][a-z]+)?|\d+(?:[.,]\d+)*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_HAN_RATE = re.compile(r"每一?个?(?:小时|学期|[\u3400-\u9fff])")
_HAN_ONE = re.compile(r"一[\u3400-\u9fff]?")  # 一只 of a price “一只45元”
_BRACKET = re.compile(r"[（(][^（()）]*[)）]")
# words of one meaning: forms that the stemmer keeps apart, who somebody is, and comparisons of one quality
_SAME = {
    form: plain
    for plain, forms in {
        "child": "children kid kids children's child's",
        "adult": "adults grown-up grownup grownups",
        "senior": "seniors pensioner pensioners oap",
        "long": "longer longest length",
        "deep": "deeper deepest depth",
        "high": "higher highest height tall taller tallest",
        "wide": "wider widest width",
        "weight": "weigh weighs heavier heaviest lighter lightest heavy",
        "start": "starts starting begin begins",
        "bicycle": "bicycles bike bikes bike's",
        "month": "monthly months",
        "year": "yearly years annual annually",
        "week": "weekly weeks",
        "day": "daily days",
        "price": "prices pricing",
        "journey": "journeys trip trips",
    }.items()
    for form in forms.split()
}
_SAME_HAN = {
    "小孩": "儿童",
    "孩子": "儿童",
    "大人": "成人",
    "老人": "老年",
    "高度": "高",
    "长度": "长",
    "宽度": "宽",
    "深度": "深",
    "厚度": "厚",
    "重量": "重",
}
_EMPTY = frozenset(
    """the a an of for to in on at is are be and or per each with by from up as do does it its that this one ones
    than""".split()  # noqa: SIM905
)
_EMPTY_HAN = frozenset("的 和 或 每 及 与 一 各 个 只 张 只能 可".split())  # noqa: SIM905
NAMED = frozenset(
    {
        Dimension.VOLUME,
        Dimension.LENGTH,
        Dimension.MASS,
        Dimension.DATA,
        Dimension.AREA,
        Dimension.POWER,
        Dimension.CHARGE,
        Dimension.VOLTAGE,
    }
)
"""Dimensions of quantities that tell two things apart, as in “the 80 l bin”."""


def fold_text(text: str) -> str:
    """Bring capitals and full-width signs into one form; the length stays."""
    return "".join(c if len(c := unicodedata.normalize("NFKC", one)) == 1 else one for one in text).lower()


def head_of(label: str) -> str:
    """Return a label without what stands in brackets and behind a comma: that explains it."""
    short = _BRACKET.sub(" ", label)
    return re.split(r"[,，;；]", short)[0].strip() or label


def words_of(text: str) -> list[str]:
    """Return the words of a text that are not Chinese, in their plain form; numbers with the word before."""
    plain, before = list[str](), ""
    for match in _WORD.finditer(fold_text(text)):
        word = match.group()
        if word[0].isdigit():
            plain.append(f"{before} {word}".strip())
            continue
        before = plain_form(word)
        plain.append(before)
    return plain


def plain_form(word: str) -> str:
    """Return the form of a Latin word by which it is compared."""
    bare = word.replace("’", "'")
    same = _SAME.get(bare) or _SAME.get(bare.removesuffix("'s"))
    return same or stem(bare.removesuffix("'s"))


@lru_cache(maxsize=4096)
def tokens_of(label: str) -> frozenset[str]:
    """Return what a label names; single letters and words of grammar name nothing."""
    text = fold_text(label)
    quantities = [q for q in extract_quantities(text) if q.dimension in NAMED]
    named = {f"{q.dimension}:{q.low:g}-{q.high:g}" for q in quantities}
    for quantity in quantities:
        text = text[: quantity.start] + " " * (quantity.end - quantity.start) + text[quantity.end :]
    latin = {word for word in words_of(text) if word not in _EMPTY}
    return frozenset(named | latin | _han_words(text))


def _han_words(text: str) -> set[str]:
    import rjieba  # its dictionary takes a moment to load: only where there is Chinese

    words = (word for run in _HAN.findall(_HAN_RATE.sub(" ", text)) for word in rjieba.cut(run))
    return {
        _SAME_HAN.get(word, _without_fee(word))
        for word in words
        if word not in _EMPTY_HAN and not _HAN_ONE.fullmatch(word)
    }


def _without_fee(word: str) -> str:
    """Return 检测 for 检测费: a question names the thing, not its fee."""
    return word[:-1] if len(word) > 2 and word.endswith("费") else word


def is_in(token: str, text: str, tokens: frozenset[str]) -> bool:
    """Tell whether a text, folded, names what a token of a label names.

    Args:
        token: Of a label.
        text: The text; Chinese is looked for in it, because a dictionary cuts the same words differently.
        tokens: Of the text.
    """
    if token in tokens:
        return True
    if not _HAN.fullmatch(token):
        return False
    others = [other for other, same in _SAME_HAN.items() if same == token]
    return any(name in text for name in (token, *others))
