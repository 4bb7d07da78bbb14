"""Finds personal data that proves itself: addresses by their form; cards, accounts, identity numbers by check digits.

For what leaves the machine, where a mask must not take the order number or the price with it. What is kept here for an
admin is masked more widely, see `personal_data.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Chinese is written without spaces: a number may begin right after a word, but not inside one of Latin letters
_BEGINS, _ENDS = r"(?<![A-Za-z0-9_.])", r"(?![A-Za-z0-9_])"
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+%-])[A-Za-z0-9_.+%-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
)
_DIGITS = re.compile(rf"{_BEGINS}(?<!,)\d(?:[ -]?\d){{11,18}}{_ENDS}(?![.,]\d)")
_IBAN = re.compile(rf"{_BEGINS}[A-Z]{{2}}\d{{2}}(?: ?[A-Z0-9]){{11,30}}{_ENDS}")
_IDENTITY = re.compile(
    rf"{_BEGINS}[1-9]\d{{5}}(?:18|19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}[\dXx]{_ENDS}"
)
_MOBILE = re.compile(rf"{_BEGINS}(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{{4}}){{2}}{_ENDS}")
_PHONE = re.compile(
    rf"{_BEGINS}(?:\+[1-9]\d{{0,2}}|\(0\d{{1,5}}\)|0\d{{2,5}}(?=[ /-]))(?:[ /().-]{{0,2}}\d){{5,12}}{_ENDS}"
)

_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"


class PersonalNumber(NamedTuple):
    """A stretch of a text that tells who somebody is."""

    start: int
    end: int
    kind: str


def find_personal_numbers(text: str) -> tuple[PersonalNumber, ...]:
    """Return what was found, in order; no two of them overlap, the surer kind wins."""
    taken: list[PersonalNumber] = []
    for found in _scan(text):
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return tuple(sorted(taken))


def mask_personal_numbers(text: str) -> str:
    """Return a text in which each of them is replaced by the name of its kind, such as `[card]`."""
    for found in reversed(find_personal_numbers(text)):
        text = f"{text[: found.start]}[{found.kind}]{text[found.end :]}"
    return text


def is_card(digits: str) -> bool:
    """Tell whether digits are a payment card's: ISO/IEC 7812, check digit by Luhn."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or len(set(digits)) == 1:
        return False
    # every second digit from the right is doubled, and its two digits are added
    values = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in values) % 10 == 0


def is_iban(text: str) -> bool:
    """Tell whether a text is an account number of ISO 13616, by its remainder of 97."""
    plain = text.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def is_identity(number: str) -> bool:
    """Tell whether eighteen signs are a Chinese identity number, by the check digit of GB 11643-1999."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECKS[total % 11] == number[17].upper()


def _scan(text: str) -> Iterator[PersonalNumber]:
    for match in _EMAIL.finditer(text):
        yield PersonalNumber(*match.span(), "e-mail")
    for match in _IDENTITY.finditer(text):
        if is_identity(match.group()):
            yield PersonalNumber(*match.span(), "identity number")
    for match in _IBAN.finditer(text):
        if is_iban(match.group()):
            yield PersonalNumber(*match.span(), "account")
    for match in _DIGITS.finditer(text):
        if is_card(re.sub(r"\D", "", match.group())):
            yield PersonalNumber(*match.span(), "card")
    for pattern in (_MOBILE, _PHONE):
        for match in pattern.finditer(text):
            yield PersonalNumber(*match.span(), "phone")
