"""What a student writes → one spelling: full-width signs, LaTeX, powers, mixed numbers, decimal commas.

A comma between digits may stand for thousands, for a decimal point or between two numbers. Where that can't be told, a
text has several readings, and whoever judges an attempt tries them all: a right answer is right in one of them.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from assistant.grounding.arithmetic import to_plain_maths

MAX_CHARACTERS = 2000  # of a message; an exercise with its attempt is shorter

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]{1,4}")
_SUBSCRIPT = re.compile("[₀-₉]")
_NUMBERED_UNKNOWN = re.compile(r"(?<![a-z0-9])([a-z])[12](?=\s{0,3}=)")
_PART = re.compile("[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
_FULL_WIDTH_COMMA = re.compile("(?<=[０-９])，(?=[０-９])")
_SIGNS = (
    dict.fromkeys("×·⋅∙✕＊∗", "*")
    | dict.fromkeys("÷⁄", "/")
    | dict.fromkeys("−–－—", "-")
    | dict.fromkeys("，、；；。", "; ")
    | dict.fromkeys("→⇒⟹⇔", "; ")
    | {"∶": ":", "π": "pi", "[": "(", "]": ")", "【": "(", "】": ")", "\u00a0": " ", "\u2009": " ", "$": " "}
)
_DIVIDED_BY_PART = re.compile(r"÷\s?(\d{1,6}\s?/\s?\d{1,6})(?![\d/])")  # its bar binds first
_ROOT = re.compile(r"√\s?(?=\()")
_ROOT_OF = re.compile(r"√\s?(\d{1,9}(?:\.\d{1,9})?|[a-z])")
_LATEX_ROOT = re.compile(r"\\sqrt\s?\{([^{}]{1,40})\}")
_LATEX_WORDS = (
    (r"\pm", "±"),
    (r"\rightarrow", "; "),
    (r"\Rightarrow", "; "),
    (r"\approx", "≈"),
    (r"\pi", "π"),
)
_PER_CENT = re.compile(r"(?<=\d)\s?per\s?cent\b")
_PER_TIME = (
    (re.compile(r"\b(?:km|kilomet(?:er|re)s?) (?:per|an|every) hour"), "km/h"),
    (re.compile(r"\b(?:m|met(?:er|re)s?) (?:per|a|every) second"), "m/s"),
)
_ARROW = re.compile(r"[-=]>")
_HAN = "零一二三四五六七八九十"
_CHINESE_PART = re.compile(rf"([{_HAN}百\d]{{1,4}})分之([{_HAN}百\d]{{1,4}})")
_SMALL_NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty"""
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(_SMALL_NUMBERS.split())}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b")
_CHINESE_NUMBER = re.compile(r"(?<=[是为得于])[一二三四五六七八九十]{1,3}(?![\u3400-\u9fff])")
_LABEL = re.compile(r"(?m)^[ \t]{0,8}(?:\(?\d{1,2}[.)]|[-•*])[ \t]+(?=\S)")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_SPACED = re.compile(r"(?<![\d.,/ ])\d{1,3}(?: \d{3})+(?![\d,/])")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_ONE_COMMA = re.compile(r"(?<![\d.,])(\d{1,12}),(\d{1,12})(?![\d,])(?!\.\d)")
_MIXED = re.compile(r"(?<![\d/.^*])(\d{1,6})\s+(\d{1,6}/\d{1,6})(?![\d/.])")


def read_notations(text: str) -> tuple[str, ...]:
    """Return a text in one spelling, likeliest reading of its commas first."""
    spelled = _spell(text[:MAX_CHARACTERS])
    if not _COMMA.search(spelled):
        return (_join_mixed(spelled),)
    thousands = _GROUPED.sub(lambda match: match.group().replace(",", ""), spelled)
    likeliest = _COMMA.sub("; ", _ONE_COMMA.sub(r"\1.\2", thousands))
    decimals = _COMMA.sub("; ", _ONE_COMMA.sub(r"\1.\2", spelled))
    listed = _COMMA.sub("; ", spelled)
    return tuple(_join_mixed(reading) for reading in dict.fromkeys((likeliest, decimals, listed)))


def _spell(text: str) -> str:
    for word, sign in _LATEX_WORDS:
        text = text.replace(word, sign)
    text = to_plain_maths(_LATEX_ROOT.sub(r"√(\1)", text))
    text = _POWER.sub(lambda match: f"^{match.group().translate(_SUPERSCRIPTS)}", text)
    text = _SUBSCRIPT.sub("", text)
    text = _PART.sub(lambda match: f" {unicodedata.normalize('NFKC', match.group())}", text)
    text = _DIVIDED_BY_PART.sub(r"÷(\1)", _FULL_WIDTH_COMMA.sub(",", text))
    text = "".join(_SIGNS.get(sign, sign) for sign in _ARROW.sub("; ", text))
    text = unicodedata.normalize("NFKC", text).lower().replace("**", "^")
    text = "".join(_SIGNS.get(sign, sign) for sign in text)
    text = _ROOT_OF.sub(r"sqrt(\1)", _ROOT.sub("sqrt", text))
    for pattern, unit in _PER_TIME:
        text = pattern.sub(unit, text)
    text = _CHINESE_PART.sub(_spell_part, _PER_CENT.sub("%", text))
    text = _NUMBER_WORD.sub(lambda match: _NUMBER_WORDS[match.group()], text)
    text = _CHINESE_NUMBER.sub(lambda match: str(_read_han(match.group()) or match.group()), text)
    text = _NUMBERED_UNKNOWN.sub(r"\1", _LABEL.sub("", text))
    return _SPACED.sub(lambda match: match.group().replace(" ", ""), text)


def _join_mixed(text: str) -> str:
    return _MIXED.sub(r"(\1+\2)", text)


def _spell_part(match: re.Match[str]) -> str:
    bottom, top = _read_han(match[1]), _read_han(match[2])
    if not bottom or top is None:
        return match.group()
    return f"{top}%" if bottom == 100 else f"{top}/{bottom}"


def _read_han(text: str) -> int | None:
    """Read a Chinese numeral up to 100, or digits."""
    if text.isdigit():
        return int(text)
    if text == "百":
        return 100
    tens, is_ten, ones = text.partition("十")
    if any(part not in _HAN or len(part) > 1 for part in (tens, ones)):
        return None
    value = (_HAN.index(tens) if tens else 1) * 10 if is_ten else _HAN.index(tens)
    return value + (_HAN.index(ones) if ones else 0)


def write_number(value: Fraction) -> str:
    """Write a fraction as a student does: whole, as a short decimal, or with a bar."""
    if value.denominator == 1:
        return str(value.numerator)
    rounded = f"{float(value):.6f}".rstrip("0")
    return rounded if Fraction(rounded) == value else f"{value.numerator}/{value.denominator}"
