"""Codes with characters that look alike, 0 and O or 8 and B, put right where there is evidence, and only there.

Evidence is a barcode in the same photo with the same content, the check digit of a number that has one (EAN, ISBN,
IMEI), or one code among those that the documents name. What the photo shows is kept where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, product
from typing import Protocol

MAX_VARIANTS = 128  # of one code
MAX_CODES = 40  # of one photo
MAX_LETTERS_SHARE = 0.4  # of the characters of a number that were read as letters
_GROUPS = ("0OQD", "1Il", "2Z", "5S", "6G", "8B")
_ALIKE = {char: group for group in _GROUPS for char in group}
_DIGITS = str.maketrans({char: group[0] for group in _GROUPS for char in (*group, *group.lower())})
_TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9](?:[A-Za-z0-9]|[-./_](?=[A-Za-z0-9])){3,31}(?![\w-])")


class KnownCodes(Protocol):
    """The codes that the documents name."""

    def known_codes(self, codes: Collection[str]) -> Collection[str]:
        """Return those of some codes that a document names."""


class NoKnownCodes:
    """Nothing is known."""

    def known_codes(self, codes: Collection[str]) -> Collection[str]:
        """Return none."""
        del codes
        return ()


def repair_codes(text: str, *, barcodes: Sequence[str] = (), known: KnownCodes | None = None) -> str:
    """Put confusable characters of the codes in a text right.

    Args:
        text: As it was read from a photo.
        barcodes: Contents of the barcodes in the same photo.
        known: The codes that the documents name.
    """
    tokens = list(dict.fromkeys(islice(_find(text), MAX_CODES)))
    repaired = {token: _by_barcode(token, barcodes) or _by_check_digit(token) for token in tokens}
    if known is not None:
        open_tokens = [token for token, found in repaired.items() if found is None]
        repaired.update(_by_documents(open_tokens, known))
    return _TOKEN.sub(lambda match: repaired.get(match[0]) or match[0], text)


def _find(text: str) -> Iterator[str]:
    """Yield what may be a code: it holds a digit and a character that is easily mistaken."""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if any(char.isdigit() for char in token) and any(char in _ALIKE for char in token):
            yield token


def _by_barcode(token: str, barcodes: Sequence[str]) -> str | None:
    looks = _look(token)
    for content in barcodes:
        start = _look(content).find(looks)
        if start >= 0:
            return content[start : start + len(token)]
    return None


def _look(code: str) -> str:
    """Return what a code looks like: characters that look alike are the same."""
    return code.translate(_DIGITS).upper()


def _by_check_digit(token: str) -> str | None:
    letters = sum(char.isalpha() for char in token)
    if not letters or letters > MAX_LETTERS_SHARE * len(token):
        return None
    digits = token.translate(_DIGITS)
    bare = re.sub(r"\D", "", digits)
    if re.search(r"[^\d-]", digits):
        return None
    is_valid = (len(bare) == 15 and _has_luhn_digit(bare)) or (
        len(bare) in {8, 12, 13, 14} and _is_gtin(bare)
    )
    return digits if is_valid else None


def _is_gtin(digits: str) -> bool:
    """GS1 General Specifications, 7.9: weights 3 and 1 from the right, the sum is divisible by ten."""
    return sum(int(d) * (1 if i % 2 == 0 else 3) for i, d in enumerate(reversed(digits))) % 10 == 0


def _has_luhn_digit(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B; the last digit of an IMEI (3GPP TS 23.003, annex B)."""
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _by_documents(tokens: Sequence[str], known: KnownCodes) -> dict[str, str | None]:
    variants = {token: list(islice(_vary(token), MAX_VARIANTS)) for token in tokens}
    named = {code.lower() for code in known.known_codes({v for some in variants.values() for v in some})}
    return {token: _choose(token, some, named) for token, some in variants.items()}


def _choose(token: str, variants: Sequence[str], named: Collection[str]) -> str | None:
    """Return the one variant that a document names; none where the code itself is named, or more than one are."""
    found = [variant for variant in variants if variant.lower() in named]
    return found[0] if len(found) == 1 and token.lower() not in named else None


def _vary(token: str) -> Iterator[str]:
    choices = [_ALIKE.get(char, char) for char in token]
    return ("".join(chars) for chars in product(*choices))
