"""The lexical index: BM25 over terms, its filter, what it costs, and what becomes of a damaged file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Never

import numpy as np
import pytest

from knowledge_base.errors import IndexCorruptError
from knowledge_base.index import lexical_index
from knowledge_base.index.lexical_index import IdArray, LexicalIndex
from knowledge_base.text.terms import extract_terms

TEXTS = {
    1: "The kettle is repaired within two weeks.",
    2: "A kettle may be returned within thirty days; the kettle must be clean.",
    3: "退货须在三十天内提出。",
    7: "The shop opens at nine.",
}


@pytest.fixture
def words(tmp_path: Path) -> Iterator[LexicalIndex]:
    index = LexicalIndex.create(tmp_path / "words.sqlite3")
    index.replace(added=TEXTS, removed=[])
    yield index
    index.close()


def search(index: LexicalIndex, terms: list[str], k: int, allowed: IdArray | None = None) -> list[int]:
    return [passage_id for passage_id, _ in index.search(terms, k, allowed=allowed)]


def test_a_better_passage_has_a_higher_score(words: LexicalIndex) -> None:
    (_, better), (_, worse) = words.search(["kettl"], 5)
    assert better > worse > 0
    assert better == pytest.approx(-_bm25(words, 2))


def _bm25(words: LexicalIndex, passage_id: int) -> float:
    row = words._reader.execute(
        "select bm25(words) from words where words match 'kettl' and rowid = ?", (passage_id,)
    )
    return float(row.fetchone()[0])


def test_the_best_comes_first_and_what_is_not_there_is_not_found(words: LexicalIndex) -> None:
    assert search(words, ["kettl"], 5) == [2, 1]
    assert search(words, ["kettl"], 1) == [2]
    assert search(words, ["退货"], 5) == [3]
    assert search(words, ["nothing"], 5) == []
    assert search(words, [], 5) == []
    assert words.count_passages(["kettl", "nothing"]) == {"kettl": 2, "nothing": 0}


@pytest.mark.parametrize("term", ['"', 'a"b', "*", "NEAR(", "-", "kettl'; drop table words", "\x00", "("])
def test_a_term_is_never_read_as_a_query(words: LexicalIndex, term: str) -> None:
    words.search([term], 5)
    words.count_passages([term])
    assert words.search(["kettl", term], 5)
    assert len(words) == len(TEXTS)


def test_only_what_is_allowed_is_found(words: LexicalIndex) -> None:
    assert search(words, ["kettl"], 5, allowed=np.array([1, 3, 900_000])) == [1]
    assert search(words, ["kettl"], 5, allowed=np.array([3])) == []
    assert search(words, ["kettl"], 5, allowed=np.empty(0, dtype=np.int64)) == []
    assert search(words, ["kettl"], 5) == [2, 1]  # the filter of one search is not that of the next


def test_passages_are_replaced_and_removed(words: LexicalIndex) -> None:
    words.replace(added={1: "A toaster.", 9: "Another kettle."}, removed=[2, 555])
    assert search(words, ["kettl"], 5) == [9]
    assert words.ids().tolist() == [1, 3, 7, 9]
    assert len(words) == 4
    assert words.holds({1: "A toaster.", 9: "Another kettle."})
    assert not words.holds({1: "Another toaster."})
    assert not words.holds({2: TEXTS[2]})


HOLDS_PROGRAM = """
import sys
from pathlib import Path
from knowledge_base.index.lexical_index import LexicalIndex
index = LexicalIndex.load(Path(sys.argv[1]))
print(index.holds({1: sys.argv[2]}))
index.close()
"""


@pytest.mark.parametrize(("text", "is_held"), [("", True), (" Also E-205.", False)])
def test_a_passage_with_several_codes_is_known_again_by_another_process(
    tmp_path: Path, text: str, is_held: bool
) -> None:
    """Sets of words come in another order in each process."""
    written = "Codes E-204, F-31, XK-220, A-7, TR-900, B12, C-44 and D-8 mean that the kettle is dry."
    path = tmp_path / "words.sqlite3"
    index = LexicalIndex.create(path)
    index.replace(added={1: written}, removed=[])
    index.close()
    for seed in ("1", "2", "3"):
        found = subprocess.run(
            [sys.executable, "-c", HOLDS_PROGRAM, str(path), written + text],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout.strip() == str(is_held)


def test_frequent_terms_are_left_out_where_there_are_rarer_ones(
    words: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical_index, "RANKED_PASSAGES", 20)
    words.replace(added={i: f"common also{i % 2}" for i in range(100, 160)}, removed=[])
    words.replace(added={200: "common rare", 201: "rare", 202: "common also0 also1"}, removed=[])
    assert set(search(words, ["common", "rare"], 100)) == {200, 201}
    assert set(search(words, ["also0", "also1", "common"], 100)) == {
        202
    }  # all frequent: the two rarest together
    assert len(search(words, ["common"], 100)) == 62


def test_what_was_written_is_there_after_a_restart_and_after_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "words.sqlite3"
    first = LexicalIndex.create(path)
    first.replace(added=TEXTS, removed=[])
    crashed = LexicalIndex.load(path)  # `first` never closed it
    crashed.close()
    first._disconnect()
    again = LexicalIndex.load(path)
    assert search(again, ["kettl"], 5) == [2, 1]
    again.close()


@pytest.mark.parametrize("damage", ["missing", "junk", "empty", "cut", "no tables"])
def test_a_damaged_file_is_noticed_when_it_is_opened(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "words.sqlite3"
    index = LexicalIndex.create(path)
    index.replace(added=dict.fromkeys(range(300), "many words are here"), removed=[])
    index.close()
    match damage:
        case "missing":
            path.unlink()
        case "junk":
            path.write_bytes(b"junk" * 2000)
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(path.read_bytes()[:-5000])
        case "no tables":
            path.unlink()
            sqlite3.connect(path).close()
    with pytest.raises(IndexCorruptError):
        LexicalIndex.load(path)


def test_damage_inside_is_noticed_after_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "words.sqlite3"
    index = LexicalIndex.create(path)
    index.replace(added=TEXTS, removed=[])
    index._writer.execute("delete from words_idx")  # the pages are whole; what they say is not
    index._writer.execute("update words_data set block = x'00' where id > 10")
    index._writer.commit()
    index._disconnect()
    with pytest.raises(IndexCorruptError):
        LexicalIndex.load(path)


def test_damage_during_use_finds_nothing_and_the_file_goes_when_it_is_closed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "words.sqlite3"
    index = LexicalIndex.create(path)
    index.replace(added=TEXTS, removed=[])
    index._writer.execute("delete from words_data where id > 10")
    index._writer.commit()
    assert search(index, ["kettl"], 5) == []
    assert index.count_passages(["kettl"]) == {"kettl": 0}
    index.close()
    assert "damaged" in caplog.text
    assert not path.exists()


def test_a_search_does_not_wait_for_a_document_that_is_written(words: LexicalIndex) -> None:
    words._writer.execute("begin immediate")
    words._writer.execute("insert into words (rowid, terms) values (50, 'kettl')")
    assert search(words, ["kettl"], 5) == [2, 1]  # what was there before
    words._writer.commit()
    assert len(search(words, ["kettl"], 5)) == 3


def test_a_term_is_counted_as_it_is_searched(words: LexicalIndex) -> None:
    """FTS5 takes marks from letters and parts a term at an apostrophe; the vocabulary holds what it left."""
    words.replace(added={20: "Café O'Neil's Ά ς"}, removed=[])
    terms = [*extract_terms("Café O'Neil's Ά ς"), "café", "o'neil"]
    assert words.count_passages(terms) == dict.fromkeys(terms, 1)
    assert all(search(words, [term], 5) == [20] for term in terms)


def test_an_error_without_a_code_of_sqlite_is_no_damage(
    words: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: LexicalIndex, __: str) -> Never:
        msg = "Cannot operate on a closed database."
        raise sqlite3.ProgrammingError(msg)

    with monkeypatch.context() as patch:
        patch.setattr(LexicalIndex, "_count", fail)
        assert words.count_passages(["kettl"]) == {"kettl": 0}
    assert words.count_passages(["kettl"]) == {"kettl": 2}
