"""The products that a photo brought up → cards under the reply, each with its picture and what its document says."""

from __future__ import annotations

from assistant.conversation import (
    AttachmentId,
    AttachmentKind,
    PassageCopy,
    ProductCard,
    StoredMessage,
    Understanding,
)
from assistant.media.product_cards import name_card_citation
from web.markup import plain
from web.texts import Texts


def render_product_cards(question: StoredMessage | None, texts: Texts, *, can_choose: bool) -> str:
    """Render the cards of a question's photos.

    Args:
        question: The question above the reply.
        texts: In the language of the page.
        can_choose: Whether it is the last question, which can be answered again for another product.
    """
    if question is None:
        return ""
    return "".join(
        _render_photo(attachment.id, attachment.understanding, texts, can_choose=can_choose)
        for attachment in question.attachments
        if attachment.kind is AttachmentKind.IMAGE
        and attachment.understanding
        and attachment.understanding.products
    )


def _render_photo(
    attachment_id: AttachmentId, known: Understanding, texts: Texts, *, can_choose: bool
) -> str:
    settled = known.product
    is_settled = settled is not None and (
        known.chosen_picture_id is not None or settled.probability >= 1.0 or len(known.products) == 1
    )
    heading = texts("product.recognised" if is_settled else "product.is_it_one_of_these")
    cards = "".join(
        _render_card(attachment_id, card, texts, is_it=card is settled, can_choose=can_choose)
        for card in known.products
    )
    label = plain(heading)
    return (
        f'<div class="products" role="group" aria-label="{label}"><p class="products-heading">{label}</p>'
        f'<ul class="product-cards">{cards}</ul></div>'
    )


def _render_card(
    attachment_id: AttachmentId, card: ProductCard, texts: Texts, *, is_it: bool, can_choose: bool
) -> str:
    name = plain(card.product)
    picture = (
        f'<img class="product-picture" src="/attachments/{attachment_id}/products/{card.picture_id}" '
        f'alt="{plain(card.caption)}" loading="lazy">'
    )
    choice = ""
    if is_it:
        choice = f'<span class="product-chosen">✓ {plain(texts("product.this_one"))}</span>'
    elif can_choose:
        label = plain(texts("product.choose"))
        # Gradio drops the data of a button inside a message; a link keeps its target
        choice = (
            f'<a class="product-choose" href="#choose-{attachment_id}-{card.picture_id}">{label}'
            f'<span class="product-unseen">: {name}</span></a>'
        )
    return (
        f'<li class="product-card{" chosen" if is_it else ""}">{picture}'
        f'<div class="product-words"><b class="product-name">{name}</b>'
        f"{_render_passage(attachment_id, card, texts)}{choice}</div></li>"
    )


def _render_passage(attachment_id: AttachmentId, card: ProductCard, texts: Texts) -> str:
    passage = card.passage
    if passage is None:
        return ""
    place = plain(_name_place(passage, texts))
    citation = name_card_citation(attachment_id, card)
    return (
        f'<span class="product-passage">{plain(passage.excerpt)}</span>'
        f'<a class="source product-source" href="#citation-{citation}">{place}</a>'
    )


def _name_place(passage: PassageCopy, texts: Texts) -> str:
    page = () if passage.page is None else (texts("chat.page", page=passage.page),)
    return " › ".join((passage.document_title, *passage.heading_path[-1:], *page))
