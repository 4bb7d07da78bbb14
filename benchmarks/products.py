"""Product matching on a folder of pictures and photos: top-1, top-3, wrong cards, false cards.

    .venv/bin/python -m benchmarks.products PICTURES PHOTOS [--variants]

`PICTURES/NAME/*.jpg` are what an admin attaches, `PHOTOS/NAME/*.jpg` what customers send; a folder of photos without
pictures holds other things, which no card should be shown for. Only the look counts here: no label and no barcode.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance, ImageFilter

from assistant.media.product_matching import SHOWN, SHOWN_PROBABILITY, MatchWeights
from model.photos.picture_encoder import PictureEncoder

PROJECT_FOLDER = Path(__file__).parent.parent
FloatArray = npt.NDArray[np.float32]
ALONE = 0.45  # as `assistant.media.product_matching` takes it where there is one product only


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("photos", type=Path)
    parser.add_argument(
        "--variants", action="store_true", help="also turned, dark, blurred, cropped, covered, JPEG 30"
    )
    given = parser.parse_args()
    encoder = PictureEncoder(PROJECT_FOLDER / "data" / "weights", max_pixels=100_000_000)
    views = {
        folder.name: np.concatenate(
            [encoder.look_around(p.read_bytes()) for p in sorted(folder.glob("*.jpg"))]
        )
        for folder in sorted(given.pictures.iterdir())
        if folder.is_dir()
    }
    counts: dict[str, list[int]] = {}
    seconds: list[float] = []
    for folder in sorted(given.photos.iterdir()):
        for path in sorted(folder.glob("*.jpg")):
            for variant, data in _variants(path.read_bytes(), all_of_them=given.variants):
                began = time.perf_counter()
                embedding = encoder.look(data).embedding
                seconds.append(time.perf_counter() - began)
                _count(counts.setdefault(variant, [0] * 6), folder.name, views, embedding)
    print("variant      photos  top-1  top-3  wrong cards  others  false cards")
    for variant, (photos, first, among, wrong, others, false) in counts.items():
        print(f"{variant:12} {photos:6} {first:6} {among:6} {wrong:12} {others:7} {false:12}")
    print(f"median seconds from photo to embedding: {np.median(seconds):.3f}")


def _count(row: list[int], name: str, views: dict[str, FloatArray], embedding: FloatArray) -> None:
    cosines = {product: float((rows @ embedding).max()) for product, rows in views.items()}
    weights, shown = MatchWeights(), []
    for product, cosine in sorted(cosines.items(), key=lambda pair: -pair[1]):
        next_best = max((c for other, c in cosines.items() if other != product), default=ALONE)
        likely = weights.probability(similarity=cosine, lead=cosine - next_best, label=0.0)
        if likely >= SHOWN_PROBABILITY:
            shown.append(product)
    shown = shown[:SHOWN]
    if name in views:
        row[0] += 1
        row[1] += shown[:1] == [name]
        row[2] += name in shown
        row[3] += bool(shown) and name not in shown
    else:
        row[4] += 1
        row[5] += bool(shown)


def _variants(data: bytes, *, all_of_them: bool) -> Iterator[tuple[str, bytes]]:
    yield "as it is", data
    if not all_of_them:
        return
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = picture.size
    for degrees in (15, 45, 90, 180):
        yield f"turned {degrees}", _write(picture.rotate(degrees, expand=True, fillcolor="gray"))
    yield "dark", _write(ImageEnhance.Brightness(picture).enhance(0.3))
    yield "blurred", _write(picture.filter(ImageFilter.GaussianBlur(min(width, height) / 100)))
    yield "JPEG 30", _write(picture, quality=30)
    yield "cropped", _write(picture.crop((width // 6, height // 6, width * 5 // 6, height * 5 // 6)))
    covered = picture.copy()
    covered.paste("black", (0, 0, width * 2 // 5, height))
    yield "covered 40 %", _write(covered)


def _write(picture: Image.Image, *, quality: int = 90) -> bytes:
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=quality)
    return output.getvalue()


if __name__ == "__main__":
    main()
