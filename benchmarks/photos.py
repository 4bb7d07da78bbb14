"""How well photos are read, beside the recognition engine alone: character error rate and seconds.

    python -m benchmarks.photos --out rows.jsonl            # measure; goes on where it stopped
    python -m benchmarks.photos --out rows.jsonl --report   # the tables of docs/photos.md

"Alone" is rapidocr with its defaults on the same photo, its lines put in reading order by their outer boxes.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import random
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.edit_distance import count_edits
from benchmarks.photo_samples import VARIANTS, encode, load_real, render_prints, vary
from model.photos.photo_reader import PhotoReader
from model.photos.reading_order import TextLine, arrange_rows

LONGEST_SIDE = 2000
MIN_CONFIDENCE = 0.6


def error_rate(read: str, truth: str) -> float:
    """Return the edits per character of the truth, without spaces and the bars between cells; at most 1."""
    given, wanted = _bare(read), _bare(truth)
    return min(1.0, count_edits(wanted, given) / max(len(wanted), 1))


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if not char.isspace() and char != "|").casefold()


class BareEngine:
    """The recognition engine with its defaults."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._engine: Any = RapidOCR(params={"Global.log_level": "critical"})

    def read(self, data: bytes) -> str:
        """Read a photo."""
        picture: Image.Image = Image.open(io.BytesIO(data))
        scale = max(max(picture.size) / LONGEST_SIDE, 1)
        picture = picture.resize((round(picture.width / scale), round(picture.height / scale)))
        found = self._engine(np.asarray(picture)[:, :, ::-1])
        if found.txts is None:
            return ""
        lines = []
        for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True):
            (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
            if score >= MIN_CONFIDENCE:
                lines.append(TextLine(text=text, box=(left, top, right, bottom), confidence=score))
        return "\n".join(" ".join(line.text for line in row) for row in arrange_rows(lines))


def measure(done: set[tuple[str, str]], limit_seconds: float) -> Iterator[dict[str, Any]]:
    bare, ours = BareEngine(), PhotoReader(max_pixels=50_000_000)
    warm = encode(next(iter(render_prints())).picture)
    bare.read(warm)
    ours.read(warm)
    end = time.monotonic() + limit_seconds
    samples = list(chain(render_prints(), load_real()))
    order = [(sample, variant) for sample in samples for variant in VARIANTS]
    random.Random(3).shuffle(order)  # noqa: S311  # what is measured in part is a fair part
    for sample, variant in order:
        if (sample.name, variant) in done:
            continue
        if time.monotonic() > end:
            return
        picture = vary(sample.picture, variant)
        data = encode(picture)
        started = time.monotonic()
        alone = bare.read(data)
        between = time.monotonic()
        text = ours.read(data).text
        yield {
            "name": sample.name,
            "kind": sample.kind,
            "variant": variant,
            "alone": error_rate(alone, sample.text),
            "docent": error_rate(text, sample.text),
            "alone_seconds": between - started,
            "docent_seconds": time.monotonic() - between,
        }


def report(rows: list[dict[str, Any]]) -> None:
    for group, title in (("variant", "Photo"), ("name", "Content")):
        print(f"\n| {title} | CER, engine alone | CER, Docent | seconds, engine alone | seconds, Docent |")
        print("|---|---|---|---|---|")
        grouped = defaultdict(list)
        for row in rows:
            grouped[row[group]].append(row)
        for name, some in grouped.items():
            cells = [f"{100 * mean(row[key] for row in some):.1f} %" for key in ("alone", "docent")]
            times = [f"{median(row[key] for row in some):.2f}" for key in ("alone_seconds", "docent_seconds")]
            print(f"| {name} | {' | '.join([*cells, *times])} |")
    whole = [f"{100 * mean(row[key] for row in rows):.1f} %" for key in ("alone", "docent")]
    plain = [row for row in rows if row["variant"] == "as it is"]
    ratio = sum(row["docent_seconds"] for row in plain) / sum(row["alone_seconds"] for row in plain)
    print(f"\nAll {len(rows)}: {whole[0]} → {whole[1]}; a photo as it is takes {ratio:.2f} times as long.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--limit-seconds", type=float, default=1e9)
    arguments = parser.parse_args()
    path: Path = arguments.out
    rows = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )
    if arguments.report:
        report(rows)
        return
    with path.open("a", encoding="utf-8") as file:
        for row in measure({(row["name"], row["variant"]) for row in rows}, arguments.limit_seconds):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
