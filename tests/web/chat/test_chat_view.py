import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup

from assistant.conversation import (
    UNSUPPORTED,
    Citation,
    CitationAnchor,
    CitationId,
    ConversationId,
    ConversationSummary,
    FigureId,
    MessageId,
    SourceKind,
    StoredFigure,
    StoredMessage,
)
from assistant.grounding.source_kinds import find_source_kind
from knowledge_base.text.languages import Language
from model.chat.messages import Role
from tests.assistant.fakes import NoDocuments
from web.chat.chat_view import name_place, name_source, render_list, render_messages
from web.chat.figure_view import render_figure
from web.texts import load_texts

CITATION = Citation(
    id=CitationId("z1"),
    number=1,
    document_title="Returns",
    heading_path=("Returns", "Opened items"),
    page=2,
    text="14 days.",
    quote="14 days.",
)


def render(language: Language, *numbers: int) -> BeautifulSoup:
    message = StoredMessage(
        id=MessageId("m1"),
        role=Role.ASSISTANT,
        text="One. Two.",
        created_at=datetime.now(UTC),
        citations=(CITATION,),
        anchors=tuple(CitationAnchor(offset=4 + 5 * i, number=n) for i, n in enumerate(numbers)),
        finish_reason="stop",
    )
    return BeautifulSoup(render_messages([message], load_texts(language))[0]["content"], "lxml")


def test_an_unsupported_sentence_is_marked_in_place_and_explained_once() -> None:
    page = render("zh", 1, UNSUPPORTED)
    mark, explained = page.find_all("span", class_="unsupported")
    assert mark["aria-label"] == "资料中没有这句话的依据"
    assert "Two." in str(mark.previous_sibling)
    note = explained.parent
    assert note is not None
    assert "资料中没有这句话的依据" in note.get_text()


def test_a_supported_reply_has_no_such_mark() -> None:
    page = render("en", 1, 1)
    assert page.find("span", class_="unsupported") is None
    assert [link["href"] for link in page.find_all("a", class_="citation")] == ["#citation-z1"] * 2


def test_a_source_names_its_title_once() -> None:
    texts = load_texts("en")
    assert name_place(CITATION, texts) == "Opened items › page 2"
    assert name_source(CITATION, texts) == "Returns › Opened items › page 2"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "specification",
    [
        {"figure": "function", "title": "", "expressions": ["x<2"], "x_min": -1, "x_max": 1},
        {
            "figure": "chart",
            "title": "<b>",
            "categories": ["a"],
            "series": [{"name": "n", "values": [1.5]}, {"name": "m", "values": [2]}],
        },
        {
            "figure": "diagram",
            "title": "",
            "nodes": [{"id": "a", "text": "Start"}, {"id": "b", "text": "End"}],
            "edges": [{"start": "a", "end": "b", "text": "then"}],
        },
        {"figure": "geometry", "title": "", "segments": [{"start": "A", "end": "B", "text": "4 cm"}]},
        {"figure": "generated", "prompt": '" onerror="alert(1)'},
        {"figure": "page", "citation": "z1"},
        {
            "figure": "product",
            "picture": 3,
            "product": "<b>Kettle",
            "caption": "The kettle, <b> from the left",
        },
    ],
    ids=lambda s: s["figure"],
)
def test_every_figure_has_a_text_in_its_place(language: Language, specification: dict[str, Any]) -> None:
    figure = StoredFigure(id=FigureId("f1"), specification=specification)

    page = BeautifulSoup(render_figure(figure, load_texts(language)), "lxml")

    (image,) = page.find_all("img")
    assert len(str(image["alt"])) > 8
    assert not re.search(r"\s[:：]", str(image["alt"]))  # no gap where a title would stand
    assert set(image.attrs) == {"src", "alt", "loading"}
    assert page.figcaption is not None
    assert page.find("b") is None


def test_a_figure_that_was_not_drawn_is_said() -> None:
    figure = StoredFigure(id=FigureId("f1"), specification={"figure": "none"})

    assert "picture" in render_figure(figure, load_texts("en"))


@pytest.mark.parametrize(("language", "said"), [("en", "has been removed"), ("zh", "已被删除")])
def test_a_product_picture_that_was_removed_is_said_in_its_place(language: Language, said: str) -> None:
    specification = {"figure": "product", "picture": 3, "product": "<b>Kettle", "caption": "From the left"}
    figure = StoredFigure(id=FigureId("f1"), specification=specification, is_gone=True)

    page = BeautifulSoup(render_figure(figure, load_texts(language)), "lxml")

    assert page.find("img") is None
    assert page.find("b") is None
    assert said in page.get_text()
    assert "<b>Kettle" in page.get_text()


def test_the_caption_names_the_product_once() -> None:
    specification = {"figure": "product", "picture": 3, "product": "LumiCam", "caption": "From the left"}
    texts = load_texts("en")
    figure = StoredFigure(id=FigureId("f1"), specification=specification)
    assert caption_of(render_figure(figure, texts)) == "LumiCam: From the left"
    named = replace(figure, specification=specification | {"caption": "The LumiCam, from the left"})
    assert caption_of(render_figure(named, texts)) == "The LumiCam, from the left"


def caption_of(figure: str) -> str:
    caption = BeautifulSoup(figure, "lxml").figcaption
    assert caption is not None
    return caption.text


def test_each_reply_can_be_listened_to() -> None:
    link = render("zh").select_one("a.listen")
    assert link is not None
    assert (link["href"], link.text, link["role"]) == ("#listen-m1", "朗读", "button")


@pytest.mark.parametrize(
    ("kind", "heading", "page", "english", "chinese"),
    [
        (SourceKind.SLIDE, ("Goals",), 3, "Goals › slide 3", "Goals › 第 3 张幻灯片"),
        (SourceKind.PICTURE, (), 2, "picture 2", "第 2 张图片"),
        (SourceKind.SHEET, ("Prices", "2026"), None, "sheet Prices › 2026", "工作表 Prices › 2026"),
        (SourceKind.RECORDING, ("3:00",), None, "from 3:00", "3:00 起"),
        (SourceKind.PAGE, (), 4, "page 4", "第 4 页"),
    ],
)
def test_a_place_is_called_what_it_is(
    kind: SourceKind, heading: tuple[str, ...], page: int | None, english: str, chinese: str
) -> None:
    citation = replace(CITATION, source_kind=kind, heading_path=heading, page=page)
    assert name_place(citation, load_texts("en")) == english
    assert name_place(citation, load_texts("zh")) == chinese


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Deck.PPTX", "slide"), ("prices.xlsx", "sheet"), ("scan.tif", "picture"), ("talk.mp3", "recording")],
)
def test_what_a_citation_is_from_is_told_by_its_documents_name(name: str, kind: str) -> None:
    assert find_source_kind("d1", lambda _: name) == kind


def test_the_pages_of_a_document_that_is_gone_are_pages() -> None:
    assert find_source_kind("d1", NoDocuments().read_name) is SourceKind.PAGE


def test_the_list_says_where_an_answer_is_being_written() -> None:
    listed = [
        ConversationSummary(id=ConversationId(name), title=name, updated_at=datetime.now(UTC))
        for name in ("a", "b")
    ]
    running = [ConversationId("b")]
    page = BeautifulSoup(
        render_list(listed, None, load_texts("en"), is_search=False, running=running), "lxml"
    )
    assert [bool(item.find(class_="writing")) for item in page.find_all("li")] == [False, True]
    mark = page.find(class_="writing")
    assert mark is not None
    assert mark["aria-label"] == "An answer is being written here"
