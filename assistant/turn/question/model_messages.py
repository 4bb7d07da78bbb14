"""Stored messages → what the model and the search get to see of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.conversation import AttachmentKind, StoredAttachment, StoredMessage, Understanding
from assistant.history.attachments import AttachmentStore
from assistant.turn.injection import without_orders
from model.chat.capabilities import Capability
from model.chat.messages import AudioPart, ChatMessage, ImagePart, Part, TextPart
from model.photos.findings import FindingKind

SHOWN_CHARACTERS = (
    1500  # of what was read from one attachment: a page of small print must not fill the prompt
)
SEARCHED_CHARACTERS = 300
SEARCHED_FIRST = (FindingKind.MODEL, FindingKind.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageConversion:
    """Turns stored messages into those of the model.

    Attributes:
        store: Holds the bytes of attachments.
        capabilities: Tells what the model can do: bytes that it can't use are not read from the disk.
    """

    store: AttachmentStore
    capabilities: Callable[[], frozenset[Capability]]

    def convert(self, message: StoredMessage) -> ChatMessage:
        """Convert a message; photos and voice clips have what was understood of them, and their bytes where used."""
        parts: list[Part] = [self._to_part(attachment) for attachment in message.attachments]
        if message.text:
            parts.append(TextPart(text=message.text))
        return ChatMessage(role=message.role, parts=tuple(parts))

    def _to_part(self, attachment: StoredAttachment) -> ImagePart | AudioPart:
        text = describe(attachment.understanding)
        if attachment.kind is AttachmentKind.IMAGE:
            data = self._read(attachment, Capability.IMAGE)
            return ImagePart(data=data, mime_type=attachment.mime_type, understanding=without_orders(text))
        data = self._read(attachment, Capability.AUDIO)
        return AudioPart(data=data, mime_type=attachment.mime_type, understanding=text)

    def _read(self, attachment: StoredAttachment, needed: Capability) -> bytes:
        return self.store.read_bytes(attachment) if needed in self.capabilities() else b""


def asked_words(message: StoredMessage) -> str:
    """Return what a question says in words, typed or spoken."""
    spoken = (_text_of(a) for a in message.attachments if a.kind is AttachmentKind.AUDIO)
    return " ".join(filter(None, (message.text, *spoken)))


def recognised_products(message: StoredMessage) -> tuple[str, ...]:
    """Return the names of the products that a question's photos show."""
    known = (a.understanding for a in message.attachments)
    return tuple(u.product.product for u in known if u is not None and u.product is not None)


def photographed_words(message: StoredMessage) -> str:
    """Return what a question's photos show and say at the length of a search: products, models and codes first."""
    photos = [a.understanding for a in message.attachments if a.kind is AttachmentKind.IMAGE]
    known = [understanding for understanding in photos if understanding is not None]
    products = recognised_products(message)
    values = (found.value for u in known for found in u.findings if found.kind in SEARCHED_FIRST)
    codes = (code for u in known for code in u.barcodes)
    words = " ".join([*dict.fromkeys((*products, *values, *codes)), *(u.text for u in known)])
    return " ".join(words.split())[:SEARCHED_CHARACTERS]


def describe(understanding: Understanding | None) -> str:
    """Return an understanding as the model reads it."""
    if understanding is None:
        return ""
    product = f"Product in the photo: {understanding.product.product}" if understanding.product else ""
    codes = "\n".join(f"Barcode: {code}" for code in understanding.barcodes)
    return "\n".join(filter(None, (product, codes, understanding.text)))[:SHOWN_CHARACTERS]


def _text_of(attachment: StoredAttachment) -> str:
    return attachment.understanding.text if attachment.understanding else ""
