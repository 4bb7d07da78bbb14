"""What a reader of a page sees is read; what nobody sees is left out and counted."""

import io
import zipfile
from time import process_time

import pytest

from knowledge_base.reading.loaders.web.epub_loader import load_epub
from knowledge_base.reading.loaders.web.html_loader import load_html, load_markdown
from knowledge_base.reading.visibility.left_out import Unseen

SECRET = "The purchase price is 14 euros."
SHOWN = "The kettle costs 64 euros."


def read(body: str, style: str = "", head: str = "") -> tuple[str, dict[str, int]]:
    html = f"<html><head><title>t</title>{head}<style>{style}</style></head><body><p>{SHOWN}</p>{body}</body></html>"
    loaded = load_html(html.encode())
    return " ".join(block.text for block in loaded.blocks), {w.code: w.count for w in loaded.warnings}


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ("hidden", Unseen.HIDDEN),
        ("style='display: none'", Unseen.HIDDEN),
        ("style='visibility:hidden'", Unseen.HIDDEN),
        ("style='opacity: 0'", Unseen.HIDDEN),
        ("style='opacity:0.01'", Unseen.HIDDEN),
        ("style='position:absolute; clip: rect(0 0 0 0)'", Unseen.HIDDEN),
        ("style='clip-path: inset(50%)'", Unseen.HIDDEN),
        ("style='height:0;overflow:hidden'", Unseen.HIDDEN),
        ("style='font-size:0'", Unseen.TINY),
        ("style='font: 1px/1 serif'", Unseen.TINY),
        ("style='position:absolute;left:-9999px'", Unseen.OFF_PAGE),
        ("style='text-indent:-200em'", Unseen.OFF_PAGE),
        ("style='position: fixed; transform: translateX(-3000px)'", Unseen.OFF_PAGE),
        ("style='color:#fff'", Unseen.COLOURLESS),
        ("style='color:rgb(250,250,250)'", Unseen.COLOURLESS),
        ("style='color:navy;background-color:#000080'", Unseen.COLOURLESS),
        ("style='color: rgba(0,0,0,.02)'", Unseen.COLOURLESS),
        ("style='text-decoration: line-through'", Unseen.STRUCK),
        ("class='gone'", Unseen.HIDDEN),
        ("class='old'", Unseen.STRUCK),
        ("id='ghost'", Unseen.COLOURLESS),
    ],
)
def test_what_no_reader_sees_is_left_out_and_counted(attributes: str, kind: Unseen) -> None:
    style = ".gone{display:none} div p.old{text-decoration-line:line-through} #ghost{color:white}"
    text, warnings = read(f"<div><p {attributes}>{SECRET}</p></div>", style)
    assert SECRET not in text
    assert SHOWN in text
    assert warnings == {kind.value: 1}


@pytest.mark.parametrize(
    ("body", "style"),
    [
        ("<p style='color:#fff;background:#003366'>{}</p>", ""),
        ("<div style='background:navy'><p><b style='color:white'>{}</b></p></div>", ""),
        ("<div style='background:url(a.png)'><p style='color:white'>{}</p></div>", ""),
        ("<div style='font-size:0'><p style='font-size:12px'>{}</p></div>", ""),
        ("<div style='visibility:hidden'><p style='visibility:visible'>{}</p></div>", ""),
        ("<p class='a'>{}</p>", ".a{display:none} p.a{display:block}"),
        ("<p class='a' id='b'>{}</p>", "#b{display:block} p.a{display:none}"),
        ("<p class='a'>{}</p>", "@media print{.a{display:none}}"),
        ("<p class='a' style='display:block'>{}</p>", ".a{display:none}"),
        ("<p aria-hidden='true'>{}</p>", ""),
        ("<p style='color:#777'>{}</p>", ""),
        ("<p style='opacity:.6; font-size: 8px'>{}</p>", ""),
        ("<details><summary>Price</summary><p>{}</p></details>", ""),
        ("<button aria-controls='x'>Price</button><div id='x' hidden>{}</div>", ""),
        ("<button>Price</button><div class='panel'>{}</div>", ".panel{display:none}"),
        ("<h3><button aria-expanded=false>Price</button></h3><div style='display:none'>{}</div>", ""),
        ("<div role='tab'>Price</div><div role='tabpanel' style='display:none'>{}</div>", ""),
        ("<ul><li><a href='#t2'>Price</a></li></ul><div id='t2' style='display:none'>{}</div>", ""),
        (
            "<input type=checkbox id=c><label for=c>Price</label><div class='panel'>{}</div>",
            ".panel{max-height:0;overflow:hidden} input:checked ~ .panel{max-height:10em}",
        ),
        (
            "<div class='item'><div><button>Price</button></div><div><div class='body'>{}</div></div></div>",
            ".item .body{display:none} .item.open .body{display:block}",
        ),
    ],
)
def test_what_a_reader_sees_or_can_open_is_read(body: str, style: str) -> None:
    text, warnings = read(body.format(SECRET), style)
    assert SECRET in text
    assert warnings == {}


