"""Conversations in the database: short transactions, and every read checks the owner.

A turn costs two transactions: the question before any slow work, the reply with what was understood and cited
after it. Whatever is interrupted in between leaves a question without a reply, which can be answered again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine, exists, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.attempts import Attempt
from assistant.conversation import (
    AttachmentId,
    Citation,
    CitationAnchor,
    CitationId,
    Conversation,
    ConversationId,
    ConversationSummary,
    FigureId,
    FinishReason,
    MessageId,
    StoredAttachment,
    StoredFigure,
    StoredMessage,
    Turn,
    Understanding,
)
from assistant.errors import HistoryError, NotFoundError
from assistant.history.conversation_titles import make_title, name_by_what_was_heard, title_of
from assistant.history.record_queries import (
    Owned,
    find_conversation,
    find_owned,
    find_trace,
    last_question,
    select_used_files,
)
from assistant.history.record_values import (
    to_attachment,
    to_attempt_records,
    to_citation,
    to_citation_record,
    to_conversation,
    to_figure,
    to_figure_record,
    to_message,
    to_question_record,
)
from assistant.history.records import (
    AttachmentRecord,
    CitationRecord,
    ConversationRecord,
    FigureRecord,
    MessageRecord,
)
from assistant.people.principal import Principal
from assistant.trace import Trace
from knowledge_base.store.database import READ_ONLY_OPTION
from model.chat.messages import Role

MATCH_CONTEXT_CHARACTERS = 30
LISTED_CONVERSATIONS = 200


class SqlHistory:
    """The history in any database that SQLAlchemy speaks to."""

    def __init__(self, engine: Engine) -> None:
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    def list_conversations(self, owner: Principal, search: str = "") -> tuple[ConversationSummary, ...]:
        """List an owner's conversations, newest first; `search` looks in titles and texts."""
        words = search.strip()
        query = select(ConversationRecord).where(ConversationRecord.owner == owner.id)
        if words:
            in_text = exists().where(
                MessageRecord.conversation_id == ConversationRecord.id,
                MessageRecord.text.icontains(words, autoescape=True),
            )
            query = query.where(or_(ConversationRecord.title.icontains(words, autoescape=True), in_text))
        query = query.order_by(ConversationRecord.updated_at.desc()).limit(LISTED_CONVERSATIONS)
        with self._transaction(reads_only=True) as session:
            return tuple(
                ConversationSummary(
                    id=ConversationId(record.id),
                    title=record.title,
                    updated_at=record.updated_at,
                    match=self._find_match(session, record, words) if words else None,
                )
                for record in session.scalars(query)
            )

    def load_conversation(self, owner: Principal, conversation_id: ConversationId) -> Conversation:
        """Load a conversation with all its messages.

        Raises:
            NotFoundError: No such conversation, or it is another owner's.
        """
        with self._transaction(reads_only=True) as session:
            return to_conversation(find_conversation(session, owner, conversation_id))

    def rename_conversation(self, owner: Principal, conversation_id: ConversationId, title: str) -> None:
        """Give a conversation another title; a blank title changes nothing.

        Raises:
            NotFoundError: No such conversation, or it is another owner's.
        """
        with self._transaction() as session:
            record = find_conversation(session, owner, conversation_id)
            record.title = make_title(title) or record.title

    def delete_conversation(self, owner: Principal, conversation_id: ConversationId) -> frozenset[str]:
        """Delete a conversation and all that belongs to it.

        Returns:
            The SHA-256 of each attachment that no message uses any more.

        Raises:
            NotFoundError: No such conversation, or it is another owner's.
        """
        with self._transaction() as session:
            record = find_conversation(session, owner, conversation_id)
            freed = {attachment.sha256 for message in record.messages for attachment in message.attachments}
            freed |= {f.sha256 for message in record.messages for f in message.figures if f.sha256}
            session.delete(record)
            session.flush()
            return frozenset(freed - set(session.scalars(select_used_files(freed))))

    def add_question(
        self, owner: Principal, conversation_id: ConversationId, turn: Turn, *, new_assistant: str | None
    ) -> Conversation:
        """Save a question.

        Args:
            owner: Whose conversation it is.
            conversation_id: The conversation.
            turn: The question.
            new_assistant: The assistant of a conversation that begins with this question, else None.

        Returns:
            The conversation; its last message is the question.

        Raises:
            NotFoundError: No such conversation, or it is another owner's.
        """
        now = datetime.now(UTC)
        with self._transaction() as session:
            if new_assistant is not None:
                record = ConversationRecord(
                    id=conversation_id,
                    owner=owner.id,
                    title=title_of(turn.text, turn.attachments),
                    assistant=new_assistant,
                    created_at=now,
                    messages=[],
                )
                session.add(record)
            else:
                record = find_conversation(session, owner, conversation_id)
            record.updated_at = now
            ordinal = record.messages[-1].ordinal + 1 if record.messages else 0
            record.messages.append(to_question_record(turn, ordinal, now))
            session.flush()
            return to_conversation(record)

    def edit_question(self, owner: Principal, conversation_id: ConversationId, text: str) -> Conversation:
        """Replace the text of the last question and drop the reply that it had.

        Raises:
            NotFoundError: No such conversation, or it is another owner's.
            NothingToRegenerateError: The conversation has no question.
        """
        with self._transaction() as session:
            record = find_conversation(session, owner, conversation_id)
            question = last_question(record)
            record.messages = [message for message in record.messages if message.ordinal <= question.ordinal]
            if question.ordinal == 0 and record.title == title_of(question.text, question.attachments):
                record.title = title_of(text, question.attachments) or record.title  # else its owner named it
            question.text = text
            record.updated_at = datetime.now(UTC)
            session.flush()
            return to_conversation(record)

    def choose_product(
        self, owner: Principal, conversation_id: ConversationId, attachment_id: AttachmentId, picture_id: int
    ) -> None:
        """Note which of its products a photo of the last question shows, as the user says.

        Raises:
            NotFoundError: No such conversation, photo or product, or it is another owner's.
            NothingToRegenerateError: The conversation has no question.
        """
        with self._transaction() as session:
            question = last_question(find_conversation(session, owner, conversation_id))
            for attachment in question.attachments:
                known = attachment.understanding or {}
                offered = {card["picture_id"] for card in known.get("products", ())}
                if attachment.id == attachment_id and picture_id in offered:
                    attachment.understanding = {**known, "chosen_picture_id": picture_id}
                    return
            msg = f"photo {attachment_id!r} has no product {picture_id!r}"
            raise NotFoundError(msg)

    def load_for_regeneration(self, owner: Principal, conversation_id: ConversationId) -> Conversation:
        """Load a conversation up to its last question; the old reply stays until a new one is saved.

        Raises:
            NotFoundError: No such conversation, or it is another owner's.
            NothingToRegenerateError: The conversation has no question.
        """
        with self._transaction(reads_only=True) as session:
            record = find_conversation(session, owner, conversation_id)
            ordinal = last_question(record).ordinal
            conversation = to_conversation(record)
        kept = tuple(
            m for m, r in zip(conversation.messages, record.messages, strict=True) if r.ordinal <= ordinal
        )
        return Conversation(
            id=conversation.id, title=conversation.title, assistant=conversation.assistant, messages=kept
        )

    def save_reply(
        self,
        question_id: MessageId,
        *,
        text: str,
        finish_reason: FinishReason,
        citations: tuple[Citation, ...],
        anchors: tuple[CitationAnchor, ...],
        understandings: Mapping[AttachmentId, Understanding],
        figures: tuple[StoredFigure, ...] = (),
        trace: Trace | None = None,
        attempt: Attempt | None = None,
    ) -> StoredMessage:
        """Save the reply to a question, in place of the reply that it had.

        Raises:
            NotFoundError: The question was deleted while it was being answered.
        """
        now = datetime.now(UTC)
        with self._transaction() as session:
            question = session.get(MessageRecord, question_id)
            if question is None:
                msg = f"question {question_id!r} is gone"
                raise NotFoundError(msg)
            for attachment in question.attachments:
                understanding = understandings.get(AttachmentId(attachment.id))
                attachment.understanding = (
                    asdict(understanding) if understanding else attachment.understanding
                )
            conversation = session.get_one(ConversationRecord, question.conversation_id)
            name_by_what_was_heard(conversation, question, understandings.values())
            conversation.messages = [m for m in conversation.messages if m.ordinal <= question.ordinal]
            session.flush()  # the old reply's ordinal must be free before the new one takes it
            reply = MessageRecord(
                id=uuid4().hex,
                ordinal=question.ordinal + 1,
                role=Role.ASSISTANT,
                text=text,
                finish_reason=finish_reason,
                anchors=[[anchor.offset, anchor.number] for anchor in anchors],
                created_at=now,
                attachments=[],
                citations=[to_citation_record(citation) for citation in citations],
                figures=[to_figure_record(figure, ordinal) for ordinal, figure in enumerate(figures)],
                trace=trace.to_json() if trace else None,
                attempts=to_attempt_records(attempt, now),
            )
            conversation.messages.append(reply)
            conversation.updated_at = now
            session.flush()
            return to_message(reply)

    def find_trace(self, owner: Principal, message_id: MessageId) -> Trace | None:
        """Load what the steps of a reply decided; None where it was written before that was kept.

        Raises:
            NotFoundError: No such message, or it is in another owner's conversation.
        """
        with self._transaction(reads_only=True) as session:
            saved = find_trace(session, owner, message_id)
        return Trace.from_json(saved) if saved else None

    def find_citation(self, owner: Principal, citation_id: CitationId) -> Citation:
        """Load a citation.

        Raises:
            NotFoundError: No such citation, or it is in another owner's conversation.
        """
        return to_citation(self._find_owned(CitationRecord, owner, citation_id))

    def find_attachment(self, owner: Principal, attachment_id: AttachmentId) -> StoredAttachment:
        """Load what is known of an attachment.

        Raises:
            NotFoundError: No such attachment, or it is in another owner's conversation.
        """
        return to_attachment(self._find_owned(AttachmentRecord, owner, attachment_id))

    def find_figure(self, owner: Principal, figure_id: FigureId) -> StoredFigure:
        """Load a figure.

        Raises:
            NotFoundError: No such figure, or it is in another owner's conversation.
        """
        return to_figure(self._find_owned(FigureRecord, owner, figure_id))

    def used_files(self) -> frozenset[str]:
        """Return the SHA-256 of every file that a message uses."""
        with self._transaction(reads_only=True) as session:
            return frozenset(session.scalars(select_used_files()))

    def _find_owned(self, kind: type[Owned], owner: Principal, wanted: str) -> Owned:
        with self._transaction(reads_only=True) as session:
            return find_owned(session, kind, owner, wanted)

    @staticmethod
    def _find_match(session: Session, record: ConversationRecord, words: str) -> str | None:
        query = select(MessageRecord.text).where(
            MessageRecord.conversation_id == record.id, MessageRecord.text.icontains(words, autoescape=True)
        )
        text = session.scalar(query.order_by(MessageRecord.ordinal).limit(1))
        if text is None:
            return None
        start = max(0, text.lower().find(words.lower()) - MATCH_CONTEXT_CHARACTERS)
        end = start + len(words) + 2 * MATCH_CONTEXT_CHARACTERS
        return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")

    @contextmanager
    def _transaction(self, *, reads_only: bool = False) -> Iterator[Session]:
        try:
            with self._sessions.begin() as session:
                if reads_only:
                    session.connection(execution_options={READ_ONLY_OPTION: True})
                yield session
        except SQLAlchemyError as exc:
            msg = f"the history database failed: {type(exc).__name__}"
            raise HistoryError(msg) from exc
