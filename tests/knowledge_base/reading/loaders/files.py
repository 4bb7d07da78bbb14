"""The committed documents, and how tests read them."""

from collections.abc import Iterable

from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.formats import sniff_format
from knowledge_base.reading.loaders.process import load_document
from tests.conftest import PROJECT_FOLDER

FOLDER = PROJECT_FOLDER / "tests" / "data" / "documents"


def read_file(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def load(name: str, data: bytes | None = None) -> LoadedDocument:
    content = read_file(name) if data is None else data
    return load_document(sniff_format(name, content), content)


def texts(loaded: LoadedDocument) -> list[str]:
    return [block.text for block in loaded.blocks]


def under(loaded: LoadedDocument, heading: str) -> list[str]:
    """The texts whose innermost heading it is."""
    return [block.text for block in loaded.blocks if block.heading_path[-1:] == (heading,)]


def contains(found: Iterable[str], part: str) -> bool:
    return any(part in text for text in found)
