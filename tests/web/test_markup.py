"""Data stays data: seen through an HTML parser, as a browser would."""

import string

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.conversation import UNSUPPORTED, CitationAnchor
from web.markup import _TAGS, find_addresses, formatted, formatted_with_anchors, plain

# Gradio parses what it is given as Markdown once more
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
ALLOWED = {"html", "body", "code", "pre", "br", "a", "mark", *_TAGS}
KNOWN = "https://shop.example/returns?a=1&b=2"
MARK = '<mark id="{}"></mark>'


def shown(markup: str) -> BeautifulSoup:
    return BeautifulSoup(MARKDOWN.render(markup), "lxml")


def with_marks(text: str, *offsets: int, addresses: tuple[str, ...] = ()) -> BeautifulSoup:
    anchors = [CitationAnchor(offset=offset, number=number) for number, offset in enumerate(offsets)]
    links = {number: MARK.format(number) for number in range(len(offsets))}
    return shown(formatted_with_anchors(text, anchors, links, addresses))


SYNTAX = [
    "`",
    "``",
    "<",
    ">",
    "[",
    "]",
    "(",
    ")",
    "!",
    "![",
    "](",
    "\\",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "*",
    "**",
    "_",
    "~~",
    "&lt;",
    "&#60;",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?",
    "<mark%id=0>",
]
LINES = ("```\n", "\n", "\n\n", "    ", "> ", "- ", "1. ", "# ", "| ", "|-|\n", "[1]: https://evil.example")
WORDS = (
    KNOWN,
    "https://evil.example/x",
    "javascript:alert(1)",
    "#citation-1",
    "words",
    "保修。",
    "%%%LATEX_BLOCK_0%%%",
)
LETTERS = ("\U0001091f", "\U0001039f", "\ue000", "<a class='citation'>")
pieces = st.sampled_from([*SYNTAX, *LINES, *WORDS, *LETTERS])
texts = st.lists(pieces, max_size=24).map("".join) | st.text(
    alphabet=string.punctuation + "\n a", max_size=60
)


@given(texts, st.data())
def test_a_model_makes_no_mark_no_picture_and_no_foreign_link(text: str, data: st.DataObject) -> None:
    offsets = data.draw(st.lists(st.integers(0, len(text)), max_size=4))
    markup = formatted_with_anchors(
        text,
        [CitationAnchor(offset=offset, number=number) for number, offset in enumerate(offsets)],
        {number: MARK.format(number) for number in range(len(offsets))},
        {KNOWN},
    )
    for page in (shown(markup), BeautifulSoup(markup, "lxml")):  # whether it is parsed once more or not
        tags = page.find_all()
        assert {tag.name for tag in tags} <= ALLOWED
        assert {str(tag["href"]) for tag in page.find_all("a")} <= {KNOWN}
        assert all(tag.name == "a" or set(tag.attrs) <= {"start", "align", "id"} for tag in tags)
        marks = [str(mark["id"]) for mark in page.find_all("mark")]
        assert len(marks) == len(set(marks))
        assert set(marks) <= set(map(str, range(len(offsets))))
        assert all(mark.find_parent(["a", "code", "pre"]) is None for mark in page.find_all("mark"))


@given(texts)
def test_each_block_is_one_line_which_gradio_leaves_as_it_is(text: str) -> None:
    markup = formatted(text)
    blocks = markup.split("\n\n")
    assert not any("\n" in block for block in blocks)
    assert all(block.startswith("<") for block in blocks if markup)


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
    ("text", "words"),
    [
        ('<a class="citation" href="#citation-1">1</a>', '<a class="citation" href="#citation-1">1</a>'),
        ("[1](#citation-1)", "1 (#citation-1)"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("![x](https://evil.example/?q=secret)", "!x (https://evil.example/?q=secret)"),
        ("[a](javascript:alert(1))", "a (javascript:alert(1))"),
        ("<https://evil.example/a>", "https://evil.example/a"),
        ("[a][1]\n\n[1]: https://evil.example", "[a][1][1]: https://evil.example"),
        ("`code <b>`</b>`", "code <b></b>`"),
        ("``` a\n<b>\n```", "<b>"),
    ],
)
def test_what_may_not_be_is_shown_as_text(text: str, words: str) -> None:
    page = shown(formatted(text))
    assert page.find(["img", "iframe", "script", "a", "b"]) is None
    assert page.get_text().replace("\n", "") == words


