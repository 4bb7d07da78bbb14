"""Names and product terms of the documents: what a recogniser of speech should expect to hear.

Model numbers, names with a capital inside (AeroSound), capitalised words that are not at the beginning of a sentence,
and the Chinese words of titles that the dictionary lacks.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import Engine, func, select

from knowledge_base.passages import Scope
from knowledge_base.store.database import reading
from knowledge_base.store.records import DocumentRecord, PassageRecord, StateRecord
from knowledge_base.store.store import IN_USE, REVISION, SCOPES

MAX_TERMS = 400
MAX_PASSAGES = 20_000  # looked at; names stand at the beginning of documents as well as later
TITLE_WEIGHT = 5  # a name in a title or heading counts as often
MIN_COUNT = 2  # a capitalised word that stands once is no name of the house
_INNER_CAPITAL = re.compile(r"\b[A-Z][a-z]++[A-Z][A-Za-z]*+\b|\b[a-z]{1,2}[A-Z][a-z]+\b")
_CAPITALISED = re.compile(r"(?<![.!?:•#*|\n-] )(?<=\w )[A-Z][a-z]{3,}\b")
_FUNCTION_WORD = re.compile(r"[的了和与及或在是之其]")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,8}")


class ProductTerms:
    """The names of the documents that an assistant answers from; kept until the documents change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._changes = -1
        self._terms: dict[Scope, tuple[str, ...]] = {}

    def list_terms(self, scope: Scope) -> tuple[str, ...]:
        """Return the names in the documents of a scope, the most frequent first."""
        with self._lock:
            changes = self._count_changes()
            if changes != self._changes:
                self._changes, self._terms = changes, {}
            if scope not in self._terms:
                self._terms[scope] = self._read(scope)
            return self._terms[scope]

    def _count_changes(self) -> int:
        with reading(self._engine) as session:
            counters = select(func.coalesce(func.sum(StateRecord.value), 0))
            return session.scalar(counters.where(StateRecord.name.in_((REVISION, SCOPES)))) or 0

    def _read(self, scope: Scope) -> tuple[str, ...]:
        rows = (
            select(DocumentRecord.title, PassageRecord.heading_path, PassageRecord.text)
            .join(PassageRecord, PassageRecord.document_id == DocumentRecord.id)
            .where(IN_USE)
            .order_by(PassageRecord.ordinal, PassageRecord.id)
            .limit(MAX_PASSAGES)
        )
        if scope.collections is not None:
            rows = rows.where(DocumentRecord.collection.in_(scope.collections))
        titles: set[str] = set()
        counts: Counter[str] = Counter()
        with reading(self._engine) as session:
            for title, headings, text in session.execute(rows):
                titles.update((title, *headings))
                counts.update(_find_names(text))
        for title in titles:
            counts.update(dict.fromkeys((*_find_names(title), *_find_title_words(title)), TITLE_WEIGHT))
        return _distinct(name for name, count in counts.most_common() if count >= MIN_COUNT)[:MAX_TERMS]


def _find_names(text: str) -> Iterator[str]:
    for match in _INNER_CAPITAL.finditer(text):
        yield match[0]
    for match in _CAPITALISED.finditer(text):
        yield match[0]


def _find_title_words(title: str) -> Iterator[str]:
    """Yield the Chinese words of a title that no dictionary has: they are names."""
    import rjieba  # its dictionary takes a moment to load: only where there is Chinese

    for run in _HAN_NAME.findall(title):
        words = rjieba.cut(run, False)  # without guessing, an unknown name falls into single characters
        singles = ""
        for word in [*words, "  "]:
            if len(word) == 1:
                singles += word
                continue
            if len(singles) > 1 and not _FUNCTION_WORD.search(singles):
                yield singles
            singles = ""


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return names without those that differ from an earlier one in capitals alone."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(name.lower(), name)
    return tuple(seen.values())
