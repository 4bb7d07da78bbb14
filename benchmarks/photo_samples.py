"""Photos with known text, real and printed here, and as a hand, a dim room or a bad camera would show them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

PHOTOS = Path(__file__).parents[1] / "tests" / "data" / "photos"
SANS = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A photo and what it says, in reading order."""

    name: str
    kind: str
    text: str
    picture: Image.Image


def load_real() -> Iterator[Sample]:
    """Load the photographs of the repository."""
    for entry in json.loads((PHOTOS / "texts.json").read_text(encoding="utf-8")):
        picture = Image.open(PHOTOS / entry["file"]).convert("RGB")
        yield Sample(name=entry["file"], kind="photograph", text=entry["text"], picture=picture)


def render_prints() -> Iterator[Sample]:
    """Print a nameplate, a receipt, a table, an error screen and a Chinese page."""
    nameplate = [("Lumen Air Station", ""), ("Model", "AS-200"), ("Serial No.", "LM-20391-B8"),
                 ("Input", "220-240 V ~ 50 Hz"), ("Power", "860 W"), ("Made", "2024-05-01")]  # fmt: skip
    yield _render("nameplate", nameplate, (70, 420), 900)
    receipt = [("Corner Shop", ""), ("Milk 1 l", "1.29"), ("Bread", "3.49"), ("Coffee 500 g", "7.90"),
               ("Apples 1.2 kg", "2.76"), ("TOTAL EUR", "15.44"), ("2024-11-03 17:42", "")]  # fmt: skip
    yield _render("receipt", receipt, (70, 560), 760, path=MONO)
    table = [
        ("Size", "Price", "Stock"),
        ("Small", "12.50", "14"),
        ("Medium", "15.00", "7"),
        ("Large", "18.75", "22"),
    ]
    yield _render("table", table, (70, 400, 720), 1000, separator="|")
    screen = [("Your device ran into a problem",), ("Stop code: PAGE_FAULT_IN_NONPAGED_AREA",),
              ("Error 0x80070057",), ("Restart, then check for updates.",)]  # fmt: skip
    yield _render("screen", screen, (70,), 1250, dark=True)
    page = [
        ("香米电饭煲使用说明",),
        ("首次使用前请清洗内锅。",),
        ("显示 E3 时，请检查锅盖是否盖好。",),
        ("额定功率 860 W，保修两年。",),
    ]
    yield _render("page_zh", page, (70,), 900)


def vary(picture: Image.Image, variant: str) -> Image.Image:
    """Return a photo as it comes in practice: one of `VARIANTS`."""
    return Image.fromarray(VARIANTS[variant](np.asarray(picture)))


def encode(picture: Image.Image, quality: int = 88) -> bytes:
    """Write a photo as a phone would."""
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=quality)
    return output.getvalue()


def _render(
    name: str,
    rows: Sequence[tuple[str, ...]],
    columns: tuple[int, ...],
    width: int,
    *,
    path: str = SANS,
    dark: bool = False,
    separator: str = "",
) -> Sample:
    ink, paper = ("#f2f2f2", "#0b4f9c") if dark else ("#1a1a1a", "#f7f5ee")
    picture = Image.new("RGB", (width, 90 + 80 * len(rows)), paper)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(path, 38)
    for number, row in enumerate(rows):
        for x, cell in zip(columns, row, strict=False):
            draw.text((x, 45 + 80 * number), cell, fill=ink, font=font)
    text = "\n".join(separator.join(cell for cell in row if cell) for row in rows)
    return Sample(name=name, kind="print", text=text, picture=picture)


def _tilt(degrees: float) -> Callable[[Pixels], Pixels]:
    def change(pixels: Pixels) -> Pixels:
        turned = Image.fromarray(pixels).rotate(
            degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(120, 112, 100)
        )
        return np.asarray(turned)

    return change


def _darken(pixels: Pixels) -> Pixels:
    dim = pixels.astype(np.float32) / 255 * 38 + 4
    return _noise(dim, 3.5)


def _shade(pixels: Pixels) -> Pixels:
    """A lamp from one side: a fifth of the light is left at the other."""
    light = np.linspace(1.0, 0.2, pixels.shape[1], dtype=np.float32)[None, :, None]
    return (pixels * light).astype(np.uint8)


def _fade(pixels: Pixels) -> Pixels:
    return (pixels.astype(np.float32) * 0.14 + 150).astype(np.uint8)


def _noise(pixels: npt.NDArray[Any], sigma: float) -> Pixels:
    grain = np.random.default_rng(5).normal(0, sigma, pixels.shape)
    return np.asarray((pixels + grain).clip(0, 255), np.uint8)


def _blur(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 3.0), np.uint8)


def _shrink(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.resize(pixels, None, fx=0.35, fy=0.35, interpolation=cv2.INTER_AREA), np.uint8)


def _recompress(pixels: Pixels) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(encode(Image.fromarray(pixels), 20))))


def _slant(pixels: Pixels) -> Pixels:
    """From below and the left: the far side is smaller."""
    height, width = pixels.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array(
        [[width * 0.14, height * 0.10], [width * 0.9, 0], [width, height * 0.97], [0, height]], np.float32
    )
    matrix = cv2.getPerspectiveTransform(corners, seen)
    seen_from_below = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=(96, 104, 110))
    return np.asarray(seen_from_below, np.uint8)


def _screen(pixels: Pixels) -> Pixels:
    """A photo of a screen: its stripes of pixels beat with the camera's."""
    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]].astype(np.float32)
    stripes = 1 + 0.22 * np.sin(columns * 2.05 + rows * 0.11) + 0.16 * np.sin(rows * 1.93)
    return _noise(pixels * stripes[..., None] * 0.8, 4)


def _small_in_large(pixels: Pixels) -> Pixels:
    """A label in the corner of a photo of twelve megapixels."""
    table = np.full((3000, 4000, 3), (116, 128, 134), np.uint8)
    label = cv2.resize(pixels, None, fx=min(1.0, 620 / pixels.shape[1]), fy=min(1.0, 620 / pixels.shape[1]),
                       interpolation=cv2.INTER_AREA)  # fmt: skip
    table[2100 : 2100 + label.shape[0], 2900 : 2900 + label.shape[1]] = label[:900, :1100]
    return table


VARIANTS: dict[str, Callable[[Pixels], Pixels]] = {
    "as it is": lambda pixels: pixels,
    "turned 90°": lambda pixels: np.ascontiguousarray(np.rot90(pixels, 1)),
    "turned 180°": lambda pixels: np.ascontiguousarray(np.rot90(pixels, 2)),
    "turned 270°": lambda pixels: np.ascontiguousarray(np.rot90(pixels, 3)),
    "tilted 12°": _tilt(12),
    "tilted −28°": _tilt(-28),
    "perspective": _slant,
    "dark": _darken,
    "lamp from a side": _shade,
    "low contrast": _fade,
    "blurred": _blur,
    "noisy": lambda pixels: _noise(pixels.astype(np.float32), 28),
    "of a screen": _screen,
    "a third of the size": _shrink,
    "JPEG quality 20": _recompress,
    "small in 12 MP": _small_in_large,
}
