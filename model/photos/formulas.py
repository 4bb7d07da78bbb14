"""Fractions, powers and roots in an exercise, by the places of the strokes, as text that can be edited.

PP-OCR reads a line as a row of characters: it loses that a 2 stands high, and takes a fraction for two lines. Here the
strokes say what a character is part of: a bar with ink above and below is a fraction, a stroke that reaches over others
is a root, a small one that stands high is a power. Each part is then recognised by itself, and written in a line:
`(x+1)/2`, `sqrt(x+4)`, `x^2`, `a_1`. Other text stays as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from model.photos.formula_layout import Writing, write_parts
from model.photos.formula_text import align_signs, clean_piece, raise_text, tidy_formula, write_in_line
from model.photos.ink import Page, Stroke
from model.photos.photo_text import FoundText
from model.photos.reading_order import TextLine
from model.photos.text_networks import Pixels, TextNetworks

MATHS = re.compile(r"[=≤≥<>+×÷±√∫Σπ^²³]|\d\s*[-−/*·]\s*\d|\b[a-z]\d\b")
FORMULA = re.compile(r"[=≤≥<>√⁰¹²³⁴-⁹₀-₉]")  # a line without one holds no power that matters
WORKING_HEIGHT = 44.0  # pixels of a line; enough to tell a power
MAX_ENLARGEMENT = 2.5
MAX_STROKES = 6000
BAR_SHAPE = 4.0  # width to height of a fraction's bar
BAR_GAP = 0.5  # line heights between a bar and what stands above and below
MAX_BAR = 14.0  # line heights; a longer rule is no fraction
PART_SCORE = 0.35  # a lone character is recognised with less confidence than a line


def read_formulas(photo: Pixels, found: FoundText, networks: TextNetworks) -> tuple[TextLine, ...]:
    """Read the formulas among the lines of a photo anew; the other lines are returned as they are."""
    lines = found.lines
    if not any(MATHS.search(line.text) for line in lines) or found.direction.is_vertical:
        return lines
    height = median(_line_height(quad) for quad in found.quads)
    level, matrix = _level(photo, found, height)
    scale = min(MAX_ENLARGEMENT, WORKING_HEIGHT / height)
    page = Page(level, height * scale)
    if len(page.strokes) > MAX_STROKES:
        return lines
    boxes = [_map(quad, matrix) for quad in found.quads]
    usual = height * scale
    bars = [s for s in page.strokes if _is_bar(s, page.strokes, usual)]
    groups = _group(lines, boxes, bars, usual)
    written: list[TextLine] = []
    for members in groups:
        text = None
        if _has_maths(lines, members, boxes, bars):
            original = " ".join(lines[i].text for i in members)
            text = _read_group(page, [boxes[i] for i in members], bars, usual, networks, original)
        if text is None:
            written.extend(_plain_line(lines[i]) for i in members)
        else:
            written.append(_join([lines[i] for i in members], text))
    return tuple(written)


def _plain_line(line: TextLine) -> TextLine:
    is_formula = "=" in line.text or re.search(r"[≤≥<>√]", line.text) is not None
    return replace(line, text=write_in_line(line.text)) if is_formula else line


def _line_height(quad: np.ndarray) -> float:
    return max(float(min(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[0] - quad[1]))), 4.0)


def _level(photo: Pixels, found: FoundText, height: float) -> tuple[Pixels, np.ndarray]:
    """Turn a photo upright and level it, at a size at which a line has its working height."""
    rows, columns = photo.shape[:2]
    turns = found.direction.quarter_turns
    angle = 90.0 * turns + _slope_degrees(found.quads, turns)
    scale = min(MAX_ENLARGEMENT, WORKING_HEIGHT / height)
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), angle, scale)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    width, tall = int(rows * sin + columns * cos), int(rows * cos + columns * sin)
    matrix[:, 2] += (width / 2 - columns / 2, tall / 2 - rows / 2)
    flags = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    level = cv2.warpAffine(photo, matrix, (width, tall), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level, np.uint8), np.asarray(matrix)


def _slope_degrees(quads: np.ndarray, turns: int) -> float:
    across = quads[:, 1] - quads[:, 0]
    if turns % 2:
        across = quads[:, 2] - quads[:, 1]
    angles = np.degrees(np.arctan2(across[:, 1], across[:, 0]))
    base = 90.0 if turns % 2 else 0.0
    lengths = np.linalg.norm(across, axis=1)
    longest = np.argsort(-lengths)[:8]
    return float(np.median(angles[longest] - base))


def _map(quad: np.ndarray, matrix: np.ndarray) -> Stroke:
    moved = quad @ matrix[:, :2].T + matrix[:, 2]
    left, top = moved.min(axis=0)
    right, bottom = moved.max(axis=0)
    return Stroke(label=0, left=int(left), top=int(top), right=int(right), bottom=int(bottom), area=0)


def _is_bar(stroke: Stroke, strokes: Sequence[Stroke], usual: float) -> bool:
    """A fraction's bar is flat, and has ink close above it and close below; a minus or an equals sign has not."""
    is_flat = stroke.width >= BAR_SHAPE * stroke.height and stroke.width >= 0.3 * usual
    if not is_flat or stroke.width > MAX_BAR * usual or stroke.height > 0.25 * usual:
        return False
    near = [s for s in strokes if s is not stroke and stroke.spans(s) and s.height > 0.28 * usual]
    above = any(0 <= stroke.top - s.bottom < BAR_GAP * usual for s in near)
    below = any(0 <= s.top - stroke.bottom < BAR_GAP * usual for s in near)
    return above and below


