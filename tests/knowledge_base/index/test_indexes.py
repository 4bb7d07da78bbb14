"""Both indexes follow the database: what is missing is added, what is gone goes, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.index.indexes import Indexes
from knowledge_base.index.vector_index import IndexSizes
from knowledge_base.knowledge import MIGRATIONS
from knowledge_base.passages import DocumentId, DocumentProperties
from knowledge_base.reading.chunking import Chunk
from knowledge_base.store.database import create_database_engine, upgrade_database
from knowledge_base.store.document_store import DocumentStore
from knowledge_base.store.passage_rows import PassageRows
from knowledge_base.store.store import Change, KnowledgeStore

DIMENSION = 16
SMALL = IndexSizes(exact_passages=100)


def embed(text: str) -> np.ndarray:
    seed = int.from_bytes(sha256(text.encode()).digest()[:4])
    values = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    return values / np.linalg.norm(values)


class Library:
    """A database of documents, and the indexes over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "index"
        self.engine = create_database_engine(f"sqlite:///{folder / 'knowledge.sqlite3'}")
        upgrade_database(self.engine, MIGRATIONS)
        self.documents = DocumentStore(self.engine)
        self.store = KnowledgeStore(self.engine, "e5")
        self.rows = PassageRows(self.engine, "e5")
        self._opened: list[Indexes] = []

    def add(self, name: str, passages: int) -> tuple[DocumentId, Change]:
        document_id = self.documents.add(name, name.encode(), DocumentProperties())
        texts = [f"{name} part{number} shared" for number in range(passages)]
        chunks = [Chunk(text=text, heading_path=(), page=None) for text in texts]
        embeddings = np.stack([embed(text) for text in texts])
        return document_id, self.store.replace_passages(document_id, name, chunks, {"e5": embeddings})

    def open(self, *, added_at_once: int = 1000, is_done: bool = True) -> Indexes:
        indexes = Indexes(
            self.folder, DIMENSION, self.rows, sizes=SMALL, added_at_once=added_at_once, encoder_name="e5"
        )
        self._opened.append(indexes)
        if is_done:
            assert indexes.wait_until_built(60)
        return indexes

    def close(self) -> None:
        for indexes in self._opened:
            indexes.close()
        self.engine.dispose()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path)
    yield library
    library.close()


def assert_complete(indexes: Indexes, library: Library) -> None:
    ids = library.rows.list_passage_ids()
    assert indexes.words.ids().tolist() == ids.tolist()
    assert len(indexes.vectors) == len(ids)
    for batch_ids, embeddings in library.rows.read_embeddings(ids[:: max(1, len(ids) // 20)]):
        for passage_id, embedding in zip(batch_ids, embeddings, strict=True):
            assert indexes.vectors.search(embedding, 1, allowed=np.array([passage_id]))[0][1] > 0.99


@pytest.mark.parametrize("passages", [40, 250])
def test_a_change_is_followed_and_is_there_after_a_restart(library: Library, passages: int) -> None:
    indexes = library.open()
    first, change = library.add("alpha", passages)
    indexes.apply(change)
    _, change = library.add("beta", 20)
    indexes.apply(change)
    indexes.apply(library.store.delete_documents([first]))
    assert indexes.wait_until_built(60)
    assert_complete(indexes, library)
    assert indexes.words.search(["alpha"], 5) == []
    assert len(indexes.words.search(["beta"], 50)) == 20
    indexes.close()
    assert_complete(library.open(), library)


@pytest.mark.parametrize("passages", [40, 250])
def test_a_crash_between_the_database_and_the_indexes_costs_only_the_difference(
    library: Library, passages: int
) -> None:
    first, _ = library.add("alpha", passages)
    library.open().close()
    library.store.delete_documents([first])
    library.add("beta", 30)  # none of this was told to the indexes
    indexes = library.open()
    assert_complete(indexes, library)
    assert indexes.words.count_passages(["alpha", "beta"]) == {"alpha": 0, "beta": 30}


def test_what_another_process_changed_is_taken_over(library: Library) -> None:
    _, change = library.add("alpha", 30)
    indexes = library.open()
    indexes.apply(change)  # already there: nothing is held twice
    library.add("beta", 30)
    indexes.follow()
    assert_complete(indexes, library)


def test_many_missing_passages_are_added_in_the_background(library: Library) -> None:
    library.add("alpha", 700)
    indexes = library.open(added_at_once=10, is_done=False)
    gone, change = library.add("beta", 5)
    indexes.apply(change)
    indexes.apply(library.store.delete_documents([gone]))
    assert indexes.wait_until_built(60)
    assert_complete(indexes, library)


def test_closing_ends_the_work_in_the_background_and_the_next_start_takes_it_up(library: Library) -> None:
    library.add("alpha", 2000)
    library.open(added_at_once=10, is_done=False).close()
    assert_complete(library.open(), library)


def test_a_database_of_before_gives_its_ids_to_other_passages(library: Library, tmp_path: Path) -> None:
    _, change = library.add("alpha", 250)
    library.open().close()
    library.engine.dispose()
    for path in tmp_path.glob("knowledge.sqlite3*"):
        path.unlink()
    other = Library(tmp_path)
    _, change_of_other = other.add("omega", 250)
    assert [p.id for p in change_of_other.added] == [p.id for p in change.added]
    indexes = other.open()
    assert_complete(indexes, other)
    assert indexes.words.search(["alpha"], 5) == []
    assert len(indexes.words.search(["omega"], 5)) == 5
    other.close()


@pytest.mark.parametrize("name", ["dense/base.json", "words.sqlite3"])
@pytest.mark.parametrize("damage", ["missing", "junk", "cut"])
def test_a_damaged_index_is_built_again(library: Library, name: str, damage: str) -> None:
    library.add("alpha", 250)
    library.open().close()
    path = library.folder / name
    data = path.read_bytes()
    path.unlink() if damage == "missing" else path.write_bytes(b"junk" if damage == "junk" else data[:-70])
    assert_complete(library.open(), library)


def test_passages_that_are_gone_are_missing_from_what_is_read(library: Library) -> None:
    document_id, change = library.add("alpha", 5)
    library.store.delete_documents([document_id])
    ids = np.array([passage.id for passage in change.added])
    assert list(library.rows.read_embeddings(ids)) == []
    assert [texts for texts in library.rows.read_searchable(ids) if texts] == []
    assert library.rows.list_passage_ids().tolist() == []
