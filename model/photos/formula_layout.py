"""The strokes of a formula → its parts in the order of a line: fractions, roots, powers and indices taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from model.photos.ink import Page, Stroke

RAISED = 0.36  # of the height of a row: a power's foot stands higher above the row's
LOWERED = 0.14  # an index's foot hangs lower


@dataclass(slots=True)
class Part:
    """A piece of a line that is recognised by itself."""

    strokes: list[Stroke]
    before: str = ""


@dataclass(slots=True)
class Writing:
    """A line as it is being written: parts and what stands between them."""

    parts: list[Part] = field(default_factory=list)

    def add(self, strokes: Sequence[Stroke], before: str = "") -> None:
        """Add strokes that are recognised together, and what stands before their text."""
        self.parts.append(Part(list(strokes), before))

    def mark(self, text: str) -> None:
        """Add a bracket or another sign that no stroke shows."""
        self.parts.append(Part([], text))


def write_parts(page: Page, strokes: Sequence[Stroke], bars: frozenset[int], writing: Writing) -> None:
    """Add strokes to a writing, fractions and roots taken apart.

    Args:
        page: Where the strokes are from.
        strokes: Of one formula, or of a part of one.
        bars: Labels of the strokes that are bars of fractions.
        writing: What is added to.
    """
    fraction = max((s for s in strokes if s.label in bars), key=lambda s: s.width, default=None)
    if fraction is not None:
        _write_around(page, strokes, fraction, bars, writing)
        return
    root = next((s for s in strokes if _is_root(page, s, strokes)), None)
    if root is None:
        _write_row(strokes, writing)
        return
    _write_root(page, strokes, root, bars, writing)


def _write_root(
    page: Page, strokes: Sequence[Stroke], root: Stroke, bars: frozenset[int], writing: Writing
) -> None:
    inside = [s for s in strokes if s is not root and root.spans(s) and s.top >= root.top]
    outside = [s for s in strokes if s is not root and s not in inside]
    write_parts(page, [s for s in outside if s.middle_x < root.middle_x], bars, writing)
    writing.mark("sqrt(")
    write_parts(page, inside, bars, writing)
    writing.mark(")")
    write_parts(page, [s for s in outside if s.middle_x >= root.middle_x], bars, writing)


def _write_around(
    page: Page, strokes: Sequence[Stroke], bar: Stroke, bars: frozenset[int], writing: Writing
) -> None:
    others = [s for s in strokes if s is not bar]
    spanned = [s for s in others if bar.left - 3 <= s.middle_x <= bar.right + 3]
    above = [s for s in spanned if s.middle_y < bar.middle_y]
    below = [s for s in spanned if s.middle_y > bar.middle_y]
    rest = bars - {bar.label}
    write_parts(page, [s for s in others if s.middle_x < bar.left - 3], rest, writing)
    writing.mark("(")
    write_parts(page, above, rest, writing)
    writing.mark(")/(")
    write_parts(page, below, rest, writing)
    writing.mark(")")
    write_parts(page, [s for s in others if s.middle_x > bar.right + 3], rest, writing)


def _is_root(page: Page, stroke: Stroke, strokes: Sequence[Stroke]) -> bool:
    """A root reaches over what it holds: a thin stroke, wide, with its upper edge drawn through."""
    inside = [s for s in strokes if s is not stroke and stroke.spans(s) and s.top >= stroke.top]
    is_hollow = stroke.area < 0.35 * stroke.width * stroke.height
    return bool(inside) and is_hollow and stroke.width > 0.9 * stroke.height and page.top_run(stroke) > 0.55


def _write_row(strokes: Sequence[Stroke], writing: Writing) -> None:
    """Split a row where strokes stand high or low."""
    row = sorted(strokes, key=lambda s: s.left)
    if not row:
        return
    size = float(np.percentile([s.height for s in row], 75))
    foot = _foot(row, size)
    standing = [s.height for s in row if abs(s.bottom - foot) < 0.15 * size]
    size = float(np.percentile(standing, 75)) if standing else size
    run: list[Stroke] = []
    level = 0
    for stroke in row:
        now = _level_of(stroke, foot, size, level)
        if now != level and run:
            _close(run, level, writing)
            run = []
        level = now
        run.append(stroke)
    _close(run, level, writing)


def _foot(row: Sequence[Stroke], size: float) -> float:
    """Return where most strokes stand; of two places with as many, the lower."""
    feet = [s.bottom for s in row if s.height > 0.4 * size] or [s.bottom for s in row]
    return max(feet, key=lambda foot: (sum(abs(foot - other) < 0.1 * size for other in feet), foot))


def _level_of(stroke: Stroke, foot: float, size: float, level: int) -> int:
    """Return 1 for a power, -1 for an index, else 0; a dash goes with the power that it stands by."""
    is_high = stroke.bottom < foot - RAISED * size
    if stroke.height < 0.28 * size:
        return level if level == 1 and stroke.bottom < foot - 0.62 * size else 0
    if is_high and stroke.middle_y < foot - 0.7 * size:
        return 1
    is_low = stroke.bottom > foot + LOWERED * size and stroke.top > foot - 0.55 * size
    return -1 if is_low and stroke.height > 0.45 * size else 0


def _close(run: list[Stroke], level: int, writing: Writing) -> None:
    sign = {1: "^", -1: "_", 0: ""}[level]
    writing.add(run, before=sign)
