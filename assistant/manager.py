"""The conversation manager: all that a user can do with conversations. A turn itself is in `assistant.reply`.

The manager is given its parts and never imports a database, an index, torch or the interface.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from assistant.attachments import AttachmentStore
from assistant.conversation import (
    AttachmentId,
    Citation,
    CitationId,
    Conversation,
    ConversationId,
    ConversationSummary,
    Language,
    OwnerId,
    StoredAttachment,
    Turn,
)
from assistant.errors import (
    ConversationBusyError,
    EmptyTurnError,
    TooManyAttachmentsError,
    TurnTooLongError,
)
from assistant.events import ReplyEvent
from assistant.evidence import OpenedCitation, draw_citation, open_citation
from assistant.export import render_markdown
from assistant.history import SqlHistory
from assistant.personas import PERSONAS
from assistant.prompt import PromptBuilder
from assistant.protocols import EvidenceSource
from assistant.reply import ReplyMaker
from assistant.source_kinds import find_source_kind, with_source_kinds
from model.messages import TextPart

logger = logging.getLogger(__name__)


class ConversationManager:
    """All that the interface may ask for; every call names the owner."""

    def __init__(
        self,
        *,
        history: SqlHistory,
        attachments: AttachmentStore,
        prompts: PromptBuilder,
        replies: ReplyMaker,
        evidence: EvidenceSource,
        max_question_characters: int,
        max_attachments: int,
    ) -> None:
        self._history = history
        self._attachments = attachments
        self._prompts = prompts
        self._replies = replies
        self._evidence = evidence
        self._max_question_characters = max_question_characters
        self._max_attachments = max_attachments
        self._busy: dict[ConversationId, threading.Event] = {}  # set where the reply shall stop
        self._busy_lock = threading.Lock()

    # --- a turn ---------------------------------------------------------------------------------------------

    def prepare_turn(self, text: str, uploads: Sequence[Path]) -> Turn:
        """Check a question and keep its attachments; nothing is in the history yet.

        Raises:
            InvalidTurnError: Empty, too long, or too many attachments.
            AttachmentError: A file is no usable photo or voice clip; names it.
            AttachmentTooLargeError: A file is too large; names it.
        """
        self._check_text(text)
        if not text.strip() and not uploads:
            msg = "the question is empty"
            raise EmptyTurnError(msg)
        if len(uploads) > self._max_attachments:
            msg = f"{len(uploads)} attachments, the limit is {self._max_attachments}"
            raise TooManyAttachmentsError(msg, limit=self._max_attachments)
        return Turn(text=text.strip(), attachments=tuple(self._attachments.store(path) for path in uploads))

    def stream_reply(
        self,
        owner: OwnerId,
        conversation_id: ConversationId | None,
        turn: Turn,
        *,
        persona: str,
        language: Language,
    ) -> Iterator[ReplyEvent]:
        """Save a question and answer it; closing the iterator stops the reply and keeps what is written.

        Args:
            owner: Who asks.
            conversation_id: Where; None begins a conversation with this persona.
            turn: What `prepare_turn` gave.
            persona: `customer_service` or `tutor`.
            language: Language of the interface, for a question that shows none.

        Raises:
            AssistantError: See `assistant.errors`; the history is consistent after each of them.
        """
        asked_in = conversation_id or ConversationId(uuid4().hex)
        with self._claim(asked_in) as stop:
            new_persona = PERSONAS[persona].name if conversation_id is None else None
            conversation = self._history.add_question(owner, asked_in, turn, new_persona=new_persona)
            yield from _until(stop, self._replies.answer(conversation, language))

    def regenerate(
        self, owner: OwnerId, conversation_id: ConversationId, *, language: Language
    ) -> Iterator[ReplyEvent]:
        """Answer the last question again; the old reply stays until there is a new one."""
        with self._claim(conversation_id) as stop:
            conversation = self._history.load_for_regeneration(owner, conversation_id)
            yield from _until(stop, self._replies.answer(conversation, language))

    def edit_last_question(
        self, owner: OwnerId, conversation_id: ConversationId, text: str, *, language: Language
    ) -> Iterator[ReplyEvent]:
        """Replace the text of the last question and answer it."""
        self._check_text(text)
        with self._claim(conversation_id) as stop:
            conversation = self._history.edit_question(owner, conversation_id, text.strip())
            yield from _until(stop, self._replies.answer(conversation, language))

    def stop_reply(self, owner: OwnerId, conversation_id: ConversationId) -> None:
        """Stop the reply that is being written in a conversation, if there is one; what is written is kept.

        Raises:
            NotFoundError: No such conversation, or it is another owner's.
        """
        self._history.load_conversation(owner, conversation_id)
        with self._busy_lock:
            if conversation_id in self._busy:
                self._busy[conversation_id].set()

    def _check_text(self, text: str) -> None:
        limit = self._max_question_characters
        is_long = len(text) > limit
        # a token takes one byte at least, so most questions need not be counted
        if not is_long and len(text.encode()) > self._prompts.budget_tokens // 4:
            is_long = not self._prompts.fits_alone((TextPart(text=text),))
        if is_long:
            msg = f"the question has {len(text)} characters, the limit is {limit}"
            raise TurnTooLongError(msg, characters=len(text), limit=limit)

    @contextmanager
    def _claim(self, conversation_id: ConversationId) -> Iterator[threading.Event]:
        stop = threading.Event()
        with self._busy_lock:
            if conversation_id in self._busy:
                msg = f"a reply is being written in {conversation_id!r}"
                raise ConversationBusyError(msg)
            self._busy[conversation_id] = stop
        try:
            yield stop
        finally:
            with self._busy_lock:
                del self._busy[conversation_id]

    # --- conversations --------------------------------------------------------------------------------------

    def list_conversations(self, owner: OwnerId, search: str = "") -> tuple[ConversationSummary, ...]:
        """List an owner's conversations, newest first; `search` looks in titles and texts."""
        return self._history.list_conversations(owner, search)

    def load_conversation(self, owner: OwnerId, conversation_id: ConversationId) -> Conversation:
        """Load a conversation; NotFoundError also where it is another owner's."""
        conversation = self._history.load_conversation(owner, conversation_id)
        return with_source_kinds(conversation, self._evidence.read_name)

    def rename_conversation(self, owner: OwnerId, conversation_id: ConversationId, title: str) -> None:
        """Give a conversation another title; a blank one changes nothing."""
        self._history.rename_conversation(owner, conversation_id, title)

    def delete_conversation(self, owner: OwnerId, conversation_id: ConversationId) -> None:
        """Delete a conversation with its attachments."""
        with self._claim(conversation_id):
            self._attachments.discard(self._history.delete_conversation(owner, conversation_id))

    def export_markdown(self, owner: OwnerId, conversation_id: ConversationId, language: Language) -> str:
        """Return a conversation as a Markdown document with its citations as footnotes."""
        return render_markdown(self.load_conversation(owner, conversation_id), language)

    def read_citation(self, owner: OwnerId, citation_id: CitationId) -> Citation:
        """Return a cited passage; NotFoundError also where it is another owner's."""
        citation = self._history.find_citation(owner, citation_id)
        kind = find_source_kind(citation.document_id or "", self._evidence.read_name)
        return replace(citation, source_kind=kind)

    def open_citation(self, owner: OwnerId, citation_id: CitationId) -> OpenedCitation:
        """Look a citation up in its document; NotFoundError also where it is another owner's."""
        return open_citation(self.read_citation(owner, citation_id), self._evidence)

    def draw_citation(self, owner: OwnerId, citation_id: CitationId) -> bytes:
        """Draw the page that a citation is from, as WebP.

        Raises:
            NotFoundError: No such citation, another owner's, or its document is gone.
            PageImageError: The document has no pages, or this one can't be drawn.
            PageImageBusyError: Too many pages are being drawn.
        """
        return draw_citation(self.read_citation(owner, citation_id), self._evidence)

    def read_attachment(self, owner: OwnerId, attachment_id: AttachmentId) -> tuple[StoredAttachment, Path]:
        """Return an attachment and where its bytes lie; NotFoundError also where it is another owner's."""
        attachment = self._history.find_attachment(owner, attachment_id)
        return attachment, self._attachments.path_of(attachment.sha256)


def _until(stop: threading.Event, events: Generator[ReplyEvent, None, None]) -> Iterator[ReplyEvent]:
    """Pass events on until someone says stop; closing them saves what is written."""
    with closing(events):
        for event in events:
            yield event
            if stop.is_set():
                return