def test_white_letters_are_kept_where_another_style_sheet_may_paint_what_is_behind_them() -> None:
    link = "<link rel='stylesheet' href='site.css'>"
    assert SECRET in read(f"<div class='banner'><p style='color:#fff'>{SECRET}</p></div>", head=link)[0]
    assert SECRET not in read(f"<div><p style='color:#fff'>{SECRET}</p></div>", head=link)[0]


def test_a_former_value_goes_and_the_new_one_stays() -> None:
    text, warnings = read(
        "<p><del>89.00 €</del> <ins>64.00 €</ins>, returned within <s>30 days</s> 14 days</p>"
    )
    assert "64.00 €, returned within 14 days" in text
    assert warnings == {Unseen.STRUCK.value: 2}


def test_a_form_around_a_page_is_looked_through_and_one_that_asks_is_not() -> None:
    prose = (
        "A bicycle can be returned within 21 days of delivery. The fee for an assembled bicycle is 35 euros."
    )
    text, _ = read(
        f"<form><input type=hidden><h1>Returns</h1><p>{prose}</p></form>"
        "<form><p><label>Your mail</label><input></p><button>Subscribe</button></form>"
    )
    assert prose in text
    assert "Your mail" not in text
    assert "Subscribe" not in text


def test_the_question_of_a_folded_answer_is_its_heading() -> None:
    loaded = load_html(
        b"<main><h1>FAQ</h1><h2><button data-bs-target='#c'>Is it for a bathroom?</button></h2>"
        b"<div id='c' style='display:none'>No, it is rated IP20.</div>"
        b"<button aria-controls='d'>Who pays?</button><div id='d' hidden>We do.</div></main>"
    )
    assert [(block.heading_path[-1], block.text) for block in loaded.blocks] == [
        ("Is it for a bathroom?", "No, it is rated IP20."),
        ("Who pays?", "We do."),
    ]


def test_markdown_and_books_are_looked_at_the_same_way() -> None:
    loaded = load_markdown(f"# Price\n\n~~89~~ 64 euros\n\n<p hidden>{SECRET}</p>".encode())
    assert [block.text for block in loaded.blocks] == ["64 euros"]
    assert {w.code: w.count for w in loaded.warnings} == {Unseen.HIDDEN.value: 1, Unseen.STRUCK.value: 1}
    chapter = (
        "<html><head><link rel='stylesheet' href='../s.css'/></head><body><h1>A</h1>"
        f"<p>{SHOWN}</p><p class='x'>{SECRET}</p></body></html>"
    )
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("META-INF/container.xml", "<c><rootfile full-path='b.opf'/></c>")
        archive.writestr(
            "b.opf",
            "<p><item id='a' media-type='application/xhtml+xml' href='t/a.xhtml'/><itemref idref='a'/></p>",
        )
        archive.writestr("t/a.xhtml", chapter)
        archive.writestr("s.css", ".x { display: none }")
    read_book = load_epub(book.getvalue())
    assert [block.text for block in read_book.blocks] == [SHOWN]
    assert read_book.warnings[0].code == Unseen.HIDDEN.value


def test_a_page_of_many_rules_and_elements_is_read_in_time() -> None:
    style = "".join(f".a{n} p.b{n % 7} {{color: #12{n % 10}456; display: block}}" for n in range(250))
    body = "".join(f"<div class='a{n}'><p class='b{n % 7}'>Line {n}.</p></div>" for n in range(250))
    started = process_time()
    text, _ = read(body + f"<p class='late'>{SECRET}</p>", style + ".late{display:none}")
    assert "Line 249." in text
    assert SECRET not in text
    assert process_time() - started < 20
