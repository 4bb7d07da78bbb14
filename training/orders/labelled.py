"""Labelled sentences: orders to a machine, what looks like one, and what stands in documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.text.sentences import split_sentences

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parents[1]
DOCUMENTS = (
    "knowledge_base/sources/samples/*/*.md",
    "tests/data/library/dev/*.md",
    "tests/data/library/dev2/*.md",
    "tests/data/library/fit/*.md",
)
KIND = "== "  # begins the line that names the kind of the sentences below it
MIN_CHARACTERS, MAX_CHARACTERS = 6, 400  # of a document's sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Sentences with their labels.

    Attributes:
        texts: The sentences.
        is_order: Whether each speaks to a machine, shape `(n,)`.
        is_document: Whether each was taken from a document, and not written to be mistaken, shape `(n,)`.
    """

    texts: tuple[str, ...]
    is_order: npt.NDArray[np.bool_]
    is_document: npt.NDArray[np.bool_]


def read_labelled(split: str, *, with_documents: bool, language: str = "*") -> Labelled:
    """Read the sentences of `training` or `held_out`, and on request those of documents."""
    orders = [
        text
        for path in sorted((FOLDER / split).glob(f"orders.{language}.txt"))
        for text in read_sentences(path)
    ]
    plain = [
        text
        for path in sorted((FOLDER / split).glob(f"plain.{language}.txt"))
        for text in read_sentences(path)
    ]
    documents = sorted(set(_document_sentences())) if with_documents else []
    kinds = np.repeat([0, 1, 2], [len(orders), len(plain), len(documents)])
    return Labelled(texts=(*orders, *plain, *documents), is_order=kinds == 0, is_document=kinds == 2)


def read_sentences(path: Path) -> Iterator[str]:
    """Yield a file's sentences, without the lines that name their kind."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(KIND):
            yield line


def _document_sentences() -> Iterator[str]:
    for pattern in DOCUMENTS:
        for path in sorted(PROJECT.glob(pattern)):
            for sentence in split_sentences(path.read_text(encoding="utf-8")):
                if MIN_CHARACTERS <= len(sentence.text) < MAX_CHARACTERS:
                    yield sentence.text
