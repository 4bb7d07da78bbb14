"""The values of product pictures, and what is asked of whatever looks at them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import PictureDetailsError
from knowledge_base.passages import DocumentId

FloatArray = npt.NDArray[np.float32]
PictureId = NewType("PictureId", int)

PRODUCT_CHARACTERS = 120
CAPTION_CHARACTERS = 300
BARCODE_CHARACTERS = 80
MAX_BARCODES = 20
GTIN_DIGITS = 14  # https://www.gs1.org/standards/id-keys/gtin: shorter ones are filled with zeros on the left


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPicture:
    """A picture written again: upright, one frame, without camera data, of a size that a page can show."""

    data: bytes
    mime_type: str
    width: int  # pixels
    height: int


class PictureEye(Protocol):
    """Looks at pictures."""

    @property
    def name(self) -> str:
        """Names the network and its weights: embeddings of another name can't be compared."""

    @property
    def dimension(self) -> int:
        """Numbers of an embedding."""

    def clean(self, data: bytes) -> CleanPicture:
        """Write a picture again; PictureUnreadableError where it is none, is damaged or too large."""

    def embed_views(self, data: bytes) -> FloatArray:
        """Embed a picture of a product in several views: unit length, shape `(views, dimension)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDetails:
    """What an admin says of a picture; made by `make_picture_details`.

    Attributes:
        product: What the product is called; empty: as the document.
        caption: What the picture shows, for those who can't see it; empty: the product's name.
        barcodes: Contents of the product's barcodes, as `normalise_barcode` gives them.
    """

    product: str = ""
    caption: str = ""
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPicture:
    """A picture of a product as it is kept, without its bytes."""

    id: PictureId
    document_id: DocumentId  # of the version in use
    document_title: str
    collection: str
    product: str  # never empty
    caption: str  # never empty
    details: PictureDetails  # as they were given
    mime_type: str
    width: int  # pixels
    height: int
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMatch:
    """A picture that looks like a photo."""

    picture: ProductPicture
    similarity: float  # cosine, -1 to 1


def make_picture_details(
    *, product: str = "", caption: str = "", barcodes: Iterable[str] = ()
) -> PictureDetails:
    """Tidy what was typed.

    Raises:
        PictureDetailsError: Something is too long, or there are too many barcodes.
    """
    codes = tuple(dict.fromkeys(filter(None, (normalise_barcode(code) for code in barcodes))))
    details = PictureDetails(product=_line(product), caption=_line(caption), barcodes=codes)
    limits = [
        (details.product, PRODUCT_CHARACTERS),
        (details.caption, CAPTION_CHARACTERS),
        *((code, BARCODE_CHARACTERS) for code in codes),
    ]
    for text, limit in limits:
        if len(text) > limit:
            msg = f"{text[:20]!r}… has {len(text)} characters, the limit is {limit}"
            raise PictureDetailsError(msg, limit=limit)
    if len(codes) > MAX_BARCODES:
        msg = f"{len(codes)} barcodes, the limit is {MAX_BARCODES}"
        raise PictureDetailsError(msg, limit=MAX_BARCODES)
    return details


def normalise_barcode(text: str) -> str:
    """Return a barcode's content as it is compared: a trade number in its long form, anything else without spaces."""
    compact = "".join(text.split())
    digits = compact.replace("-", "")
    if digits.isascii() and digits.isdigit() and 8 <= len(digits) <= GTIN_DIGITS:
        return digits.zfill(GTIN_DIGITS)
    return compact


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
