"""The networks that find and recognise text: PP-OCR, run by rapidocr.

Pictures are arrays of shape `(height, width, 3)`, uint8, blue first, as the networks were trained.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Quads = npt.NDArray[np.float32]  # shape (n, 4, 2): corners, clockwise from the text's top left

MAX_ASPECT = 4.0  # the finder enlarges the short side to 736 pixels: a ribbon would become huge


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a piece of a picture says."""

    text: str
    confidence: float  # 0 to 1


class TextNetworks:
    """Loads the networks with the first call; not for two threads at once."""

    def __init__(self) -> None:
        self._engine: Any = None

    def detect(self, picture: Pixels) -> Quads:
        """Find lines of text; returns their corners, none where there is no text."""
        padded = _pad_ribbon(picture)
        found = self._load()(padded, use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        if boxes is None or len(boxes) == 0:
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(boxes, np.float32)

    def recognise(self, crops: Sequence[Pixels]) -> list[Recognised]:
        """Recognise lines of text, each upright and by itself in a crop."""
        if not crops:
            return []
        read = self._load().recognize_txt(list(crops))
        return [
            Recognised(text=text.strip(), confidence=float(score))
            for text, score in zip(read.txts, read.scores, strict=True)
        ]

    def upside_down(self, crops: Sequence[Pixels]) -> npt.NDArray[np.float32]:
        """Return for each crop how sure it is that its text stands on its head: 0 to 1."""
        if not crops:
            return np.zeros(0, np.float32)
        _, judged = self._load().cls_and_rotate(list(crops))
        sure = [float(score) if label == "180" else 1 - float(score) for label, score in judged.cls_res]
        return np.asarray(sure, np.float32)

    def _load(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR  # onnxruntime and OpenCV: only when a photo comes

            logging.getLogger("RapidOCR").setLevel(logging.ERROR)
            self._engine = RapidOCR(params={"Global.log_level": "critical"})
        return self._engine


def _pad_ribbon(picture: Pixels) -> Pixels:
    """Widen a picture that is very long and narrow; what was there keeps its place."""
    height, width = picture.shape[:2]
    short = round(max(height, width) / MAX_ASPECT)
    down, right = max(0, short - height), max(0, short - width)
    if not down and not right:
        return picture
    return np.pad(picture, ((0, down), (0, right), (0, 0)), mode="edge")
