"""The lexical index: BM25 by SQLite FTS5 over segmented terms, in a file of its own that can be built again.

FTS5 gets terms that are already stemmed and, for Chinese, segmented; its own tokenizer only splits them at spaces
(https://sqlite.org/fts5.html). A connection of its own reads, so that a search does not wait for a document that is
being written.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import IndexCorruptError
from knowledge_base.text.terms import TERMS_VERSION, extract_terms

IdArray = npt.NDArray[np.int64]

logger = logging.getLogger(__name__)
RANKED_PASSAGES = 30_000
"""How many passages BM25 is worked out for at most: about 2 µs each. Terms that more passages hold say little."""
BUSY_TIMEOUT_SECONDS = 15.0

_SCHEMA = """
pragma journal_mode = wal;
create virtual table words using fts5(terms, tokenize = "unicode61 remove_diacritics 2");
create virtual table vocabulary using fts5vocab(words, 'row');
create table state (is_closed integer not null);
insert into state values (1);
"""
_UNQUOTABLE = str.maketrans("", "", '"\0')  # what ends a quoted term
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# FTS5 keeps a row of `words_docsize` for each of its own; counting those reads little
# (https://sqlite.org/fts5.html#fts5_data_structures)
_IDS = "select id from words_docsize order by id"
_COUNT_HOLDING = "select count(*) from words where words match ?"
_COUNT = "select count(*) from words_docsize"


class LexicalIndex:
    """Passage ids by terms; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a file that `create` made; see `load`."""
        self._path = path
        self._writer = _connect(path)
        self._reader = _connect(path)
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._is_damaged = False
        self._is_closed = False

    @classmethod
    def create(cls, path: Path) -> LexicalIndex:
        """Begin an empty index in place of what is there."""
        _remove(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
        connection.executescript(_SCHEMA)
        connection.execute(f"pragma user_version = {TERMS_VERSION}")
        connection.close()
        return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> LexicalIndex:
        """Open an index. All of it is checked only where the last one to use it was cut off.

        Raises:
            IndexCorruptError: Missing or damaged.
        """
        if not path.exists():
            msg = f"{path.name} is missing"
            raise IndexCorruptError(msg)
        index = cls(path)
        try:
            index._check()
        except (sqlite3.DatabaseError, IndexCorruptError) as exc:
            index._disconnect()
            msg = f"{path.name} can't be read: {exc}"
            raise IndexCorruptError(msg) from exc
        return index

    def replace(self, *, added: Mapping[int, str], removed: Iterable[int]) -> None:
        """Remove and add passages by their text, in one transaction; one that is here already is replaced."""
        rows = [(passage_id, _render(text)) for passage_id, text in added.items()]
        with self._writing, self._writer:
            self._writer.executemany("delete from words where rowid = ?", [(i,) for i in removed])
            self._writer.executemany("insert or replace into words (rowid, terms) values (?, ?)", rows)

    def search(
        self, terms: Iterable[str], k: int, *, allowed: IdArray | None = None
    ) -> list[tuple[int, float]]:
        """Return ids and BM25 scores of the `k` passages that hold these terms, best first; higher is better.

        Terms that very many passages hold are left out where there are rarer ones: what a search costs is the
        passages that it ranks.

        Args:
            terms: As `extract_query_terms` gives them.
            k: Passages wanted.
            allowed: Ids that may be found, sorted, shape `(n,)`; None allows all.
        """
        query = _build_query(self.count_passages(terms))
        if not query or (allowed is not None and not len(allowed)):
            return []
        restriction = "" if allowed is None else "and is_allowed(rowid)"
        statement = (
            "select rowid, -bm25(words) as score from words "  # noqa: S608  # with one of two constants
            f"where words match ? {restriction} order by score desc, rowid limit ?"
        )
        try:
            with self._reading:
                if allowed is not None:
                    self._allow(allowed)
                return self._reader.execute(statement, (query, k)).fetchall()
        except sqlite3.DatabaseError as exc:
            self._note(exc)
            return []

    def count_passages(self, terms: Iterable[str]) -> dict[str, int]:
        """Return for each term how many passages hold it."""
        try:
            with self._reading:
                return {term: self._count(term) for term in terms}
        except sqlite3.DatabaseError as exc:
            self._note(exc)
            return dict.fromkeys(terms, 0)

    def ids(self) -> IdArray:
        """Return the ids of all passages here, sorted, shape `(n,)`."""
        with self._reading:
            return np.fromiter((row[0] for row in self._reader.execute(_IDS)), dtype=np.int64)

    def holds(self, texts: Mapping[int, str]) -> bool:
        """Whether these passages have this text here."""
        with self._reading:
            return all(self._read(passage_id) == _count_terms(text) for passage_id, text in texts.items())

    def __len__(self) -> int:
        with self._reading:
            return int(self._reader.execute(_COUNT).fetchone()[0])

    def close(self) -> None:
        """Close the file; a damaged one is deleted, so that the next start builds it again."""
        if self._is_closed:
            return
        self._is_closed = True
        if not self._is_damaged:
            with self._writing, self._writer:
                self._writer.execute("update state set is_closed = 1")
        self._disconnect()
        if self._is_damaged:
            _remove(self._path)

    def _check(self) -> None:
        if self._writer.execute("pragma user_version").fetchone() != (TERMS_VERSION,):
            msg = "its terms were made by another version"
            raise IndexCorruptError(msg)
        (was_closed,) = self._writer.execute("select is_closed from state").fetchone() or (0,)
        if not was_closed:
            self._writer.execute("insert into words(words) values ('integrity-check')")
        if self._writer.execute("pragma quick_check(1)").fetchone() != ("ok",):
            msg = "its pages are damaged"
            raise IndexCorruptError(msg)
        self._writer.execute("update state set is_closed = 0")
        self._writer.commit()

    def _allow(self, allowed: IdArray) -> None:
        """Tell SQLite what may be found: one byte for each id that there is."""
        (last,) = self._reader.execute("select max(id) from words_docsize").fetchone()
        mask = np.zeros((last or 0) + 1, dtype=np.bool_)
        mask[allowed[allowed < len(mask)]] = True
        self._reader.create_function("is_allowed", 1, mask.tobytes().__getitem__)

    def _count(self, term: str) -> int:
        row = self._reader.execute("select doc from vocabulary where term = ?", (term,)).fetchone()
        if row:
            return int(row[0])
        # FTS5 may have folded or parted it: the vocabulary holds `o` and `neil` for `o'neil`
        return int(self._reader.execute(_COUNT_HOLDING, (_quote(term),)).fetchone()[0])

    def _read(self, passage_id: int) -> Counter[str] | None:
        row = self._reader.execute("select terms from words where rowid = ?", (passage_id,)).fetchone()
        return Counter(str(row[0]).split(" ")) if row else None

    def _note(self, error: sqlite3.DatabaseError) -> None:
        self._is_damaged |= (
            getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
        )  # the low byte: https://sqlite.org/rescode.html
        state = (
            "is damaged; it is built again at the next start" if self._is_damaged else "could not be searched"
        )
        logger.error("the lexical index %s: %s", state, error)

    def _disconnect(self) -> None:
        self._reader.close()
        self._writer.close()


def _build_query(counts: Mapping[str, int]) -> str:
    """Join the rarest terms by OR, as many as may be ranked; where even the rarest is frequent, two must be there."""
    rarest = sorted(counts, key=lambda term: (counts[term], term))
    quoted = [_quote(term) for term in rarest]
    totals = np.cumsum([counts[term] for term in rarest])
    kept = int(np.searchsorted(totals, RANKED_PASSAGES, side="right"))
    return " OR ".join(quoted[:kept]) if kept else " AND ".join(quoted[:2])


def _quote(term: str) -> str:
    return f'"{term.translate(_UNQUOTABLE)}"'


def _render(text: str) -> str:
    return " ".join(extract_terms(text))


def _count_terms(text: str) -> Counter[str]:
    """Count the terms as they are written here: their order is another one in each process."""
    return Counter(_render(text).split(" "))


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, check_same_thread=False)


def _remove(path: Path) -> None:
    for name in (path.name, path.name + "-wal", path.name + "-shm"):
        path.with_name(name).unlink(missing_ok=True)
