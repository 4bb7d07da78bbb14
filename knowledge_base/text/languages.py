"""Which of the two languages a text is in."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["en", "zh"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_FEW_WORDS = 12  # Chinese characters and Latin words together
_LEAST_SHARE = 0.3  # of Chinese characters in a Chinese passage


def is_chinese(text: str) -> bool:
    """Tell whether a text is Chinese by its words: a name or two in an English sentence do not make it so."""
    return detect_language(text, "en") == "zh"


def holds_chinese(text: str) -> bool:
    """Tell whether there is any Chinese in a text, which may be English all the same."""
    return _HAN.search(text) is not None


def is_chinese_passage(text: str, heading: str) -> bool:
    """Tell whether a passage is Chinese, as a whole: one line of it may hold nothing but Latin names and numbers.

    An English text holds a Chinese name at most; a Chinese one often has more Latin words than that.
    """
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if han + latin < _FEW_WORDS:  # too short to tell alone
        return is_chinese(f"{heading} {text}")
    return han >= _LEAST_SHARE * (han + latin)


def detect_language(text: str, default: Language) -> Language:
    """Tell Chinese from English; a text with neither, such as a number, is in the default language.

    A Chinese character weighs as much as a Latin word, so that "E-204 是什么意思" is Chinese and an English
    sentence with a Chinese product name is English.
    """
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if han == latin == 0:
        return default
    return "zh" if han >= latin else "en"
