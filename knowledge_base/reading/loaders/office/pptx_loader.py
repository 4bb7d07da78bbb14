"""PowerPoint presentations → blocks: a slide is a page, its title a heading."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn

from knowledge_base.errors import DocumentUnreadableError
from knowledge_base.reading.loaders.blocks import Block, BlockKind, LoadedDocument
from knowledge_base.reading.loaders.office.drawn_parts import count_comments, read_drawn_parts
from knowledge_base.reading.loaders.office.slide_markup import write_plainly
from knowledge_base.reading.loaders.packages import DAMAGED, open_package
from knowledge_base.reading.loaders.tables import render_table
from knowledge_base.reading.loaders.titles import clean_title
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.slide_visibility import SlideVisibility
from knowledge_base.text.languages import is_chinese

NOTES = {"en": "Speaker notes", "zh": "演讲者备注"}  # what is spoken to a slide, not shown on it
MAX_GROUP_DEPTH = 20
ROW_HEIGHT = 360_000  # EMU, a centimetre: shapes whose tops differ by less stand side by side


def load_pptx(data: bytes) -> LoadedDocument:
    """Read a presentation: titles, text, tables, where pictures stand, and what the speaker noted.

    Raises:
        DocumentEncryptedError: It needs a password.
        DocumentTooLargeError: It unpacks to more than a document may.
        DocumentUnreadableError: Damaged.
    """
    open_package(data).close()
    try:
        presentation = Presentation(io.BytesIO(data))
        slides = list(presentation.slides)
        title = clean_title(str(presentation.core_properties.title or ""))
        left_out = LeftOut()
        size = (int(presentation.slide_width or 0), int(presentation.slide_height or 0))
        blocks = [
            block
            for number, slide in enumerate(slides, start=1)
            for block in _read_slide(slide, number, SlideVisibility(slide, *size, left_out), left_out)
        ]
    except (*DAMAGED, PythonPptxError, AttributeError, TypeError, IndexError) as exc:
        msg = f"the presentation is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    first_title = next((block.heading_path[0] for block in blocks if block.heading_path), "")
    return LoadedDocument(title=title or first_title, blocks=tuple(blocks), warnings=left_out.warnings)


def _read_slide(slide: Any, number: int, visibility: SlideVisibility, left_out: LeftOut) -> Iterator[Block]:
    if slide._element.get("show") == "0":
        left_out.add(Unseen.SLIDES)
        return
    write_plainly(slide._element)
    left_out.add(Unseen.COMMENTS, count_comments(slide.part))
    title_shape = slide.shapes.title
    title = _read_title(title_shape, visibility)
    path = (title,) if title else ()
    blocks = [
        replace(block, heading_path=path, page=number)
        for shape in _in_reading_order(slide.shapes)
        if (title_shape is None or shape.shape_id != title_shape.shape_id) and visibility.is_seen(shape)
        for block in _read_shape(shape, 0, visibility)
    ]
    if notes := _read_notes(slide):
        spoken = (*path, NOTES["zh" if is_chinese(notes) else "en"])
        blocks.append(Block(text=notes, heading_path=spoken, page=number))
    if title and not any(block.text for block in blocks):  # a picture may hold no text
        blocks = [Block(text=title, heading_path=path, page=number), *blocks]
    yield from blocks


def _read_notes(slide: Any) -> str:
    """Return what the speaker says to a slide; empty where it has no notes."""
    if not slide.has_notes_slide or slide.notes_slide.notes_text_frame is None:
        return ""
    return str(slide.notes_slide.notes_text_frame.text).replace("\v", "\n").strip()


def _read_title(shape: Any | None, visibility: SlideVisibility) -> str:
    if shape is None or not visibility.is_seen(shape):
        return ""
    lines = (visibility.read(shape, paragraph._p) for paragraph in shape.text_frame.paragraphs)
    return " ".join(" ".join(lines).split())


def _in_reading_order(shapes: Iterable[Any]) -> list[Any]:
    """Order shapes top to bottom, and those beside each other left to right."""
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // ROW_HEIGHT, shape.left or 0))


def _read_shape(shape: Any, depth: int, visibility: SlideVisibility) -> Iterator[Block]:
    if shape._element.tag == qn("p:grpSp"):  # the type of a plain shape without a form raises an error
        if depth < MAX_GROUP_DEPTH:
            for inner in _in_reading_order(shape.shapes):
                if visibility.is_seen(inner, is_in_group=True):
                    yield from _read_shape(inner, depth + 1, visibility)
    elif getattr(shape, "has_table", False):
        rows = [[_cell_text(shape, cell, visibility) for cell in row.cells] for row in shape.table.rows]
        header_rows = 1 if shape.table.first_row or len(rows) > 1 else 0
        yield from (
            Block(text=line, kind=BlockKind.ROW) for line in render_table(rows, header_rows=header_rows)
        )
    else:
        if shape.has_text_frame:
            yield from _read_paragraphs(shape, visibility)
        yield from read_drawn_parts(shape._element, shape.part)
        yield from _read_pictures(shape)


def _read_pictures(shape: Any) -> Iterator[Block]:
    """Name the picture that a shape is or is filled with, and the one that stands for an embedded object."""
    for blip in shape._element.iter(qn("a:blip")):
        relation = shape.part.rels.get(blip.get(qn("r:embed")) or "")
        if relation is not None and not relation.is_external:
            name = str(relation.target_part.partname).lstrip("/")
            yield Block(text="", kind=BlockKind.PICTURE, picture=name)


def _cell_text(shape: Any, cell: Any, visibility: SlideVisibility) -> str:
    lines = (visibility.read(shape, paragraph._p) for paragraph in cell.text_frame.paragraphs)
    return " ".join(" ".join(lines).split())


def _read_paragraphs(shape: Any, visibility: SlideVisibility) -> Iterator[Block]:
    """Take paragraphs of a body as list items, which they are on most slides."""
    read = (visibility.read(shape, paragraph._p) for paragraph in shape.text_frame.paragraphs)
    for index, text in enumerate(filter(None, (" ".join(one.replace("\v", " ").split()) for one in read))):
        is_lead_in = index == 0 or text.endswith((":", "："))
        yield Block(text=text, kind=BlockKind.TEXT if is_lead_in else BlockKind.ITEM)
