"""All the text of a photo: one pass where it reads well, more where it does not.

A pass finds the lines on a copy of at most `FOUND_LONGEST_SIDE` pixels and recognises them on the photo itself. What
follows is decided by what came out: print too small for the copy is looked for again in tiles, and a photo that reads
badly is tried once or twice more, enhanced; the version in which most was recognised is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import cv2
import numpy as np

from model.photos.page_levelling import level_boxes
from model.photos.photo_enhancement import enhancements
from model.photos.reading_order import TextLine
from model.photos.text_crops import Direction, crop_lines, turn_lines, unstack
from model.photos.text_networks import Pixels, Quads, Recognised, TextNetworks

FOUND_LONGEST_SIDE = 2000  # pixels; more makes it slower and finds no more on a label
MIN_CONFIDENCE = 0.6
READS_WELL = 0.9  # mean confidence, by length, of a photo that needs no second try
# Pixels of a line in the copy. Below the first, the place is looked at again in the photo itself, if it is small;
# below the second all places are, tile by tile.
SMALL_PRINT = 24.0
TINY_PRINT = 13.0
MAX_TRIES = 2
MIN_CHARACTERS = 4  # fewer are a pattern that looks like a letter, not text that reads badly
BUSY_SIDE = 1400  # pixels of the place that is looked at where no line was found
MIN_SIDE = 8  # pixels; nothing can be read in less
TILE_OVERLAP = 200
SAME_PLACE = 0.5  # of the smaller of two boxes that overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """The text of one pass.

    Attributes:
        lines: On a page turned upright and levelled.
        direction: How the photo is turned.
        quads: Corners of each line in the photo.
        characters: How many were recognised, also those too unsure to be kept.
        confidence: Mean of all that was found, by length, also of what was too unsure to be kept; 0 to 1.
    """

    lines: tuple[TextLine, ...]
    direction: Direction
    quads: Quads
    confidence: float
    characters: int = 0

    @property
    def worth(self) -> float:
        """How much was read, the sure characters counted most."""
        return sum(len(line.text) * line.confidence**2 for line in self.lines)


def find_text(photo: Pixels, networks: TextNetworks) -> FoundText:
    """Find and recognise the text of a photo.

    Args:
        photo: Shape `(height, width, 3)`, blue first.
        networks: What finds and recognises lines.
    """
    if min(photo.shape[:2]) < MIN_SIDE:
        return _nothing()
    found = _read_once(photo, networks)
    if found.confidence >= READS_WELL:
        return found
    for version in islice(
        enhancements(_copy(photo)[0], has_text=found.characters >= MIN_CHARACTERS), MAX_TRIES
    ):
        again = _scaled(_read_once(version, networks), photo.shape[1] / version.shape[1])
        found = max(found, again, key=lambda one: one.worth)
        if found.confidence >= READS_WELL:
            break
    return found


def _read_once(photo: Pixels, networks: TextNetworks) -> FoundText:
    copy, scale = _copy(photo)
    quads = networks.detect(copy)
    place = (_around(quads * scale, photo) if len(quads) else _busiest_place(photo)) if scale > 1 else None
    if place is not None and _has_small_print(quads, place):
        quads, copy = _merge(quads * scale, list(_detect_in_tiles(photo, place, networks))), photo
        scale = 1.0
    crops, direction = turn_lines(crop_lines(photo, copy, quads), networks)
    read = networks.recognise(crops)
    if direction.quarter_turns % 2 and _is_han(read):
        read, direction = _try_columns(crops, read, direction, networks)
    size = (photo.shape[1], photo.shape[0])
    boxes = level_boxes(quads * scale, size, direction.quarter_turns)
    kept = [i for i, line in enumerate(read) if line.confidence >= MIN_CONFIDENCE and line.text]
    return FoundText(
        lines=tuple(
            TextLine(text=read[i].text, box=_to_box(boxes[i]), confidence=read[i].confidence) for i in kept
        ),
        direction=direction,
        quads=quads[kept] * scale,
        confidence=_mean_confidence(read),
        characters=sum(len(line.text) for line in read),
    )


def _try_columns(
    crops: Sequence[Pixels], read: list[Recognised], direction: Direction, networks: TextNetworks
) -> tuple[list[Recognised], Direction]:
    """Tell columns of upright characters from lines of a photo that was taken sideways.

    Columns run from right to left. Turned as the photo, a page of them reads from top to bottom, which
    `direction` expresses: the boxes are turned so that the rightmost column is the first row.
    """
    columns = [i for i, line in enumerate(read) if line.text]
    unstacked = networks.recognise([unstack(crops[i], len(read[i].text)) for i in columns])
    before = sum(read[i].confidence * len(read[i].text) for i in columns)
    after = sum(line.confidence * len(line.text) for line in unstacked)
    if after <= before:
        return read, direction
    best = list(read)
    for i, line in zip(columns, unstacked, strict=True):
        best[i] = max(read[i], line, key=lambda one: one.confidence)
    return best, replace(direction, quarter_turns=1, is_vertical=True)


def _around(quads: Quads, photo: Pixels) -> tuple[slice, slice]:
    """Return the part of a photo where its lines stand, with as much around it as it may have missed."""
    height, width = photo.shape[:2]
    low, high = quads.reshape(-1, 2).min(axis=0), quads.reshape(-1, 2).max(axis=0)
    margin = np.maximum((high - low) * 0.3, (0.75 * FOUND_LONGEST_SIDE - (high - low)) / 2)
    (left, top), (right, bottom) = (low - margin).astype(int), (high + margin).astype(int)
    return slice(max(top, 0), min(bottom, height)), slice(max(left, 0), min(right, width))


def _detect_in_tiles(photo: Pixels, place: tuple[slice, slice], networks: TextNetworks) -> Iterator[Quads]:
    part = photo[place]
    height, width = part.shape[:2]
    step = FOUND_LONGEST_SIDE - TILE_OVERLAP
    for top in range(0, max(height - TILE_OVERLAP, 1), step):
        for left in range(0, max(width - TILE_OVERLAP, 1), step):
            tile = part[top : top + FOUND_LONGEST_SIDE, left : left + FOUND_LONGEST_SIDE]
            quads = networks.detect(np.ascontiguousarray(tile))
            inner = _touches_no_cut(quads, (left, top), (width, height))
            yield quads[inner] + np.array([left + place[1].start, top + place[0].start], np.float32)


def _touches_no_cut(quads: Quads, origin: tuple[int, int], size: tuple[int, int]) -> Quads:
    """Say which lines are whole: what a tile's edge cuts is whole in the next one, or in the first pass."""
    keep = np.ones(len(quads), bool)
    for axis in (0, 1):
        start = quads[:, :, axis].min(axis=1) if len(quads) else np.zeros(0)
        end = quads[:, :, axis].max(axis=1) if len(quads) else np.zeros(0)
        if origin[axis] > 0:
            keep &= start > 4
        if origin[axis] + FOUND_LONGEST_SIDE < size[axis]:
            keep &= end < FOUND_LONGEST_SIDE - 4
    return np.flatnonzero(keep)  # type: ignore[return-value]


