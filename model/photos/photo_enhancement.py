"""What is tried when a photo reads badly: lighter, more contrast, sharper, larger, or smoother.

Which of them, is decided by what the photo looks like, measured on a small copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from model.photos.text_networks import Pixels

LOW_CONTRAST = 110.0  # grey levels between the 5th and the 95th percentile
DARK = 110.0  # mean grey level
NO_CONTRAST, NIGHT = 60.0, 40.0  # the same, of a photo in which text may have been missed altogether
NOISY = 9.0  # grey levels, standard deviation
BLURRED = 60.0  # variance of the Laplacian
SMALL_SIDE = 1000  # pixels
ENLARGED = 2.0


def enhancements(picture: Pixels, *, has_text: bool) -> Iterator[Pixels]:
    """Yield versions worth a try, the most promising first; they may differ from it in size.

    Where no text was found at all, only what is plainly wrong with a photo is put right: most hold none.

    Args:
        picture: The photo, or a smaller copy.
        has_text: Whether any text was found.
    """
    grey: Any = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    low, high = np.percentile(_thumbnail(grey), (5, 95))
    noise = _noise(grey)
    is_small = max(grey.shape) < SMALL_SIDE
    if not has_text:
        if high - low < NO_CONTRAST or grey.mean() < NIGHT:
            yield _even_light(picture)
        return
    base = _enlarge(picture, ENLARGED if is_small else 1.0)
    if noise > NOISY:
        smooth = cv2.bilateralFilter(cv2.medianBlur(base, 3), 7, 45, 5)
        yield _even_light(np.asarray(smooth, np.uint8))
        yield np.asarray(cv2.GaussianBlur(base, (0, 0), 1.4), np.uint8)
        return
    if high - low < LOW_CONTRAST or grey.mean() < DARK:
        yield _even_light(base)
    if cv2.Laplacian(grey, cv2.CV_64F).var() < BLURRED:
        yield _sharpen(base)
    elif is_small:
        yield base
    else:
        # a photo of a screen: its grid of pixels is smoothed away
        shrunk = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        yield np.asarray(shrunk, np.uint8)


def _thumbnail(grey: Any) -> Any:
    scale = 400 / max(grey.shape)
    return grey if scale >= 1 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _noise(grey: Any) -> float:
    """Estimate the noise's standard deviation (Immerkær, 1996) where the picture is flat."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = np.abs(cv2.filter2D(grey.astype(np.float32), -1, kernel)) / 6
    return float(np.median(response) / 0.6745)


def _enlarge(picture: Pixels, scale: float) -> Pixels:
    if scale == 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def _even_light(picture: Pixels) -> Pixels:
    """Stretch what is dark, then bring out the contrast of each part of the picture."""
    lab = cv2.cvtColor(picture, cv2.COLOR_BGR2LAB)
    light = lab[..., 0]
    low, high = np.percentile(light, (1, 99))
    stretched = np.clip((light.astype(np.float32) - low) / max(high - low, 1), 0, 1)
    middle = float(np.clip(np.median(stretched), 0.05, 0.95))
    gamma = float(np.clip(np.log(0.6) / np.log(middle), 0.5, 1.5))
    lab[..., 0] = cv2.createCLAHE(2.0, (8, 8)).apply((255 * stretched**gamma).astype(np.uint8))
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR), np.uint8)


def _sharpen(picture: Pixels) -> Pixels:
    soft = cv2.GaussianBlur(picture, (0, 0), 3)
    return np.asarray(cv2.addWeighted(picture, 2.2, soft, -1.2, 0), np.uint8)
