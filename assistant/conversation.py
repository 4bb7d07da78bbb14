"""The values of a conversation: what is stored, what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType

from model.messages import Role

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
AttachmentId = NewType("AttachmentId", str)
CitationId = NewType("CitationId", str)
OwnerId = NewType("OwnerId", str)

Language = Literal["en", "zh"]
FinishReason = Literal["stop", "length", "cancelled", "error"]
UNSUPPORTED = 0  # the number of a `CitationAnchor` behind a claim that no passage supports


class SourceKind(StrEnum):
    """What the parts of a document are called."""

    PAGE = "page"
    SLIDE = "slide"
    SHEET = "sheet"
    PICTURE = "picture"
    RECORDING = "recording"  # its headings are times


class AttachmentKind(StrEnum):
    """What a stored attachment is."""

    IMAGE = "image"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What was read from a photo or heard in a voice clip.

    Attributes:
        text: Recognised text, in reading order; empty when nothing was recognised.
        barcodes: Contents of the barcodes and QR codes in a photo. Shown, never followed.
        language: Language of a transcript as an ISO 639-1 code, else None.
        duration_seconds: Length of a voice clip, else None.
    """

    text: str
    barcodes: tuple[str, ...] = ()
    language: str | None = None
    duration_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAttachment:
    """A photo or voice clip of a message."""

    id: AttachmentId
    kind: AttachmentKind
    mime_type: str
    name: str
    size_bytes: int
    sha256: str
    understanding: Understanding | None  # None until it was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A passage shown under a reply: a copy, so that it outlives its document.

    Attributes:
        number: Number in the reply, from 1.
        quote: The sentences of `text` that support the reply, one a line.
        document_id: The document, to open it where the passage stands; None where it is not known.
        passage_ordinal: Position of the passage in the document, from 0; None where it is not known.
        source_kind: What `page` counts; not stored, as the document knows it.
    """

    id: CitationId
    number: int
    document_title: str
    heading_path: tuple[str, ...]
    page: int | None
    text: str
    quote: str
    document_id: str | None = None
    passage_ordinal: int | None = None
    source_kind: SourceKind = SourceKind.PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationAnchor:
    """What stands behind a sentence of a reply, after `offset` characters of the text.

    Attributes:
        offset: Where the sentence ends.
        number: Number of the citation that supports it; `UNSUPPORTED` where no passage does.
    """

    offset: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """One message of a conversation, as saved."""

    id: MessageId
    role: Role
    text: str
    created_at: datetime
    attachments: tuple[StoredAttachment, ...] = ()
    citations: tuple[Citation, ...] = ()
    anchors: tuple[CitationAnchor, ...] = ()
    finish_reason: FinishReason | None = None  # None for a user's message


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    """A line of the conversation list."""

    id: ConversationId
    title: str
    updated_at: datetime
    match: str | None = None  # the text around the search words, when it was found by its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation with all its messages, oldest first."""

    id: ConversationId
    title: str
    persona: str
    messages: tuple[StoredMessage, ...]

    @property
    def is_unanswered(self) -> bool:
        """Whether the last question has no reply, for example after a crash."""
        return bool(self.messages) and self.messages[-1].role is Role.USER


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A checked question on its way into a conversation; its attachments are already stored."""

    text: str
    attachments: tuple[StoredAttachment, ...] = ()
