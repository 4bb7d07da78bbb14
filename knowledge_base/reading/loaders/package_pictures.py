"""Pictures inside Word, PowerPoint and EPUB files → pictures that can be recognised."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge_base.errors import DocumentError
from knowledge_base.reading.loaders.packages import DAMAGED, open_package
from knowledge_base.reading.loaders.picture_loader import render_frames

MIN_SIDE = 48  # pixels; a smaller picture is a symbol
MAX_PICTURE_BYTES = 50_000_000


def render_pictures(data: bytes, names: Sequence[str]) -> list[bytes | None]:
    """Decode entries of a package as JPEG; see `process.render_pictures`."""
    with open_package(data) as archive:
        pictures: list[bytes | None] = []
        for name in names:
            try:
                if archive.getinfo(name).file_size > MAX_PICTURE_BYTES:
                    pictures.append(None)
                    continue
                (picture,) = render_frames(archive.read(name), [1], min_side=MIN_SIDE)
            except (DocumentError, *DAMAGED):
                pictures.append(
                    None
                )  # drawn by lines (EMF, SVG), damaged or too large; the document has its text
            else:
                pictures.append(picture)
        return pictures
