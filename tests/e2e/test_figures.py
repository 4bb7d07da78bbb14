"""Pictures under an answer: seen, read out, opened large, still there after a reload, on a phone and by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chat import Chat
from tests.e2e.conftest import OpenChat

pytestmark = pytest.mark.browser

IS_DRAWN = "image => image.complete && image.naturalWidth > 0"


def open_large(chat: Chat, picture: str) -> Page:
    """Press Enter on a picture and return the page that shows it."""
    with chat.page.context.expect_page() as opened:
        chat.page.get_by_role("link", name=picture).press("Enter")
    return opened.value


def reach_by_tab(chat: Chat, picture: str) -> None:
    """Go backwards from the box to a picture, as one does without a mouse."""
    chat.box.focus()
    link = chat.page.get_by_role("link", name=picture)
    for _ in range(20):
        chat.page.keyboard.press("Shift+Tab")
        if link.evaluate("link => link === document.activeElement"):
            return
    pytest.fail("the picture can't be reached by keyboard")


def test_a_graph_is_shown_read_out_and_opened_large(open_chat: OpenChat) -> None:
    chat = open_chat("/en/")
    chat.ask("Please plot y = x^2 - 3x - 4")
    graph = "Graph of y = x^2 - 3x - 4 for x from -3 to 6"
    expect(chat.page.locator("#announcer")).to_contain_text(graph)
    reach_by_tab(chat, graph)
    large = open_large(chat, graph)
    expect(large.locator("svg")).to_contain_text("y = x² - 3x - 4")
    large.close()
    chat.page.reload()
    picture = chat.page.get_by_role("img", name=graph)
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate(IS_DRAWN)


def test_a_sketch_fits_a_phone_in_the_dark_and_speaks_chinese(open_chat: OpenChat) -> None:
    chat = open_chat(
        "/zh/", locale="zh-CN", viewport={"width": 390, "height": 780}, color_scheme="dark", has_touch=True
    )
    chat.ask("请画一个直角边为 6 厘米和 8 厘米的三角形")
    picture = chat.page.get_by_role("img", name="示意图：BC = 6 厘米, AC = 8 厘米, AB")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate(IS_DRAWN)
    assert chat.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 260  # as large as the phone lets it


def test_a_table_is_drawn_as_a_chart_whose_numbers_are_cited(open_chat: OpenChat) -> None:
    chat = open_chat("/en/")
    reply = chat.ask("Show me a bar chart of the warranty of the product groups")
    for fact in (
        "Wireless earbuds and headphones, Warranty: 2 years",
        "Cables and accessories, Warranty: 6 months",
    ):
        assert fact in reply
    chart = chat.page.get_by_role("link", name="Cameras and smart home 36")
    expect(chart.get_by_role("img")).to_have_js_property("complete", True)
    assert chart.get_by_role("img").evaluate(IS_DRAWN)
    expect(chat.replies.last.locator("a.citation")).to_have_count(4)
    expect(chat.replies.last.locator("a.source")).to_contain_text(["Warranty and repair"])
