"""PowerPoint presentations → blocks: a slide is a page, its title a heading."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn

from knowledge_base.errors import DocumentUnreadableError
from knowledge_base.reading.loaders.blocks import Block, BlockKind, LoadedDocument
from knowledge_base.reading.loaders.packages import DAMAGED, open_package
from knowledge_base.reading.loaders.tables import render_table

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
        title = str(presentation.core_properties.title or "").strip()
        blocks = [
            block for number, slide in enumerate(slides, start=1) for block in _read_slide(slide, number)
        ]
    except (*DAMAGED, PythonPptxError, AttributeError, TypeError, IndexError) as exc:
        msg = f"the presentation is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    first_title = next((block.heading_path[0] for block in blocks if block.heading_path), "")
    is_default = title in {"PowerPoint Presentation", "PowerPoint 演示文稿"}
    return LoadedDocument(title=first_title if is_default or not title else title, blocks=tuple(blocks))


def _read_slide(slide: Any, number: int) -> Iterator[Block]:
    if slide._element.get("show") == "0":  # hidden
        return
    title_shape = slide.shapes.title
    title = " ".join(title_shape.text_frame.text.split()) if title_shape is not None else ""
    path = (title,) if title else ()
    blocks = [
        replace(block, heading_path=path, page=number)
        for shape in _in_reading_order(slide.shapes)
        if title_shape is None or shape.shape_id != title_shape.shape_id
        for block in _read_shape(shape, 0)
    ]
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.replace("\v", "\n").strip()
        blocks += [Block(text=notes, heading_path=path, page=number)] if notes else []
    if title and not any(block.text for block in blocks):  # a picture may hold no text
        blocks = [Block(text=title, heading_path=path, page=number), *blocks]
    yield from blocks


def _in_reading_order(shapes: Iterable[Any]) -> list[Any]:
    """Order shapes top to bottom, and those beside each other left to right."""
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // ROW_HEIGHT, shape.left or 0))


def _read_shape(shape: Any, depth: int) -> Iterator[Block]:
    if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
        if depth < MAX_GROUP_DEPTH:
            for inner in _in_reading_order(shape.shapes):
                yield from _read_shape(inner, depth + 1)
    elif getattr(shape, "has_table", False):
        rows = [[_cell_text(cell) for cell in row.cells] for row in shape.table.rows]
        header_rows = 1 if shape.table.first_row or len(rows) > 1 else 0
        yield from (
            Block(text=line, kind=BlockKind.ROW) for line in render_table(rows, header_rows=header_rows)
        )
    else:
        if shape.has_text_frame:
            yield from _read_paragraphs(shape.text_frame)
        elif getattr(shape, "has_chart", False) and shape.chart.has_title:
            yield Block(text=shape.chart.chart_title.text_frame.text.strip())
        yield from _read_pictures(shape)


def _read_pictures(shape: Any) -> Iterator[Block]:
    """Name the picture that a shape is or is filled with, and the one that stands for an embedded object."""
    for blip in shape._element.iter(qn("a:blip")):
        relation = shape.part.rels.get(blip.get(qn("r:embed")) or "")
        if relation is not None and not relation.is_external:
            name = str(relation.target_part.partname).lstrip("/")
            yield Block(text="", kind=BlockKind.PICTURE, picture=name)


def _cell_text(cell: Any) -> str:
    return " ".join(cell.text_frame.text.split())


def _read_paragraphs(frame: Any) -> Iterator[Block]:
    """Take paragraphs of a body as list items, which they are on most slides."""
    paragraphs = [paragraph for paragraph in frame.paragraphs if paragraph.text.strip()]
    for index, paragraph in enumerate(paragraphs):
        text = " ".join(paragraph.text.replace("\v", " ").split())
        is_lead_in = index == 0 or text.endswith((":", "："))
        yield Block(text=text, kind=BlockKind.TEXT if is_lead_in else BlockKind.ITEM)
