"""What a conversation is called until its owner names it: its first question, or the file that came without words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.conversation import StoredAttachment, Understanding
from assistant.history.records import AttachmentRecord, ConversationRecord, MessageRecord

TITLE_CHARACTERS = 60


def make_title(text: str) -> str:
    """Shorten a text to one line that fits the conversation list."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1].rstrip() + "…"


def title_of(text: str, attachments: Sequence[StoredAttachment | AttachmentRecord]) -> str:
    """Name a conversation by its first question, or by the file that came without a word."""
    return make_title(text) or next((attachment.name[:TITLE_CHARACTERS] for attachment in attachments), "")


def name_by_what_was_heard(
    conversation: ConversationRecord, question: MessageRecord, understandings: Iterable[Understanding]
) -> None:
    """Give a conversation that began with a photo or voice clip alone a better title than the file's name."""
    names = {attachment.name[:TITLE_CHARACTERS] for attachment in question.attachments}
    heard = " ".join(understanding.text for understanding in understandings)
    if question.ordinal == 0 and not question.text and conversation.title in names:
        conversation.title = make_title(heard) or conversation.title
