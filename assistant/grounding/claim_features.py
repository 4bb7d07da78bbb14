"""What can be counted of a claim beside its evidence, with the direction in which each count may speak.

A number that stands nowhere can't speak for a claim. Without such directions a model learns how the authors of its
claims write: true ones in other words, false ones with one word changed, and so it takes few common words for truth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from knowledge_base.text.content_words import find_terms, find_words
from knowledge_base.text.languages import is_chinese
from knowledge_base.text.negation import contradict, denies
from knowledge_base.text.statements import parse_row
from knowledge_base.text.values import Value, find_missing, find_values, holds

_ONLY = re.compile(r"\b(?:only|nothing but|alone)\b|只|仅|唯", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|unless|but not|excluding|apart from|excepted)\b|除", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all|every\w*|always|any|each|both|never)\b|所有|全部|都|每|任何|随时|一律", re.IGNORECASE
)
_FREE = re.compile(
    r"\b(?:free|nothing|without charge|no charge|included)\b|免费|不收费|不要钱|包含|包括", re.IGNORECASE
)
_AT_LEAST = re.compile(r"\b(?:at least|minimum|from|above|over|more than)\b|至少|以上|超过|满", re.IGNORECASE)
_AT_MOST = re.compile(
    r"\b(?:at most|maximum|up to|below|under|less than|until|within)\b|最多|不超过|以下|以内|不到|之前|以前|最长",
    re.IGNORECASE,
)
_LIMITS = (_ONLY, _EXCEPT, _ALL, _FREE, _AT_LEAST, _AT_MOST)
_CLAUSE_END = re.compile(r"[,;.，；。、]| and | but ")


class Feature(NamedTuple):
    """One count; `direction` is 1 or -1 where a greater one may only speak for or against the claim, else 0."""

    value: float
    direction: int


def find_features(
    claim: str, statements: Sequence[str], heading: str, rule_probability: float
) -> dict[str, Feature]:
    """Return the features of a claim by name; always the same names in the same order.

    Args:
        claim: A sentence of a reply.
        statements: What it is to rest on, at least one.
        heading: What stands above these; its words need not be said again.
        rule_probability: What the rules think, 0 to 1.
    """
    evidence = " ".join(statements)
    is_same = is_chinese(claim) == is_chinese(evidence)
    found = {"rules": Feature(rule_probability, 1), "is across": Feature(not is_same, 0)}
    found |= _compare_values(claim, f"{heading} {evidence}")
    found |= _compare_words(claim, statements, heading, is_same=is_same)
    swapped, right = _compare_columns(claim, statements) if is_same else (False, False)
    found |= {"other column": Feature(swapped, -1), "named column": Feature(right, 1)}
    closeness = _compare_clauses(claim, evidence) if is_same else 0
    return found | {
        "far from its value": Feature(closeness < 0, -1),
        "at its value": Feature(closeness > 0, 1),
    }


def _compare_values(claim: str, evidence: str) -> dict[str, Feature]:
    said, held = _values(claim), find_values(evidence)
    missing = find_missing(said, held)
    conflicts = [v for v in missing if any(v.dimension is other.dimension for other in held)]
    return {
        "values": Feature(min(3, len(said)), 0),
        "a value is missing": Feature(bool(missing), -1),
        "all values are missing": Feature(bool(said) and len(missing) == len(said), -1),
        "another value of its kind": Feature(bool(conflicts), -1),
    }


def _compare_words(
    claim: str, statements: Sequence[str], heading: str, *, is_same: bool
) -> dict[str, Feature]:
    evidence = " ".join(statements)
    terms, words, held = find_terms(claim), find_words(claim), find_words(f"{heading} {evidence}")
    nearest = max(statements, key=lambda statement: len(terms & find_terms(statement)))
    found = {
        "share of words": Feature(len(words & held) / max(1, len(words)) if is_same else 0.0, 1),
        "words missing": Feature(min(5, len(words - held)) if is_same else 0.0, -1),
        "denies otherwise": Feature(denies(claim) != denies(nearest), -1),
        "contradicts": Feature(contradict(claim, nearest), -1),
        "length": Feature(len(terms) / 10, 0),
    }
    for place, limit in enumerate(_LIMITS):
        in_claim, in_evidence = bool(limit.search(claim)), bool(limit.search(evidence))
        found[f"limit {place} added"] = Feature(in_claim and not in_evidence, -1)
        found[f"limit {place} left out"] = Feature(in_evidence and not in_claim, 0)
    return found


def _compare_columns(claim: str, statements: Sequence[str]) -> tuple[bool, bool]:
    """Tell whether a claim gives a value of a row to another column than its own, and whether to its own."""
    terms, swapped, right = find_terms(claim), False, False
    for cells in filter(None, map(parse_row, statements)):
        for value in _values(claim):
            holders = [name for name, text in cells[1:] if holds(find_values(text), value)]
            others = [name for name, _ in cells[1:] if name not in holders]
            if holders:
                here = max(_share(name, terms) for name in holders)
                there = max((_share(name, terms) for name in others), default=0.0)
                swapped, right = swapped or there > here, right or here > there
    return swapped, right


def _share(name: str, terms: frozenset[str]) -> float:
    held = find_terms(name)
    return len(held & terms) / max(1, len(held))


def _compare_clauses(claim: str, evidence: str) -> int:
    """Return for how many values the clause that holds it shares most with the claim, less those where another does."""
    words, closeness = find_words(claim), 0
    clauses = [(find_words(clause), find_values(clause)) for clause in _CLAUSE_END.split(evidence)]
    for value in _values(claim):
        here = [len(words & held) for held, values in clauses if holds(values, value)]
        there = [len(words & held) for held, values in clauses if values and not holds(values, value)]
        if here:
            closeness += (max(here) > max(there, default=0)) - (max(here) < max(there, default=0))
    return closeness


def _values(claim: str) -> list[Value]:
    return [value for value in find_values(claim) if not value.is_plain_one]
