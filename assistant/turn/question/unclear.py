"""Messages that say nothing which could be looked up: “👍”, “？？？”, a lone name, noise of the keyboard."""

from __future__ import annotations

import re

from knowledge_base.text.terms import extract_codes

_LETTERS = re.compile(r"[^\W_]")
_SIGNS = re.compile(r"[=+×÷√∫≤≥<>^%°€$£¥]")  # of a formula or a value
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
MAX_NAME_HAN = 3


def says_nothing(message: str) -> bool:
    """Tell whether a message holds no letter, digit or sign of a formula: marks and pictures alone."""
    return bool(message.strip()) and not _LETTERS.search(message) and not _SIGNS.search(message)


def is_lone_word(message: str) -> bool:
    """Tell whether a message is one word that is no code and no number."""
    words = _WORDS.findall(message)
    if len(words) != 1 or extract_codes(message) or any(c.isdigit() for c in message):
        return False
    return len(_HAN.findall(message)) <= MAX_NAME_HAN