def _group(
    lines: Sequence[TextLine], boxes: Sequence[Stroke], bars: Sequence[Stroke], usual: float
) -> list[list[int]]:
    """Put the lines together that a fraction joins; each of the others is a group by itself."""
    owner = list(range(len(lines)))

    def root(index: int) -> int:
        while owner[index] != index:
            index = owner[index]
        return index

    for bar in bars:
        near = [i for i, box in enumerate(boxes) if _belongs(box, bar, usual)]
        for index in near[1:]:
            owner[root(index)] = root(near[0])
    groups: dict[int, list[int]] = {}
    for index in range(len(lines)):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())


def _belongs(box: Stroke, bar: Stroke, usual: float) -> bool:
    is_near = box.left < bar.right + 1.2 * usual and bar.left - 1.2 * usual < box.right
    overlaps = box.left < bar.right and bar.left < box.right
    reach = 0.75 * usual if overlaps else 0.15 * usual
    return is_near and box.top - reach < bar.middle_y < box.bottom + reach


def _has_maths(
    lines: Sequence[TextLine], members: Sequence[int], boxes: Sequence[Stroke], bars: Sequence[Stroke]
) -> bool:
    return (
        len(members) > 1
        or any(FORMULA.search(lines[i].text) for i in members)
        or any(_holds(boxes[i], bar) for i in members for bar in bars)
    )


def _holds(box: Stroke, bar: Stroke) -> bool:
    return box.top < bar.middle_y < box.bottom and box.left < bar.middle_x < box.right


def _read_group(
    page: Page,
    boxes: Sequence[Stroke],
    bars: Sequence[Stroke],
    usual: float,
    networks: TextNetworks,
    original: str,
) -> str | None:
    """Write a group's strokes in a line; None where they show nothing that the networks did not read already."""
    strokes = [s for s in page.strokes if any(_within(s, box) for box in boxes) and s.height < 5 * usual]
    near = [bar for bar in bars if any(_belongs(box, bar, usual) for box in boxes)]
    stacked = [s for s in page.strokes for bar in near if _is_stacked(s, bar, usual)]
    strokes = list({s.label: s for s in (*strokes, *near, *stacked)}.values())
    if near:
        strokes = _with_neighbours(strokes, near, page.strokes, usual)
    if not strokes:
        return None
    writing = Writing()
    write_parts(page, strokes, frozenset(bar.label for bar in near), writing)
    if len(writing.parts) < 2:
        return None
    texts = _recognise(page, writing, networks)
    if texts is None:
        return None
    if any(not part.strokes for part in writing.parts):
        return tidy_formula("".join(texts))
    return align_signs("".join(texts), original)


def _with_neighbours(
    strokes: Sequence[Stroke], bars: Sequence[Stroke], page: Sequence[Stroke], usual: float
) -> list[Stroke]:
    """Add what stands on the bars' row: a lone sign between two fractions is often not found as text."""
    middle = median(bar.middle_y for bar in bars)
    taken = {s.label: s for s in strokes}
    row = [s for s in page if abs(s.middle_y - middle) < 0.4 * usual and s.height < 1.3 * usual]
    has_grown = True
    while has_grown:
        left, right = min(s.left for s in taken.values()), max(s.right for s in taken.values())
        new = [
            s
            for s in row
            if s.label not in taken and s.right > left - 0.9 * usual and s.left < right + 0.9 * usual
        ]
        taken.update((s.label, s) for s in new)
        has_grown = bool(new)
    return list(taken.values())


def _is_stacked(stroke: Stroke, bar: Stroke, usual: float) -> bool:
    """Tell whether a stroke is part of what stands above or below a bar."""
    gap = max(bar.top - stroke.bottom, stroke.top - bar.bottom)
    return bar.spans(stroke) and gap < BAR_GAP * usual and stroke.height < 2 * usual


def _within(stroke: Stroke, box: Stroke) -> bool:
    margin = 0.12 * box.height
    return (
        box.left - margin <= stroke.middle_x <= box.right + margin
        and box.top - margin <= stroke.middle_y <= box.bottom + margin
    )


def _recognise(page: Page, writing: Writing, networks: TextNetworks) -> list[str] | None:
    """Recognise the parts; None where one can't be: then the line is better left as it was."""
    drawn = [part for part in writing.parts if part.strokes]
    read = iter(networks.recognise([page.cut(part.strokes) for part in drawn]))
    texts = []
    for part in writing.parts:
        if not part.strokes:
            texts.append(part.before)
            continue
        one = next(read)
        if not one.text or one.confidence < PART_SCORE:
            return None
        texts.append(raise_text(part.before, clean_piece(one.text)))
    return texts


def _join(lines: Sequence[TextLine], text: str) -> TextLine:
    left, top = min(line.box[0] for line in lines), min(line.box[1] for line in lines)
    right, bottom = max(line.box[2] for line in lines), max(line.box[3] for line in lines)
    longest = max(lines, key=lambda line: len(line.text))
    return replace(longest, text=text, box=(left, top, right, bottom))
