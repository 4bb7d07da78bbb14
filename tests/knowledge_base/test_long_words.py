"""One word without end is bounded wherever it goes: in a document, in a search, in a question."""

import pytest

from knowledge_base.reading.chunking import chunk_blocks
from knowledge_base.reading.loaders.blocks import Block
from tests.knowledge_base.conftest import OpenKnowledge
from tests.knowledge_base.encoders import WordEncoder

LETTERS = 20_000
MAX_PASSAGE = 1000  # characters


@pytest.mark.parametrize("letter", ["a", "A1", "一", "-", "1", "é", "a-", "\u093c"])
def test_a_document_of_one_word_becomes_many_small_passages(letter: str) -> None:
    word = (letter * LETTERS)[:LETTERS]
    chunks = list(chunk_blocks([Block(text=word)]))
    assert max(len(chunk.text) for chunk in chunks) <= MAX_PASSAGE
    assert "".join(chunk.text for chunk in chunks) == word  # nothing is lost


def test_a_search_reads_the_beginning_of_a_word(open_knowledge: OpenKnowledge) -> None:
    encoder = WordEncoder()
    knowledge = open_knowledge(encoder="words", load_encoder=lambda _name: encoder)
    knowledge.start()
    knowledge.add_document("word.txt", b"a" * LETTERS)
    knowledge.wait_until_idle()
    assert max(map(len, encoder.embedded)) <= MAX_PASSAGE
    found = knowledge.retrieve("a" * LETTERS, k=3)
    assert all(len(scored.passage.text) <= MAX_PASSAGE for scored in found.candidates)
    assert len(found.query) < LETTERS
