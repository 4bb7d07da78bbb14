"""Questions that an empty conversation offers, from the documents that an assistant may use."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Protocol

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import DocumentId, DocumentState, DocumentSummary, Passage, Scope
from knowledge_base.text.languages import Language, detect_language

logger = logging.getLogger(__name__)
LOOKED_AT_DOCUMENTS = 60  # spread over all of them
ENOUGH_DOCUMENTS = 12  # where they say enough
LOOKED_AT_PASSAGES = 24  # of each of them
KEPT_SECONDS = 30.0  # how long a change of the documents may take to be seen
CHARACTERS = range(4, 81)  # of a heading that says something on a card


class SuggestionSource(Protocol):
    """The knowledge base as this module needs it."""

    def documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents by name."""

    def list_passages(
        self, document_id: DocumentId, *, offset: int = 0, limit: int = 50
    ) -> tuple[Passage, ...]:
        """Return a document's passages in order."""

    def scope_of(self, assistant: str) -> Scope:
        """Return which collections an assistant answers from."""

    def may_use(self, document_id: DocumentId, scope: Scope) -> bool:
        """Tell whether an answer may come from a document today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What can be asked.

    Attributes:
        has_samples: Whether the examples of the sample documents fit: other documents say too little.
        questions: Questions that stand as headings in the documents.
        topics: Other headings; where there are few, the titles of documents.
    """

    has_samples: bool = False
    questions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Suggestions:
    """Looks for questions; what was found is kept for a moment."""

    def __init__(self, source: SuggestionSource, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._clock = clock
        self._kept: dict[tuple[str, Language], tuple[float, Suggested]] = {}
        self._lock = threading.Lock()

    def suggest(self, assistant: str, language: Language, *, count: int) -> Suggested:
        """Return up to `count` questions and as many topics in a language; nothing where the knowledge fails."""
        key = (assistant, language)
        with self._lock:
            found_at, found = self._kept.get(key, (-KEPT_SECONDS, Suggested()))
            if self._clock() - found_at >= KEPT_SECONDS:
                try:
                    found = self._look(assistant, language, count)
                except KnowledgeBaseError:
                    logger.exception("no questions can be suggested")
                    return Suggested()
                self._kept[key] = (self._clock(), found)
            return found

    def _look(self, assistant: str, language: Language, count: int) -> Suggested:
        scope = self._source.scope_of(assistant)
        documents = self._source.documents()
        looked_at, headings = self._read_headings(documents, scope, language, count)
        # one of each document before the second of any
        mixed = list(dict.fromkeys(h for h in chain.from_iterable(zip_longest(*headings)) if h))
        if len(mixed) < count:
            if any(d.is_sample and self._source.may_use(d.id, scope) for d in documents):
                return Suggested(has_samples=True)
            mixed += [title for title in _titles(looked_at, language) if title not in mixed]
        questions = [heading for heading in mixed if _asks(heading)]
        topics = [heading for heading in mixed if not _asks(heading)]
        return Suggested(questions=tuple(questions[:count]), topics=tuple(topics[:count]))

    def _read_headings(
        self, documents: Sequence[DocumentSummary], scope: Scope, language: Language, count: int
    ) -> tuple[list[DocumentSummary], list[list[str]]]:
        """Return some of the documents that may be used, and the headings of each, until there are enough."""
        own = [d for d in documents if d.state is DocumentState.READY and not d.is_sample]
        looked_at: list[DocumentSummary] = []
        headings: list[list[str]] = []
        for document in _spread(own, LOOKED_AT_DOCUMENTS):
            if not self._source.may_use(document.id, scope):
                continue
            looked_at.append(document)
            headings.append(list(self._headings(document, language)))
            if len(headings) >= ENOUGH_DOCUMENTS and sum(map(len, headings)) >= 2 * count:
                break
        return looked_at, headings

    def _headings(self, document: DocumentSummary, language: Language) -> Iterator[str]:
        for passage in self._source.list_passages(document.id, limit=LOOKED_AT_PASSAGES):
            heading = passage.heading_path[-1] if passage.heading_path else ""
            if len(heading) in CHARACTERS and detect_language(heading, language) == language:
                yield heading


def _spread(documents: Sequence[DocumentSummary], count: int) -> list[DocumentSummary]:
    """Take up to `count` of the documents, from everywhere in their order."""
    taken = min(count, len(documents))
    return [documents[number * len(documents) // taken] for number in range(taken)]


def _titles(documents: Sequence[DocumentSummary], language: Language) -> list[str]:
    """Return what documents without headings are called, those in the language first."""
    titles = [
        document.title if document.title != document.name else re.sub("[_-]+", " ", Path(document.name).stem)
        for document in documents
    ]
    usable = [title for title in titles if len(title) in CHARACTERS]
    return sorted(usable, key=lambda title: detect_language(title, language) != language)


def _asks(heading: str) -> bool:
    return heading.endswith(("?", "？"))
