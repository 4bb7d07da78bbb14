"""The values of a conversation: what is stored, what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, NewType

from model.chat.messages import Role
from model.photos.findings import Finding

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
AttachmentId = NewType("AttachmentId", str)
CitationId = NewType("CitationId", str)
FigureId = NewType("FigureId", str)

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
class PassageCopy:
    """What a document says of a product: a copy, so that it outlives its document."""

    document_title: str
    heading_path: tuple[str, ...]
    page: int | None
    text: str
    excerpt: str  # its beginning, on one line
    passage_ordinal: int
    document_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """A product that a photo may show.

    Attributes:
        picture_id: Its picture, which may be gone by now.
        product: What it is called.
        caption: What the picture shows, for those who can't see it.
        document_id: The document that the picture belongs to.
        probability: 0 to 1; 1 where a barcode says it or the user did.
        is_sure: Whether it is taken for the product without asking.
        passage: What its document says; None where nothing was found.
    """

    picture_id: int
    product: str
    caption: str
    document_id: str
    probability: float
    is_sure: bool
    passage: PassageCopy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenThing:
    """An everyday thing in a photo, in both languages."""

    english: str
    chinese: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What was read from a photo or heard in a voice clip.

    Attributes:
        text: Recognised text, in reading order; empty when nothing was recognised.
        barcodes: Contents of the barcodes and QR codes in a photo. Shown, never followed.
        findings: Model and serial numbers, error codes, dates and amounts in a photo.
        recognised: What was recognised, where the user has corrected `text`, else None.
        language: Language of a transcript as an ISO 639-1 code, else None.
        duration_seconds: Length of a voice clip, else None.
        products: Products that a photo may show, likeliest first.
        chosen_picture_id: The picture of the product that the user said it is, else None.
        things: What a photo shows, where that is likely.
    """

    text: str
    barcodes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    recognised: str | None = None
    language: str | None = None
    duration_seconds: float | None = None
    products: tuple[ProductCard, ...] = ()
    chosen_picture_id: int | None = None
    things: tuple[SeenThing, ...] = ()

    @property
    def product(self) -> ProductCard | None:
        """The product in the photo: the one that was chosen, or the likeliest where that is sure."""
        for card in self.products:
            if card.picture_id == self.chosen_picture_id:
                return card
        return next((card for card in self.products if card.is_sure), None)


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
class StoredFigure:
    """A picture under a reply.

    Attributes:
        specification: What it shows: `figure` names the kind, the rest are its fields. Those that are drawn are in
            `model.figures.specification`; a `page` names a citation, a `product` the picture that an admin added, a
            `generated` one the words it was made from, and `none` says that it could not be drawn.
        sha256: Of a generated picture's bytes in the attachment store, else None.
        is_gone: Whether the product's picture has been removed; not stored, as the knowledge base knows it.
    """

    id: FigureId
    specification: Mapping[str, Any]
    sha256: str | None = None
    is_gone: bool = False


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
    figures: tuple[StoredFigure, ...] = ()
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
    assistant: str
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
