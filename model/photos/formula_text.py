"""The pieces of a formula as text that can be edited: `x^2`, `a_1`, `(x+1)/2`."""

from __future__ import annotations

import re
import unicodedata

_CLEANED = str.maketrans("−–—（）＝：", "---()=:")
_LOOKS = str.maketrans("十一", "+-")  # what a sign by itself is taken for
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉", "0123456789+-n0123456789")


def align_signs(rebuilt: str, original: str) -> str | None:
    """Put the signs of powers and indices into a line as it was read as a whole, which is read more surely.

    Args:
        rebuilt: The line's parts with their signs, as in `x^(10)+a_1`.
        original: The line as it was read.

    Returns:
        The original with the signs; None where there are none to put in, or where the two have not the same number
        of characters, so that nothing is sure.
    """
    signs = _read_signs(rebuilt)
    whole = unicodedata.normalize("NFKC", original).translate(_CLEANED)
    if sum(length for _, length in signs) != len("".join(whole.split())):
        return None
    written, at, has_sign = "", 0, False
    for sign, length in signs:
        gap = len(whole[at:]) - len(whole[at:].lstrip())
        text = whole[at + gap : at + gap + length]
        if any(char.isspace() for char in text):
            return None
        put = sign if _can_be_raised(text) else ""
        written += whole[at : at + gap] + raise_text(put, text)
        at, has_sign = at + gap + length, has_sign or bool(put and text)
    return written if has_sign else None


def _read_signs(rebuilt: str) -> list[tuple[str, int]]:
    """Return the sign of each part of a line, empty for none, and how many characters it is of."""
    return [
        (match[1] or match[3] or "", len(match[2] or match[4] or match[5] or ""))
        for match in re.finditer(r"([\^_])\(([^()]*)\)|([\^_])(.)|(.)", "".join(rebuilt.split()))
    ]


def _can_be_raised(text: str) -> bool:
    return all(char.isalnum() or char in "+-" for char in text)


def clean_piece(text: str) -> str:
    """Write a piece of a formula with the signs of a keyboard; a variable by itself is a small letter."""
    if not re.search(r"[\u3400-\u4dff\u4e01-\u5340\u5342-\u9fff]", text):
        text = text.translate(_LOOKS)
    text = write_in_line(text)
    return text.lower() if re.fullmatch("[CKOPSUVWXZ]", text) else text


def write_in_line(text: str) -> str:
    """Write raised and lowered characters that were read as such with `^` and `_`."""
    text = re.sub(r"[⁰¹²³⁴-⁹⁺⁻ⁿ]+", lambda match: raise_text("^", match[0].translate(_PLAIN)), text)
    text = re.sub(r"[₀-₉]+", lambda match: raise_text("_", match[0].translate(_PLAIN)), text)
    return text.translate(_CLEANED)


def raise_text(sign: str, text: str) -> str:
    """Put `^` or `_` before a text, in brackets where it is longer than one character; no sign leaves it."""
    if not sign or not text:
        return text
    text = text.replace(" ", "")
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def tidy_formula(text: str) -> str:
    """Leave the brackets out that a single character or number needs none of."""
    text = re.sub(r"(?<![\w)])\((\w+)\)/", r"\1/", text)
    text = re.sub(r"/\((\w)\)", r"/\1", text)
    text = re.sub(r"/\((\d+)\)", r"/\1", text)
    text = re.sub(r"(?<=\d)\((\d+)\)/(?=\d)", r" \1/", text)  # a whole number before a fraction: 2 1/2
    return re.sub(r"\s+", " ", re.sub(r"(?<=[\w)])([=+])", r" \1 ", re.sub(r"\s*=\s*", "=", text))).strip()
