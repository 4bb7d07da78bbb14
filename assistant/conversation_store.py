"""What the manager asks of whoever keeps conversations."""

from __future__ import annotations

from typing import Protocol

from assistant.conversation import (
    AttachmentId,
    Citation,
    CitationId,
    Conversation,
    ConversationId,
    ConversationSummary,
    FigureId,
    MessageId,
    StoredAttachment,
    StoredFigure,
    Turn,
)
from assistant.people.principal import Principal
from assistant.protocols import ReplyHistory
from assistant.trace import Trace


class ConversationStore(ReplyHistory, Protocol):
    """Keeps conversations; every call names who asks, and NotFoundError is raised for what is another's."""

    def list_conversations(self, owner: Principal, search: str = "") -> tuple[ConversationSummary, ...]:
        """List conversations, the one spoken in last first; where a search is given, those that hold its words."""

    def load_conversation(self, owner: Principal, conversation_id: ConversationId) -> Conversation:
        """Return a conversation with its messages, oldest first."""

    def rename_conversation(self, owner: Principal, conversation_id: ConversationId, title: str) -> None:
        """Give a conversation another title; it stays when a question is edited."""

    def delete_conversation(self, owner: Principal, conversation_id: ConversationId) -> frozenset[str]:
        """Delete a conversation and return the hashes of the files that no message uses any more."""

    def add_question(
        self, owner: Principal, conversation_id: ConversationId, turn: Turn, *, new_assistant: str | None
    ) -> Conversation:
        """Save a question; with `new_assistant` the conversation begins with it."""

    def edit_question(self, owner: Principal, conversation_id: ConversationId, text: str) -> Conversation:
        """Change the last question; its reply is gone. NothingToRegenerateError where there is no question."""

    def choose_product(
        self, owner: Principal, conversation_id: ConversationId, attachment_id: AttachmentId, picture_id: int
    ) -> None:
        """Say which of the products that a photo may show it does show."""

    def load_for_regeneration(self, owner: Principal, conversation_id: ConversationId) -> Conversation:
        """Return a conversation without its last reply; NothingToRegenerateError where there is no question."""

    def find_citation(self, owner: Principal, citation_id: CitationId) -> Citation:
        """Return a citation of one of the owner's conversations."""

    def find_attachment(self, owner: Principal, attachment_id: AttachmentId) -> StoredAttachment:
        """Return an attachment of one of the owner's conversations."""

    def find_figure(self, owner: Principal, figure_id: FigureId) -> StoredFigure:
        """Return a figure of one of the owner's conversations."""

    def find_trace(self, owner: Principal, message_id: MessageId) -> Trace | None:
        """Return how a reply of one of the owner's conversations came about; None where that was not kept."""

    def used_files(self) -> frozenset[str]:
        """Return the hashes of all files that a message uses."""
