"""The rows of a sheet → blocks: tables row by row, questions with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge_base.reading.loaders.blocks import Block, BlockKind
from knowledge_base.reading.loaders.questions import ANSWER_NAMES, QUESTION_NAMES, name_key
from knowledge_base.reading.loaders.tables import ReadTable, Row, read_sheet, render_row
from knowledge_base.reading.loaders.web.markup_values import read_markup
from knowledge_base.reading.visibility.left_out import LeftOut

MAX_CAPTION_CHARACTERS = 100


def to_blocks(rows: Sequence[Row], path: tuple[str, ...], left_out: LeftOut) -> Iterator[Block]:
    """Write a sheet's tables under its headings; a short caption of a table becomes a heading.

    Args:
        rows: The cells; HTML in them is read as a page is.
        path: The headings.
        left_out: Counts what no reader sees.
    """
    for table in read_sheet([[read_markup(cell, left_out) for cell in row] for row in rows]):
        caption = table.caption.strip()
        is_heading = 0 < len(caption) <= MAX_CAPTION_CHARACTERS
        table_path = (*path, caption) if is_heading else path
        if caption and not is_heading:
            yield Block(text=caption, heading_path=path)
        columns = _find_question_columns(table)
        if columns is None:
            yield from (
                Block(text=line, heading_path=table_path, kind=BlockKind.ROW) for line in table.lines()
            )
        else:
            yield from _pair_blocks(table, columns, table_path)


def _find_question_columns(table: ReadTable) -> tuple[int, int] | None:
    keys = [name_key(name) for name in table.header]
    questions = [index for index, key in enumerate(keys) if key in QUESTION_NAMES]
    answers = [index for index, key in enumerate(keys) if key in ANSWER_NAMES]
    return (questions[0], answers[0]) if questions and answers else None


def _pair_blocks(table: ReadTable, columns: tuple[int, int], path: tuple[str, ...]) -> Iterator[Block]:
    question_column, answer_column = columns
    for row in table.rows:
        cells = [*row, *[""] * (len(table.header) - len(row))]
        question = " ".join(cells[question_column].split())
        answer = cells[answer_column].strip()
        rest = ["" if index in columns else cell for index, cell in enumerate(cells)]
        text = "\n".join(part for part in (answer, render_row(table.header, rest)) if part)
        if text:
            yield Block(
                text=text, heading_path=(*path, question) if question else path, kind=BlockKind.ANSWER
            )
