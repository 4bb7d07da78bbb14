"""How far a text that was recognised is from the one that was meant."""

from __future__ import annotations

from collections.abc import Sequence


def count_edits(left: Sequence[str], right: Sequence[str]) -> int:
    """Count the changes from one sequence to another (Levenshtein)."""
    row = list(range(len(right) + 1))
    for i, unit in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (unit != other))
    return row[-1]
