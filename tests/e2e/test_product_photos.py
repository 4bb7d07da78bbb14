"""A product photo brings up the product's card, which works without a mouse; what is no product is not guessed."""

import pytest
from playwright.sync_api import expect

from tests.conftest import PROJECT_FOLDER
from tests.e2e.conftest import OpenChat

pytestmark = pytest.mark.browser

PHOTOS = PROJECT_FOLDER / "tests" / "data" / "products"


def test_a_photo_without_a_word_brings_up_its_product(open_chat: OpenChat) -> None:
    chat = open_chat("/en/")
    chat.attach(PHOTOS / "earbuds-photo.jpg")
    chat.box.focus()
    reply = chat.ask()
    assert "AeroSound 2" in reply
    cards = chat.replies.last.get_by_role("group").get_by_role("listitem")
    card = cards.filter(has_text="AeroSound 2").first
    picture = card.get_by_role("img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth > 0 && image.alt.includes('AeroSound')")
    source = card.locator("a.product-source")
    source.press("Enter")
    dialog = chat.page.get_by_role("dialog")
    expect(dialog.locator("h2")).to_contain_text("AeroSound 2")
    chat.page.keyboard.press("Escape")
    expect(source).to_be_focused()
    chat.page.reload()
    expect(cards.filter(has_text="AeroSound 2").first).to_be_visible()
    assert chat.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_is_no_product_is_said_without_a_guess(open_chat: OpenChat) -> None:
    chat = open_chat("/en/")
    chat.attach(PHOTOS / "lamp-photo.jpg")
    chat.box.focus()
    reply = chat.ask()
    assert "table lamp" in reply
    assert "don't recognise" in reply
    expect(chat.replies.last.get_by_role("listitem")).to_have_count(0)
