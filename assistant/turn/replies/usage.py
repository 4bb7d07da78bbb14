"""Tells the knowledge base what was asked in vain and what was cited. A reply never fails over it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Citation
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import DocumentId, ScoredPassage
from knowledge_base.text.languages import Language

logger = logging.getLogger(__name__)


class UsageLog(Protocol):
    """Where use is kept, without a word of who asked."""

    def note_unanswered(self, question: str, language: Language, best: ScoredPassage | None) -> None:
        """Keep a question that found nothing, and what came nearest."""

    def note_cited(self, document_ids: Collection[DocumentId]) -> None:
        """Count the documents that a reply cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageNotes:
    """Writes to the log and keeps its failures to itself."""

    log: UsageLog

    def note_unanswered(self, question: str, language: Language, best: ScoredPassage | None) -> None:
        """Keep a question that found nothing."""
        try:
            self.log.note_unanswered(question, language, best)
        except KnowledgeBaseError:
            logger.exception("an unanswered question could not be kept")

    def note_cited(self, citations: Sequence[Citation]) -> None:
        """Count the documents of some citations."""
        cited = {DocumentId(citation.document_id) for citation in citations if citation.document_id}
        try:
            self.log.note_cited(cited)
        except KnowledgeBaseError:
            logger.exception("the use of documents could not be counted")
