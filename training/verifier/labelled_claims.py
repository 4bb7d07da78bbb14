"""Claims with labels, beside the passages that a reply would have been given.

The evidence of a labelled claim is a piece of a document as its author copied it. Here the document is read as the
knowledge base reads it, so that a row comes with the names of its columns and a sentence with what stands around it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.reading.reading import read_document
from knowledge_base.text.statements import Statement, split_statements

SUPPORTED, CONTRADICTED, NOT_SAID = "supported", "contradicted", "not_said"
LABELS = (SUPPORTED, CONTRADICTED, NOT_SAID)
EVIDENCE_MARK = " … "  # between pieces of a document


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClaim:
    """A claim and what its document makes of it.

    Attributes:
        id: Names it.
        group: Claims of one group share their evidence, so they must not be parted for choosing and measuring.
        claim: The sentence.
        label: One of `LABELS`.
        statements: The sentences and rows that the author meant; never empty.
        passages: Where these stand, whole.
    """

    id: str
    group: str
    claim: str
    label: str
    statements: tuple[Statement, ...]
    passages: tuple[Passage, ...]


def read_labelled_claims(folder: Path) -> list[LabelledClaim]:
    """Read `claims.jsonl` of a folder of documents; see tests/data/answers/README.md.

    Raises:
        LookupError: A piece of evidence stands nowhere in the passages of its document.
    """
    lines = (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    return [_read_claim(json.loads(line), folder) for line in lines]


def _read_claim(row: dict[str, str], folder: Path) -> LabelledClaim:
    passages = read_passages(folder / row["document"])
    pieces = row["evidence"].split(EVIDENCE_MARK)
    statements = tuple(dict.fromkeys(s for piece in pieces for s in find_statements(piece, passages)))
    return LabelledClaim(
        id=row["id"],
        group=f"{row['document']} {row['evidence']}",
        claim=row["claim"],
        label=row["label"],
        statements=statements,
        passages=tuple(dict.fromkeys(s.passage for s in statements)),
    )


@cache
def read_passages(path: Path) -> tuple[Passage, ...]:
    """Read a document into passages as the knowledge base does."""
    read = read_document(path.name, path.read_bytes())
    return tuple(
        Passage(
            id=PassageId(number),
            document_id=DocumentId(path.name),
            document_title=read.title,
            heading_path=chunk.heading_path,
            page=chunk.page,
            ordinal=number,
            text=chunk.text,
        )
        for number, chunk in enumerate(read.chunks)
    )


def find_statements(piece: str, passages: tuple[Passage, ...]) -> list[Statement]:
    """Return the statements that hold a piece of a document, or that lie in it.

    Raises:
        LookupError: There is none.
    """
    statements = [statement for passage in passages for statement in split_statements(passage)]
    found = list(_matching(piece, statements))
    if not found:
        msg = f"no passage holds {piece!r}"
        raise LookupError(msg)
    return found


def _matching(piece: str, statements: list[Statement]) -> Iterator[Statement]:
    flat = _flatten(piece)
    for statement in statements:
        if statement.is_row:
            values = _flatten("".join(value for _, value in statement.cells))
            if flat in values or values in flat:
                yield statement
        elif (text := _flatten(statement.text)) and (flat in text or text in flat):
            yield statement


def _flatten(text: str) -> str:
    plain = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"[\s|,;\"“”*。.]+", "", plain).casefold()
