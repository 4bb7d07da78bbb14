"""The cards of products that a photo brought up: found by the photo, opened like a citation."""

from __future__ import annotations

from assistant.conversation import AttachmentId, Citation, CitationId, ProductCard, StoredAttachment
from assistant.errors import NotFoundError

PREFIX = "product"


def find_card(attachment: StoredAttachment, picture_id: int) -> ProductCard:
    """Return a photo's card; NotFoundError where it has none for this picture."""
    known = attachment.understanding
    for card in known.products if known else ():
        if card.picture_id == picture_id:
            return card
    msg = f"photo {attachment.id!r} has no product {picture_id!r}"
    raise NotFoundError(msg)


def name_card_citation(attachment_id: AttachmentId, card: ProductCard) -> CitationId:
    """Return the id by which a card's passage is opened."""
    return CitationId(f"{PREFIX}-{attachment_id}-{card.picture_id}")


def parse_card_citation(citation_id: CitationId) -> tuple[AttachmentId, int] | None:
    """Return photo and picture of a card's passage; None where it is a reply's citation."""
    parts = citation_id.split("-")
    if len(parts) != 3 or parts[0] != PREFIX or not (parts[2].isascii() and parts[2].isdigit()):
        return None
    return AttachmentId(parts[1]), int(parts[2])


def to_citation(card: ProductCard, attachment_id: AttachmentId) -> Citation:
    """Return a card's passage as a citation; NotFoundError where it has none."""
    passage = card.passage
    if passage is None:
        msg = f"the card of {card.picture_id!r} has no passage"
        raise NotFoundError(msg)
    return Citation(
        id=name_card_citation(attachment_id, card),
        number=1,
        document_title=passage.document_title,
        heading_path=passage.heading_path,
        page=passage.page,
        text=passage.text,
        quote="",
        document_id=passage.document_id,
        passage_ordinal=passage.passage_ordinal,
    )
