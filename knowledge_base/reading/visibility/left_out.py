"""What of a document no reader sees, counted by kind: it is left out, and the admin is told."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from knowledge_base.passages import DocumentWarning


class Unseen(StrEnum):
    """Why a reader does not see a text; the value is the code of the document's warning."""

    HIDDEN = "left_out_hidden"  # switched off by the program that shows it
    COLOURLESS = "left_out_colourless"  # as white as the paper behind it
    TINY = "left_out_tiny"
    OFF_PAGE = "left_out_off_page"
    ASLANT = "left_out_aslant"  # written across the page, as watermarks are
    COVERED = "left_out_covered"  # something opaque lies over it
    STRUCK = (
        "left_out_struck"  # seen, but no longer valid: struck through, or deleted with the changes tracked
    )
    COLUMNS = "left_out_columns"
    ROWS = "left_out_rows"
    SHEETS = "left_out_sheets"
    SLIDES = "left_out_slides"
    COMMENTS = "left_out_comments"  # beside the text, for those who wrote it
    READINGS = "left_out_readings"  # small letters above words, that say how these are spoken
    CHARACTERS = "left_out_characters"  # characters that draw nothing, many enough to spell something


class LeftOut:
    """Counts what is left out of one document."""

    def __init__(self) -> None:
        self._counts = Counter[Unseen]()

    def add(self, kind: Unseen, count: int = 1) -> None:
        """Note that so many passages of a kind were left out."""
        self._counts[kind] += count

    @property
    def warnings(self) -> tuple[DocumentWarning, ...]:
        """A warning for each kind, in the order of `Unseen`."""
        counts = ((kind, self._counts[kind]) for kind in Unseen)
        return tuple(DocumentWarning(code=kind.value, count=count) for kind, count in counts if count)
