"""Questions that an empty conversation offers, from the documents that an assistant may use."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import Protocol

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import DocumentId, DocumentState, DocumentSummary, Passage, Scope
from knowledge_base.text.languages import Language, detect_language

logger = logging.getLogger(__name__)
LOOKED_AT_DOCUMENTS = 12
LOOKED_AT_PASSAGES = 24  # of each of them
KEPT_SECONDS = 30.0  # how long a change of the documents may take to be seen
CHARACTERS = range(4, 81)  # of a heading that says something on a card


class SuggestionSource(Protocol):
    """The knowledge base as this module needs it."""

    def documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents by name."""

    def passages(self, document_id: DocumentId, *, offset: int = 0, limit: int = 50) -> tuple[Passage, ...]:
        """Return a document's passages in order."""

    def scope_of(self, assistant: str) -> Scope:
        """Return which collections an assistant answers from."""

    def may_use(self, document_id: DocumentId, scope: Scope) -> bool:
        """Tell whether an answer may come from a document today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What can be asked.

    Attributes:
        has_samples: Whether the sample documents are there; they have examples of their own.
        questions: Questions that stand as headings in the documents.
        topics: Other headings.
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
        usable = (d for d in self._source.documents() if self._source.may_use(d.id, scope))
        documents = []
        for document in islice(usable, LOOKED_AT_DOCUMENTS):
            if document.is_sample:  # or will be in a moment: at the first start they are still read
                return Suggested(has_samples=True)
            if document.state is DocumentState.READY:
                documents.append(document)
        headings = [list(self._headings(document, language)) for document in documents]
        # one of each document before the second of any
        mixed = list(dict.fromkeys(h for h in chain.from_iterable(zip_longest(*headings)) if h))
        questions = [heading for heading in mixed if _asks(heading)]
        topics = [heading for heading in mixed if not _asks(heading)]
        return Suggested(questions=tuple(questions[:count]), topics=tuple(topics[:count]))

    def _headings(self, document: DocumentSummary, language: Language) -> Iterator[str]:
        for passage in self._source.passages(document.id, limit=LOOKED_AT_PASSAGES):
            heading = passage.heading_path[-1] if passage.heading_path else ""
            if len(heading) in CHARACTERS and detect_language(heading, language) == language:
                yield heading


def _asks(heading: str) -> bool:
    return heading.endswith(("?", "？"))
