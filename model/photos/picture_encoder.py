"""What a photo looks like: an embedding to compare pictures by, and the everyday thing that it most likely shows.

EfficientNet-Lite0 on its verified weights. One photo at a time; the network is loaded with the first one. The same
photo gives the same numbers, whichever thread asks.
"""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

from model.errors import EngineLoadError
from model.photos.photos import decode_photo
from model.weights import ensure_weights
from model.weights_manifest import PICTURE_ENCODER

if TYPE_CHECKING:
    from model.photos.efficientnet_lite import EfficientNetLite

FloatArray = npt.NDArray[np.float32]
NAME = "efficientnet-lite0-centred"
DIMENSION = 1280
SIDE = 224  # pixels
MEAN, SCALE = 127.0, 128.0  # as the network was trained
MIN_LABEL_PROBABILITY = 0.6  # how it was set: docs/products.md
BORDER = (127, 127, 127)  # what the network takes for nothing
MEAN_EMBEDDING = Path(__file__).parent / "picture_mean.npy"
LABELS = Path(__file__).parent / "picture_labels.csv"
TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLabel:
    """An everyday thing that a photo shows, in both languages."""

    english: str
    chinese: str
    probability: float  # 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSight:
    """What a photo looks like.

    Attributes:
        embedding: Unit length, shape `(dimension,)`.
        labels: What it shows, likeliest first; none where that is unsure.
    """

    embedding: FloatArray
    labels: tuple[PictureLabel, ...]


class PictureEncoder:
    """Looks at photos; safe to use from several threads."""

    name = NAME
    dimension = DIMENSION

    def __init__(self, weights_folder: Path, *, max_pixels: int) -> None:
        """Get ready; nothing is loaded yet.

        Args:
            weights_folder: Folder of all weights; the network's are put together there when they are missing.
            max_pixels: Largest width times height of a photo.
        """
        self._weights_folder = weights_folder
        self._max_pixels = max_pixels
        self._lock = threading.Lock()
        self._network: EfficientNetLite | None = None

    def look(self, data: bytes) -> PictureSight:
        """Look at a photo.

        Raises:
            MediaError: It can't be decoded; see `model.photos.photos.decode_photo`.
            WeightsError: The network's weights are missing or damaged.
            EngineLoadError: The weights don't fit the network.
        """
        embeddings, probabilities = self._run([decode_photo(data, max_pixels=self._max_pixels)])
        return PictureSight(embedding=embeddings[0], labels=_name(probabilities[0]))

    def look_around(self, data: bytes) -> FloatArray:
        """Embed a photo upright and in quarter turns: unit length, shape `(4, dimension)`; errors as of `look`.

        A customer may hold a product or a telephone any way, and a product's picture is embedded only once.
        """
        picture = decode_photo(data, max_pixels=self._max_pixels)
        return self._run([picture, *(picture.transpose(turn) for turn in TURNS)])[0]

    def _run(self, pictures: list[Image.Image]) -> tuple[FloatArray, FloatArray]:
        import torch  # takes a second: not before a photo comes

        batch = torch.from_numpy(np.stack([_prepare(picture) for picture in pictures]))
        with self._lock, _one_core(), torch.inference_mode():
            places, logits = self._load()(batch)
        seen = torch.sqrt(torch.mean(places, dim=(2, 3))).numpy()  # (B, dimension)
        return _centre(seen), torch.softmax(logits, dim=1).numpy()

    def _load(self) -> EfficientNetLite:
        if self._network is None:
            import torch

            from model.photos.efficientnet_lite import LITE_0, EfficientNetLite

            folder = ensure_weights(PICTURE_ENCODER, self._weights_folder)
            network = EfficientNetLite(LITE_0)
            try:
                # tensors alone are read, from a file whose hash is right
                state = torch.load(folder / PICTURE_ENCODER.files[0].name, weights_only=True)  # noqa: TID251
                network.load_state_dict(state)
            except Exception as exc:
                msg = f"the picture encoder can't be loaded: {exc}"
                raise EngineLoadError(msg) from exc
            self._network = network.eval()
        return self._network


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep torch to one core: the network is a long row of small steps.

    On a busy machine with two cores, waiting for the second one at every step made a photo take eleven times as long.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _prepare(picture: Image.Image) -> FloatArray:
    """Return a whole picture in a grey square as the network takes it: RGB, -1 to 1, shape `(3, SIDE, SIDE)`."""
    scale = SIDE / max(picture.size)
    width, height = (max(1, round(side * scale)) for side in picture.size)
    square = Image.new("RGB", (SIDE, SIDE), BORDER)
    square.paste(
        picture.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3.0),
        ((SIDE - width) // 2, (SIDE - height) // 2),
    )
    pixels: FloatArray = (np.asarray(square, dtype=np.float32) - MEAN) / SCALE
    return np.ascontiguousarray(pixels.transpose(2, 0, 1))


def _centre(seen: FloatArray) -> FloatArray:
    """Return unit vectors without what all pictures have in common, so that a cosine near 0 is that of any two.

    Square roots keep a few strong channels from deciding alone; docs/products.md says what both are worth.
    """
    return _unit(_unit(seen) - _read_mean())


def _unit(vectors: FloatArray) -> FloatArray:
    unit: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


@cache
def _read_mean() -> FloatArray:
    """Return the mean embedding of 150 photographs and drawings, shape `(dimension,)`."""
    mean: FloatArray = np.load(MEAN_EMBEDDING, allow_pickle=False)
    return mean


def _name(probabilities: FloatArray) -> tuple[PictureLabel, ...]:
    """Name what is likely enough and known; most classes are animals, which no shop sells."""
    summed: dict[tuple[str, str], float] = {}
    for number, names in read_labels().items():  # two classes may be one thing
        summed[names] = summed.get(names, 0.0) + float(probabilities[number])
    likely = sorted(((p, names) for names, p in summed.items() if p >= MIN_LABEL_PROBABILITY), reverse=True)
    return tuple(PictureLabel(english=e, chinese=c, probability=p) for p, (e, c) in likely)


@cache
def read_labels() -> dict[int, tuple[str, str]]:
    """Return the English and the Chinese name of the classes that are named, by their ImageNet number from 0."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return {int(number): (english, chinese) for number, english, chinese in csv.reader(file)}
