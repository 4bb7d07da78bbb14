"""The sample documents that come with Docent; a folder of theirs names a collection."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from knowledge_base.errors import DocumentDuplicateError
from knowledge_base.passages import DocumentId, DocumentProperties, DocumentSummary
from knowledge_base.pictures.product_pictures import ProductPictures
from knowledge_base.sources.sample_pictures import add_sample_pictures


class SampledKnowledge(Protocol):
    """The knowledge base as the samples need it."""

    pictures: ProductPictures

    def add_document(
        self, name: str, data: bytes, properties: DocumentProperties | None = None, *, is_sample: bool = False
    ) -> DocumentId:
        """Take a document."""


def add_missing_samples(
    knowledge: SampledKnowledge, folder: Path, list_documents: Callable[[], Sequence[DocumentSummary]]
) -> int:
    """Add the sample documents that are not there, under their own or another name, and their pictures.

    Returns:
        How many documents were added.
    """
    added = 0
    for name, collection, data in missing_samples(folder, {d.name for d in list_documents()}):
        with suppress(DocumentDuplicateError):
            knowledge.add_document(name, data, DocumentProperties(collection=collection), is_sample=True)
            added += 1
    add_sample_pictures(knowledge.pictures, list_documents())
    return added


def missing_samples(folder: Path, present: Collection[str]) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, collection and bytes of the samples whose names are not present."""
    for path in sorted(folder.glob("*/*")):
        if path.name not in present:
            yield path.name, path.parent.name, path.read_bytes()
