"""Cuts lines of text out of a photo and decides which way they are turned.

A photo that was taken sideways or upside down has all its lines turned the same way. The lines vote, so that no second
pass over the photo is needed, and a short line that can't be told by itself follows the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from model.photos.text_networks import Pixels, Quads, TextNetworks

TALL = 1.5  # height to width of a box whose line runs up or down
UNSURE_SHARE = 0.8  # of the votes: with fewer, the longest lines are recognised both ways
WITNESSES = 3
UPSIDE_DOWN = 0.9  # what the network must say of a line that goes against the others
NETWORK_HEIGHT = 48  # pixels of a line as the network reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """How a photo must be turned for its text to stand upright.

    Attributes:
        quarter_turns: Anticlockwise, 0 to 3.
        is_vertical: Whether its lines run downward with upright characters, as Chinese may.
    """

    quarter_turns: int
    is_vertical: bool = False


@dataclass(slots=True, kw_only=True)
class _Vote:
    tall: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float32]
    upside_down: npt.NDArray[np.float32]
    is_tall: bool = False
    is_upside_down: bool = False


def crop_lines(full: Pixels, small: Pixels, quads: Quads) -> list[Pixels]:
    """Cut lines out, straightened; small print from the full photo, where it has more pixels.

    Args:
        full: The photo.
        small: The same, as its lines were found; may be smaller.
        quads: Corners in `small`.
    """
    scale = full.shape[1] / small.shape[1]
    crops = []
    for quad in quads:
        height = min(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[0] - quad[1]))
        is_small = scale > 1 and height < NETWORK_HEIGHT * 0.9
        crops.append(cut_quad(full, quad * scale) if is_small else cut_quad(small, quad))
    return crops


def cut_quad(picture: Pixels, quad: npt.NDArray[np.float32]) -> Pixels:
    """Straighten a four-cornered part of a picture to a rectangle."""
    width = max(int(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2]))), 2)
    height = max(int(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))), 2)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    cut = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, np.uint8)


def turn_lines(crops: Sequence[Pixels], networks: TextNetworks) -> tuple[list[Pixels], Direction]:
    """Turn lines upright, and say how the whole photo is turned."""
    if not crops:
        return [], Direction(quarter_turns=0)
    shapes = np.array([crop.shape[:2] for crop in crops], np.float32)
    tall = shapes[:, 0] >= TALL * shapes[:, 1]
    lengths = shapes.max(axis=1) / shapes.min(axis=1)
    weights = np.clip(lengths - TALL, 0.01, 20).astype(np.float32)
    is_tall = bool(weights[tall].sum() > weights.sum() / 2)
    lying = [_lay(crop, follows=is_tall, is_tall=bool(t)) for crop, t in zip(crops, tall, strict=True)]
    vote = _Vote(tall=tall, weights=weights, upside_down=networks.upside_down(lying), is_tall=is_tall)
    vote.is_upside_down = _settle(lying, vote, networks)
    upright = [
        np.ascontiguousarray(np.rot90(crop, 2)) if _is_turned(vote, index) else crop
        for index, crop in enumerate(lying)
    ]
    turns = {(False, False): 0, (False, True): 2, (True, False): 1, (True, True): 3}
    return upright, Direction(quarter_turns=turns[vote.is_tall, vote.is_upside_down])


def unstack(crop: Pixels, characters: int) -> Pixels:
    """Put the characters of a column, which lie on their side in a turned crop, upright beside each other."""
    column = np.rot90(crop, -1)
    height, width = column.shape[:2]
    edges = np.linspace(0, height, characters + 1).astype(int)
    cells = [column[top:bottom] for top, bottom in pairwise(edges) if bottom - top > 2]
    tallest = max(cell.shape[0] for cell in cells)
    padded = [
        np.pad(cell, ((0, tallest - cell.shape[0]), (width // 12, width // 12), (0, 0)), mode="edge")
        for cell in cells
    ]
    return np.ascontiguousarray(np.concatenate(padded, axis=1))


def _lay(crop: Pixels, *, follows: bool, is_tall: bool) -> Pixels:
    """Lay a line down: a tall one always, one that is neither tall nor wide as most lines of the photo."""
    height, width = crop.shape[:2]
    is_square = max(height, width) < TALL * min(height, width)
    if is_tall or (is_square and follows):
        return np.ascontiguousarray(np.rot90(crop))
    return crop


def _settle(lying: Sequence[Pixels], vote: _Vote, networks: TextNetworks) -> bool:
    """Tell whether most lines stand on their head; where it is not plain, by recognising some both ways."""
    sides = vote.tall == vote.is_tall
    weights = np.where(sides, vote.weights, 0)
    share = float((weights * vote.upside_down).sum() / max(weights.sum(), 1e-6))
    if share < 1 - UNSURE_SHARE and not vote.is_tall:
        return False
    longest = np.argsort(-weights)[:WITNESSES]
    witnesses = [lying[i] for i in longest]
    turned = [np.ascontiguousarray(np.rot90(crop, 2)) for crop in witnesses]
    read = networks.recognise([*witnesses, *turned])
    sure = [len(line.text) * line.confidence**4 for line in read]
    return sum(sure[len(witnesses) :]) > sum(sure[: len(witnesses)])


def _is_turned(vote: _Vote, index: int) -> bool:
    """A line follows the others unless the network is sure of the contrary."""
    if vote.tall[index] != vote.is_tall and vote.weights[index] > 1:
        return bool(vote.upside_down[index] > UPSIDE_DOWN)
    return vote.is_upside_down