def _merge(first: Quads, tiles: Sequence[Quads]) -> Quads:
    """Put the lines of all tiles together, each place once; those of the first pass where no tile has any."""
    found = [quad for quads in tiles for quad in quads]
    kept: list[np.ndarray] = []
    # the longest first: a line that two tiles share is kept where it is longest
    for quad in [*sorted(found, key=lambda q: -np.ptp(q[:, 0]) - np.ptp(q[:, 1])), *first]:
        if not any(_overlap(quad, other) > SAME_PLACE for other in kept):
            kept.append(quad)
    return np.asarray(kept, np.float32).reshape(-1, 4, 2)


def _overlap(one: np.ndarray, other: np.ndarray) -> float:
    low = np.maximum(one.min(axis=0), other.min(axis=0))
    high = np.minimum(one.max(axis=0), other.max(axis=0))
    shared = np.prod(np.clip(high - low, 0, None))
    areas = [float(np.prod(np.ptp(quad, axis=0))) for quad in (one, other)]
    return float(shared) / max(min(areas), 1.0)


def _busiest_place(photo: Pixels) -> tuple[slice, slice]:
    """Return the tile with the most fine detail: where print would be that is too small for the copy."""
    quarter = cv2.cvtColor(cv2.resize(photo, None, fx=0.25, fy=0.25), cv2.COLOR_BGR2GRAY)
    detail = np.minimum(np.abs(cv2.Laplacian(quarter, cv2.CV_32F)), 60)
    detail[detail < 12] = 0
    size = BUSY_SIDE // 4
    density = cv2.boxFilter(detail, -1, (size, size), normalize=False, borderType=cv2.BORDER_CONSTANT)
    y, x = (4 * int(place) for place in np.unravel_index(int(density.argmax()), density.shape))
    half, (height, width) = BUSY_SIDE // 2, photo.shape[:2]
    top, left = max(0, min(y - half, height - 2 * half)), max(0, min(x - half, width - 2 * half))
    return slice(top, min(top + 2 * half, height)), slice(left, min(left + 2 * half, width))


def _has_small_print(quads: Quads, place: tuple[slice, slice]) -> bool:
    if len(quads) == 0:
        return True
    heights = np.minimum(
        np.linalg.norm(quads[:, 0] - quads[:, 3], axis=1), np.linalg.norm(quads[:, 0] - quads[:, 1], axis=1)
    )
    fits_one_tile = max(part.stop - part.start for part in place) <= FOUND_LONGEST_SIDE
    return bool(np.median(heights) < (SMALL_PRINT if fits_one_tile else TINY_PRINT))


def _copy(photo: Pixels) -> tuple[Pixels, float]:
    scale = max(photo.shape[:2]) / FOUND_LONGEST_SIDE
    if scale <= 1:
        return photo, 1.0
    size = (max(round(photo.shape[1] / scale), 1), max(round(photo.shape[0] / scale), 1))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _scaled(found: FoundText, scale: float) -> FoundText:
    def enlarge(line: TextLine) -> TextLine:
        left, top, right, bottom = line.box
        return replace(line, box=(left * scale, top * scale, right * scale, bottom * scale))

    return replace(found, lines=tuple(map(enlarge, found.lines)), quads=found.quads * scale)


def _mean_confidence(read: Sequence[Recognised]) -> float:
    length = sum(max(len(line.text), 1) for line in read)
    return sum(line.confidence * max(len(line.text), 1) for line in read) / length if length else 0.0


def _is_han(read: Sequence[Recognised]) -> bool:
    text = "".join(line.text for line in read)
    return sum("\u3400" <= char <= "\u9fff" for char in text) > len(text) / 2


def _to_box(box: np.ndarray) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(edge) for edge in box)
    return (left, top, right, bottom)


def _nothing() -> FoundText:
    return FoundText(
        lines=(),
        direction=Direction(quarter_turns=0),
        quads=np.zeros((0, 4, 2), np.float32),
        confidence=0.0,
    )
