"""The names that a question asks about: an answer about another ship, model or place is none."""

from __future__ import annotations

import re

from knowledge_base.text.languages import is_chinese

# in a Chinese question a Latin word is a name, unless it is the unit of a number
_LATIN = re.compile(r"(?<![A-Za-z\d])(?<!\d )[A-Za-z]{3,}(?![A-Za-z])")
_CAPITALISED = re.compile(r"(?<![.!?:;\n] )(?<=[ (\"“‘'/-])[A-Z][a-z]{2,}")
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays january february march april may june july august september october november december""".split()  # noqa: SIM905
)


def find_asked_names(question: str) -> frozenset[str]:
    """Return the names of a question in small letters; days and months are none."""
    if is_chinese(question):
        return frozenset(word.lower() for word in _LATIN.findall(question))
    return frozenset(word.lower() for word in _CAPITALISED.findall(question)) - _CALENDAR


def holds_names(names: frozenset[str], text: str) -> bool:
    """Tell whether every name stands in a text, a plural's or possessor's s aside."""
    plain = text.lower()
    return all(name in plain or name.removesuffix("s") in plain for name in names)
