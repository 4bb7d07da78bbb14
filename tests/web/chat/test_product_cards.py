"""Cards of products as markup: what is data stays text."""

from datetime import UTC, datetime

from assistant.conversation import (
    AttachmentId,
    AttachmentKind,
    MessageId,
    PassageCopy,
    ProductCard,
    StoredAttachment,
    StoredMessage,
    Understanding,
)
from model.chat.messages import Role
from web.chat.product_cards import render_product_cards
from web.texts import load_texts


def card(number: int, product: str, *, is_sure: bool = False, probability: float = 0.6) -> ProductCard:
    passage = PassageCopy(
        document_title="Manual",
        heading_path=("Reset",),
        page=3,
        text="Hold the button.",
        excerpt="Hold the button.",
        passage_ordinal=0,
        document_id="d1",
    )
    return ProductCard(
        picture_id=number,
        product=product,
        caption=f"{product} from the left",
        document_id="d1",
        probability=probability,
        is_sure=is_sure,
        passage=passage,
    )


def question(known: Understanding | None) -> StoredMessage:
    photo = StoredAttachment(
        id=AttachmentId("a1"),
        kind=AttachmentKind.IMAGE,
        mime_type="image/jpeg",
        name="photo.jpg",
        size_bytes=1,
        sha256="0" * 64,
        understanding=known,
    )
    return StoredMessage(
        id=MessageId("m1"),
        role=Role.USER,
        text="",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        attachments=(photo,),
    )


def render(known: Understanding | None, *, can_choose: bool = True) -> str:
    return render_product_cards(question(known), load_texts("en"), can_choose=can_choose)


def test_unsure_products_are_offered_with_picture_passage_and_choice() -> None:
    html = render(Understanding(text="", products=(card(1, "Kettle"), card(2, "Lamp"))))
    assert "Is it one of these" in html
    assert 'src="/attachments/a1/products/2"' in html
    assert 'alt="Lamp from the left"' in html
    assert 'href="#choose-a1-2"' in html
    assert 'href="#citation-product-a1-1"' in html
    assert "#choose-" not in render(Understanding(text="", products=(card(1, "Kettle"),)), can_choose=False)


def test_the_chosen_product_is_marked_and_the_other_can_still_be_chosen() -> None:
    products = (card(1, "Kettle", is_sure=True), card(2, "Lamp"))
    html = render(Understanding(text="", products=products, chosen_picture_id=2))
    assert "#choose-a1-1" in html
    assert "#choose-a1-2" not in html
    assert html.count("product-chosen") == 1


def test_names_are_text_and_nothing_is_shown_without_products() -> None:
    html = render(Understanding(text="", products=(card(1, '<img src=x onerror="x()">**b**'),)))
    assert "<img src=x" not in html
    assert "**b**" not in html
    assert render(Understanding(text="x")) == ""
    assert render(None) == ""
    assert render_product_cards(None, load_texts("zh"), can_choose=True) == ""
