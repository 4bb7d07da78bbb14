from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.index.index_protocols import PassagesByMeaning, PassagesByWords
from knowledge_base.index.lexical_index import LexicalIndex
from knowledge_base.index.vector_index import VectorIndex
from tests.contracts.lexical_index import LexicalIndexContract
from tests.contracts.vector_index import DIMENSION, VectorIndexContract
from tests.knowledge_base.passage_shelf import PassageShelf


class TestVectorIndex(VectorIndexContract):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[PassagesByMeaning]:
        index = VectorIndex(tmp_path, PassageShelf(), dimension=DIMENSION, encoder_name="e5")
        yield index
        index.close()


class TestLexicalIndex(LexicalIndexContract):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[PassagesByWords]:
        index = LexicalIndex.create(tmp_path / "words.sqlite3")
        yield index
        index.close()