def test_an_address_of_a_cited_passage_can_be_opened() -> None:
    addresses = find_addresses(
        ["See https://shop.example/returns?a=1&b=2. 见（https://shop.example/中文）。"]
    )
    assert addresses == {KNOWN, "https://shop.example/中文"}
    page = with_marks(f"[here]({KNOWN}), <{KNOWN}>, {KNOWN}.", addresses=tuple(addresses))
    assert [(str(a["href"]), a.get_text()) for a in page.find_all("a")] == [
        (KNOWN, "here"),
        (KNOWN, KNOWN),
        (KNOWN, KNOWN),
    ]
    assert {str(a["rel"]) for a in page.find_all("a")} == {"['noopener', 'noreferrer', 'nofollow']"}
    assert with_marks("https://shop.example/returns?a=1", addresses=(KNOWN,)).find("a") is None


def test_a_models_markdown_formats() -> None:
    page = shown(
        formatted(
            "**粗体**后 *x*\ny\n\n"
            "3. one\n4. two\n\n`a < b`\n\n| a | b |\n| --- | --: |\n| 1 | 2 |\n\n```py\na\n\nb\n```"
        )
    )
    assert page.find("strong")
    assert page.find("br")
    assert page.find("table")
    right = page.find_all("td")[1]
    assert right["align"] == "right"
    assert page.find("ol")["start"] == "3"  # type: ignore[index]
    assert len(page.find_all("li")) == 2
    assert [code.get_text() for code in page.find_all("code")] == ["a < b", "a\n\nb\n"]


def test_formulas_keep_their_delimiters_and_their_signs() -> None:
    written = "So \\(a_1 < b * c * d\\), $$x$$ and\n\n\\[\n= 5\n- 3\n\\]\n\nIt costs $5 or $6; `\\(no\\)`."
    markup = formatted(written)
    assert "<p>So \\(a_1 &lt; b * c * d\\), $$x$$ and</p>" in markup
    assert "<p>\\[= 5 - 3\\]</p>" in markup
    # nothing else may look like one to Gradio, which looks for them in the whole of a message
    assert markup.count("$") == 4
    assert markup.count("\\") == 4


@pytest.mark.parametrize("text", ["\\(", "\\(\\)", "$$", "$$$$", "\\[\n\n\\]", "a \\) b \\(", "\\[ a"])
def test_half_a_formula_is_text(text: str) -> None:
    markup = formatted(text)
    assert "\\" not in markup
    assert "$" not in markup


def test_links_stand_where_the_anchors_are() -> None:
    text = "One & two.\nThree."
    anchors = [CitationAnchor(offset=10, number=1), CitationAnchor(offset=17, number=2)]
    html = formatted_with_anchors(text, anchors, {1: "<i>1</i>", 2: "<i>2</i>"})
    assert html == "<p>One &#38; two.<i>1</i><br>Three.<i>2</i></p>"


@pytest.mark.parametrize(
    ("text", "offset", "html"),
    [
        ("**One.** Two.", 8, "<p><strong>One.</strong><mark> Two.</p>"),
        ("**一。**二。", 6, "<p><strong>一。</strong><mark>二。</p>"),
        ("`One.` Two.", 3, "<p><code>One.</code><mark> Two.</p>"),
        ("Is \\(a+b\\).", 6, "<p>Is \\(a+b\\)<mark>.</p>"),
        ("```\nOne.\n```", 8, "<pre><code>One.&#10;</code></pre><mark>"),
        ("[One](https://a.example) two.", 4, "<p>One (https://a.example)<mark> two.</p>"),
        ("- One.\n- Two.", 6, "<ul><li>One.<mark></li><li>Two.</li></ul>"),
    ],
)
def test_a_mark_stands_behind_what_it_may_not_stand_in(text: str, offset: int, html: str) -> None:
    assert formatted_with_anchors(text, [CitationAnchor(offset=offset, number=1)], {1: "<mark>"}) == html


def test_an_unsupported_sentence_gets_its_mark() -> None:
    anchors = [CitationAnchor(offset=4, number=1), CitationAnchor(offset=9, number=UNSUPPORTED)]
    html = formatted_with_anchors("One. Two.", anchors, {1: "<i>1</i>", UNSUPPORTED: "<i>?</i>"})
    assert html == "<p>One.<i>1</i> Two.<i>?</i></p>"


def test_a_text_that_holds_our_marks_gets_no_others() -> None:
    text = "a\U0001091f\U0001039f\U0001091f b."
    html = formatted_with_anchors(text, [CitationAnchor(offset=len(text), number=1)], {1: "<i>1</i>"})
    assert html == "<p>a    b.<i>1</i></p>"
