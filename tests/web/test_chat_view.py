from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup

from assistant.conversation import (
    UNSUPPORTED,
    Citation,
    CitationAnchor,
    CitationId,
    FigureId,
    Language,
    MessageId,
    StoredFigure,
    StoredMessage,
)
from model.messages import Role
from web.chat_view import name_place, name_source, render_messages
from web.figure_view import render_figure
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
    ],
    ids=lambda s: s["figure"],
)
def test_every_figure_has_a_text_in_its_place(language: Language, specification: dict[str, Any]) -> None:
    figure = StoredFigure(id=FigureId("f1"), specification=specification)

    page = BeautifulSoup(render_figure(figure, load_texts(language)), "lxml")

    (image,) = page.find_all("img")
    assert len(str(image["alt"])) > 8
    assert set(image.attrs) == {"src", "alt", "loading"}
    assert page.figcaption is not None
    assert page.find("b") is None


def test_a_figure_that_was_not_drawn_is_said() -> None:
    figure = StoredFigure(id=FigureId("f1"), specification={"figure": "none"})

    assert "picture" in render_figure(figure, load_texts("en"))


def test_each_reply_can_be_listened_to() -> None:
    link = render("zh").select_one("a.listen")
    assert link is not None
    assert (link["href"], link.text, link["role"]) == ("#listen-m1", "朗读", "button")
