"""Names that people may say: those of the documents that an assistant answers from, and of the house itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import Scope

logger = logging.getLogger(__name__)


class NameList(Protocol):
    """The names in documents."""

    def list_terms(self, scope: Scope) -> tuple[str, ...]:
        """Return the names in the documents of a scope, the most frequent first."""


class NamedKnowledge(Protocol):
    """The knowledge base, as far as its names go."""

    @property
    def names(self) -> NameList:
        """What the documents call things."""

    def scope_of(self, assistant: str) -> Scope:
        """Return which collections an assistant answers from."""


@dataclass(frozen=True, slots=True)
class KnowledgeTerms:
    """Implements `assistant.media.media_understanding.SpokenTerms`.

    Attributes:
        knowledge: The documents.
        organisation: Name of the house.
    """

    knowledge: NamedKnowledge
    organisation: str

    def list_terms(self, assistant: str) -> tuple[str, ...]:
        """Return the names in what an assistant answers from; none where the knowledge base fails."""
        try:
            names = self.knowledge.names.list_terms(self.knowledge.scope_of(assistant))
        except KnowledgeBaseError:
            logger.exception("the names in the documents can't be read; speech is recognised without them")
            names = ()
        return (self.organisation, *names) if self.organisation else names
