"""Text that stands at a right angle to the rest of a PDF page: in a table it belongs to its cell.

Narrow columns often have names that run upwards. All other turned text is read as a page of its own.
"""

from __future__ import annotations

from dataclasses import replace

from knowledge_base.reading.loaders.pdf.page_content import PdfPageContent, Piece, TurnedText
from knowledge_base.reading.loaders.pdf.ruled_tables import PdfTable, find_ruled_tables


def put_turned_headings(page: PdfPageContent) -> PdfPageContent:
    """Return the page with the turned text of its tables among the rest."""
    if not page.turned:
        return page
    tables, _ = find_ruled_tables(page.pieces, page.horizontal, page.vertical)
    moved: list[Piece] = []
    kept: list[TurnedText] = []
    for turned in page.turned:
        is_inside = [_is_in_a(tables, piece) for piece in turned.upright]
        moved += [piece for piece, inside in zip(turned.upright, is_inside, strict=True) if inside]
        rest = [
            pair
            for pair, inside in zip(
                zip(turned.content.pieces, turned.upright, strict=True), is_inside, strict=True
            )
            if not inside
        ]
        if rest:
            content = replace(turned.content, pieces=tuple(piece for piece, _ in rest))
            kept.append(TurnedText(content=content, upright=tuple(piece for _, piece in rest)))
    return replace(page, pieces=(*page.pieces, *moved), turned=tuple(kept))


def _is_in_a(tables: list[PdfTable], piece: Piece) -> bool:
    return any(
        table.left <= piece.left and piece.right <= table.right and table.bottom <= piece.y <= table.top
        for table in tables
    )
