"""The picture encoder as the knowledge base needs it: product pictures are written again small, and looked at."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import PictureUnreadableError
from knowledge_base.picture_values import CleanPicture
from model.errors import MediaError, ModelError
from model.photos.photos import decode_photo
from model.photos.picture_encoder import DIMENSION, NAME, PictureEncoder

FloatArray = npt.NDArray[np.float32]
LONGEST_SIDE = 1024  # pixels; a card shows a quarter of it
JPEG_QUALITY = 88


class ProductEye:
    """Looks at product pictures for the knowledge base."""

    name = NAME
    dimension = DIMENSION

    def __init__(self, encoder: PictureEncoder, *, max_bytes: int, max_pixels: int) -> None:
        """Look with an encoder.

        Args:
            encoder: The encoder.
            max_bytes: Largest file that is taken.
            max_pixels: Largest width times height that is taken.
        """
        self._encoder = encoder
        self._max_bytes = max_bytes
        self._max_pixels = max_pixels

    def clean(self, data: bytes) -> CleanPicture:
        """Write a picture again, without camera data and no larger than a page shows it.

        Raises:
            PictureUnreadableError: No picture, damaged or too large; nothing of it is kept.
        """
        if len(data) > self._max_bytes:
            msg = f"the picture has {len(data)} bytes"
            raise PictureUnreadableError(msg, limit_megabytes=self._max_bytes // 1_000_000)
        try:
            picture = decode_photo(data, max_pixels=self._max_pixels)
        except MediaError as exc:
            raise PictureUnreadableError(str(exc), **exc.params) from exc
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=3.0)
        output = io.BytesIO()
        picture.save(output, "JPEG", quality=JPEG_QUALITY)
        return CleanPicture(
            data=output.getvalue(), mime_type="image/jpeg", width=picture.width, height=picture.height
        )

    def embed_views(self, data: bytes) -> FloatArray:
        """Embed a picture upright and in quarter turns: unit length, shape `(4, dimension)`.

        Raises:
            PictureUnreadableError: It can't be decoded, or the network can't be loaded.
        """
        try:
            return self._encoder.look_around(data)
        except ModelError as exc:
            msg = f"the picture can't be looked at: {exc}"
            raise PictureUnreadableError(msg) from exc
