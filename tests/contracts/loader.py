"""What the loader of every format must do. A test class gives the fixture `sample`: a small whole file."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from knowledge_base.errors import (
    DocumentEmptyError,
    DocumentError,
    DocumentTooLargeError,
    DocumentTypeError,
    DocumentUnreadableError,
)
from knowledge_base.reading.loaders.formats import check_document, sniff_format
from knowledge_base.reading.loaders.process import load_document


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFile:
    """A small file of a format.

    Attributes:
        name: Its suffix names the format.
        data: The file.
        text: What a reader sees in it; empty where the format's text is recognised later.
        damaged: The file with a fault that its loader must notice; None where any text is a file of the format.
        foreign: A file of another kind under the same name.
        spoilt: What is said of the damaged file.
    """

    name: str
    data: bytes
    text: str
    damaged: bytes | None
    foreign: bytes
    spoilt: type[DocumentError] = DocumentUnreadableError


class LoaderContract:
    """Reads files of one format, and says what is wrong with others."""

    @pytest.fixture
    def sample(self) -> SampleFile:
        raise NotImplementedError

    def test_a_small_file_becomes_blocks_with_its_text(self, sample: SampleFile) -> None:
        loaded = load_document(sniff_format(sample.name, sample.data), sample.data)
        assert sample.text in "\n".join(block.text for block in loaded.blocks)
        assert loaded.blocks or loaded.picture_pages

    def test_no_bytes_are_an_empty_document(self, sample: SampleFile) -> None:
        with pytest.raises(DocumentEmptyError):
            check_document(sample.name, b"", max_bytes=len(sample.data))

    def test_a_damaged_file_is_refused(self, sample: SampleFile) -> None:
        if sample.damaged is None:
            assert load_document(sniff_format(sample.name, b"}{"), b"}{").blocks  # any text is a file of it
            return
        with pytest.raises(sample.spoilt):
            load_document(sniff_format(sample.name, sample.damaged), sample.damaged)

    def test_a_file_of_another_kind_is_refused(self, sample: SampleFile) -> None:
        with pytest.raises(DocumentTypeError):
            check_document(sample.name, sample.foreign, max_bytes=len(sample.foreign))

    def test_a_file_over_the_limit_is_refused_and_one_at_it_is_not(self, sample: SampleFile) -> None:
        check_document(sample.name, sample.data, max_bytes=len(sample.data))
        with pytest.raises(DocumentTooLargeError):
            check_document(sample.name, sample.data, max_bytes=len(sample.data) - 1)
