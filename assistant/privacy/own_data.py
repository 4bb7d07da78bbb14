"""What somebody is owed of their own data: a copy of all of it, and its deletion.

Conversations name their owner, so both begin there. What else is kept holds nobody's name: questions that found nothing
are kept masked and without who asked, log lines hold ids and times, and the indexes hold documents alone. A backup that
was made before a deletion holds what was deleted until it is deleted itself.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from assistant.attempts import StoredAttempt
from assistant.conversation import Conversation, ConversationId, StoredAttachment, StoredMessage
from assistant.history.export import render_markdown
from assistant.people.principal import Principal
from knowledge_base.text.languages import Language


class Manager(Protocol):
    """The conversation manager as an owner's data needs it."""

    def load_conversation(self, owner: Principal, conversation_id: ConversationId) -> Conversation:
        """Load a conversation."""

    def delete_conversation(self, owner: Principal, conversation_id: ConversationId) -> None:
        """Delete a conversation with its attachments; ConversationBusyError while a reply is written."""


class Ages(Protocol):
    """The history by owner."""

    def list_all(self, owner: Principal) -> tuple[ConversationId, ...]:
        """List all of an owner's conversations, oldest first."""


class Attempts(Protocol):
    """What learners tried."""

    def list_all(self, learner: Principal) -> tuple[StoredAttempt, ...]:
        """List all attempts of a learner, oldest first."""


class Drafts(Protocol):
    """What was read ahead of attachments that were not sent."""

    def forget_all(self, owner: Principal) -> None:
        """Forget those of an owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """All that is kept of somebody, to be copied and to be deleted."""

    manager: Manager
    ages: Ages
    drafts: Drafts
    attempts: Attempts
    path_of: Callable[[str], Path]  # of an attachment's bytes, by their SHA-256

    def write_copy(self, owner: Principal, file: IO[bytes], language: Language, **about: str) -> int:
        """Write each conversation to read and as data, with what was sent, and what was recorded of its exercises.

        Args:
            owner: Whose.
            file: A ZIP archive is written here.
            language: Of the words between the messages.
            about: What else is known, such as the name of the account.

        Returns:
            How many conversations it holds.
        """
        ids = self.ages.list_all(owner)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("about.json", _json({"id": owner.id, **about, "conversations": len(ids)}))
            tried = self.attempts.list_all(owner)
            for number, conversation_id in enumerate(ids, start=1):
                own = [_attempt_data(one) for one in tried if one.conversation_id == conversation_id]
                if own:
                    archive.writestr(f"{number:04}/attempts.json", _json({"attempts": own}))
                conversation = self.manager.load_conversation(owner, conversation_id)
                archive.writestr(f"{number:04}/conversation.md", render_markdown(conversation, language))
                archive.writestr(f"{number:04}/conversation.json", _json(_as_data(conversation)))
                for name, attachment in _name_files(conversation):
                    path = self.path_of(attachment.sha256)
                    if path.exists():
                        archive.write(path, f"{number:04}/{name}")
        return len(ids)

    def delete(self, owner: Principal) -> int:
        """Delete all of it.

        Returns:
            How many conversations were deleted.

        Raises:
            ConversationBusyError: A reply is being written; what was deleted before it stays deleted.
        """
        self.drafts.forget_all(owner)
        ids = self.ages.list_all(owner)
        for conversation_id in ids:
            self.manager.delete_conversation(owner, conversation_id)
        return len(ids)


def _name_files(conversation: Conversation) -> Iterator[tuple[str, StoredAttachment]]:
    sent = (attachment for message in conversation.messages for attachment in message.attachments)
    for number, attachment in enumerate(sent, start=1):
        yield f"{number:02}-{attachment.name}", attachment


def _as_data(conversation: Conversation) -> dict[str, Any]:
    return {
        "title": conversation.title,
        "assistant": conversation.assistant,
        "messages": [_message_data(message) for message in conversation.messages],
    }


def _attempt_data(stored: StoredAttempt) -> dict[str, Any]:
    return {"at": stored.at.isoformat(), **asdict(stored.attempt)}


def _message_data(message: StoredMessage) -> dict[str, Any]:
    return {
        "role": message.role,
        "at": message.created_at.isoformat(),
        "text": message.text,
        "attachments": [
            {
                "name": attachment.name,
                "type": attachment.mime_type,
                "read_or_heard": attachment.understanding.text if attachment.understanding else None,
            }
            for attachment in message.attachments
        ],
        "citations": [
            {"number": citation.number, "document": citation.document_title, "text": citation.text}
            for citation in message.citations
        ],
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
