"""The lexical index: BM25 by SQLite FTS5 over segmented terms, in a file of its own that can be built again.

FTS5 gets terms that are already stemmed and, for Chinese, segmented; its own tokenizer only splits them at spaces
(https://sqlite.org/fts5.html).
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import IndexCorruptError
from knowledge_base.terms import extract_terms

IdArray = npt.NDArray[np.int64]

_SCHEMA = """
create virtual table words using fts5(terms, tokenize = "unicode61 remove_diacritics 2");
create virtual table vocabulary using fts5vocab(words, 'row');
create table state (revision integer not null);
"""


class LexicalIndex:
    """Passage ids by terms; safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def create(cls, path: Path) -> LexicalIndex:
        """Begin an empty index in place of what is there."""
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        index = cls(sqlite3.connect(path, check_same_thread=False))
        index._connection.executescript(_SCHEMA)
        index._connection.execute("insert into state values (-1)")
        index._connection.commit()
        return index

    @classmethod
    def load(cls, path: Path, *, revision: int) -> LexicalIndex:
        """Open an index.

        Raises:
            IndexCorruptError: Missing, damaged, or of other passages than those of `revision`.
        """
        if not path.exists():
            msg = f"{path.name} is missing"
            raise IndexCorruptError(msg)
        connection = sqlite3.connect(path, check_same_thread=False)
        try:
            found = connection.execute("select revision from state").fetchone()
            connection.execute("insert into words(words) values ('integrity-check')")
            connection.commit()
        except sqlite3.DatabaseError as exc:
            connection.close()
            msg = f"{path.name} can't be read: {exc}"
            raise IndexCorruptError(msg) from exc
        if found is None or found[0] != revision:
            connection.close()
            msg = f"{path.name} belongs to other passages"
            raise IndexCorruptError(msg)
        return cls(connection)

    def replace(self, *, added: Mapping[int, str], removed: Iterable[int], revision: int) -> None:
        """Remove and add passages by their text, in one transaction."""
        rows = [(passage_id, " ".join(extract_terms(text))) for passage_id, text in added.items()]
        with self._lock, self._connection:
            self._connection.executemany("delete from words where rowid = ?", [(i,) for i in removed])
            self._connection.executemany("insert into words (rowid, terms) values (?, ?)", rows)
            self._connection.execute("update state set revision = ?", (revision,))

    def search(self, terms: Iterable[str], k: int, *, allowed: IdArray | None = None) -> list[int]:
        """Return the ids of the `k` passages that hold these terms, best by BM25 first.

        Args:
            terms: As `extract_query_terms` gives them.
            k: Passages wanted.
            allowed: Ids that may be found, sorted, shape `(n,)`; None allows all.
        """
        query = " OR ".join(f'"{term.replace(chr(34), "")}"' for term in sorted(terms))
        if not query:
            return []
        with self._lock:
            rows = self._connection.execute(
                "select rowid from words where words match ?1 "
                "and (?2 is null or rowid in (select value from json_each(?2))) "
                "order by bm25(words), rowid limit ?3",
                (query, None if allowed is None else json.dumps(allowed.tolist()), k),
            )
            return [row[0] for row in rows]

    def count_passages(self, terms: Iterable[str]) -> dict[str, int]:
        """Return for each term how many passages hold it."""
        with self._lock:
            return {term: self._count(term) for term in terms}

    def __len__(self) -> int:
        with self._lock:
            return int(self._connection.execute("select count(*) from words").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _count(self, term: str) -> int:
        row = self._connection.execute("select doc from vocabulary where term = ?", (term,)).fetchone()
        return int(row[0]) if row else 0
