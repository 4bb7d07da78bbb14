"""Places of lines in a photo → places on a level page, as if it had been photographed upright and from above.

Only the lines' corners are moved: each line was already straightened by itself, so the photo need not be.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from model.photos.text_networks import Quads

Boxes = npt.NDArray[np.float64]  # shape (n, 4): left, top, right, bottom

MIN_ASPECT = 2.0  # a shorter line says little about the slope
SLOPE_LIMIT = 1.2  # tan of the steepest slope that is levelled, about 50°


def level_boxes(quads: Quads, size: tuple[int, int], quarter_turns: int) -> Boxes:
    """Return the lines' boxes on a level page.

    Args:
        quads: Corners in the photo, shape `(n, 4, 2)`.
        size: Width and height of the photo.
        quarter_turns: How often the photo must be turned anticlockwise.
    """
    if len(quads) == 0:
        return np.zeros((0, 4))
    turned = _turn(quads.astype(np.float64), size, quarter_turns)
    levelled = _level(turned)
    low, high = levelled.min(axis=1), levelled.max(axis=1)
    return np.concatenate([low, high], axis=1)


def _turn(quads: Boxes, size: tuple[int, int], quarter_turns: int) -> Boxes:
    width, height = size
    x, y = quads[..., 0], quads[..., 1]
    match quarter_turns % 4:
        case 1:
            x, y = y, width - x
        case 2:
            x, y = width - x, height - y
        case 3:
            x, y = height - y, x
    corners = np.stack([x, y], axis=-1)
    # the corners begin again at the top left
    return np.roll(corners, -(quarter_turns % 4), axis=1)


def _level(quads: Boxes) -> Boxes:
    """Take the slope out, which may change from the top to the bottom where the photo was taken at an angle."""
    centres = quads.mean(axis=1)
    slopes, weights = _slopes(quads)
    if weights.sum() == 0:
        return quads
    middle_x, middle_y = centres.mean(axis=0)
    span = max(float(np.ptp(centres[:, 1])), 1.0)
    offset = (centres[:, 1] - middle_y) / span
    slope = float(np.average(slopes, weights=weights))
    change = 0.0
    if (weights > 0).sum() >= 4:  # two unknowns, and some lines to spare
        spread = np.average(offset**2, weights=weights)
        change = float(np.average((slopes - slope) * offset, weights=weights) / max(spread, 1e-3))
    # a line is moved as a whole, by the slope at its middle, so that it keeps its height
    at = np.clip(slope + change * offset, -SLOPE_LIMIT, SLOPE_LIMIT)
    cos = 1 / np.sqrt(1 + at**2)
    x, y = quads[..., 0] - middle_x, quads[..., 1] - middle_y
    level_x = (x + y * at[:, None]) * cos[:, None]
    level_y = (y - x * at[:, None]) * cos[:, None]
    return np.stack([level_x + middle_x, level_y + middle_y], axis=-1)


def _slopes(quads: Boxes) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return each line's slope and how much it counts: robustly, those far from the median not at all."""
    across = (quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]) / 2
    down = (quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1]) / 2
    length, height = np.linalg.norm(across, axis=1), np.linalg.norm(down, axis=1)
    is_long = (length >= MIN_ASPECT * height) & (np.abs(across[:, 0]) > 1e-6)
    slopes = np.where(is_long, across[:, 1] / np.where(is_long, across[:, 0], 1), 0.0)
    if not is_long.any():
        return slopes, np.zeros_like(slopes)
    middle = np.median(slopes[is_long])
    near = is_long & (np.abs(slopes - middle) < 0.15) & (np.abs(slopes) < SLOPE_LIMIT)
    return slopes, np.where(near, length, 0.0)
