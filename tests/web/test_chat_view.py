from datetime import UTC, datetime

from bs4 import BeautifulSoup

from assistant.conversation import (
    UNSUPPORTED,
    Citation,
    CitationAnchor,
    CitationId,
    Language,
    MessageId,
    StoredMessage,
)
from model.messages import Role
from web.chat_view import name_place, name_source, render_messages
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


def test_each_reply_can_be_listened_to() -> None:
    link = render("zh").select_one("a.listen")
    assert link is not None
    assert (link["href"], link.text, link["role"]) == ("#listen-m1", "朗读", "button")
