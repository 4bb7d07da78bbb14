"""Which pictures of products are shown for what a reply cites: real pictures in SQLite files, without the network."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from sqlalchemy import Engine

from assistant.conversation import (
    Citation,
    CitationId,
    Conversation,
    ConversationId,
    FigureId,
    MessageId,
    StoredFigure,
    StoredMessage,
)
from assistant.figures.product_figures import (
    ProductFigures,
    Source,
    to_stored_figure,
    with_gone_pictures,
)
from assistant.history.export import render_markdown
from knowledge_base import knowledge as knowledge_module
from knowledge_base.passages import DocumentId, DocumentState
from knowledge_base.picture_values import CleanPicture, make_picture_details
from knowledge_base.pictures.product_pictures import ProductPictures
from knowledge_base.store.collection_store import CollectionStore
from knowledge_base.store.database import create_database_engine, transaction, upgrade_database
from knowledge_base.store.document_store import ensure_collection
from knowledge_base.store.records import DocumentRecord
from model.chat.messages import Role

MIGRATIONS = Path(knowledge_module.__file__).parent / "store" / "migrations"
ASSISTANT = "customer_service"


class PlainEye:
    """Takes pictures as they are; what they look like does not matter here."""

    name, dimension = "plain", 4

    def clean(self, data: bytes) -> CleanPicture:
        with Image.open(io.BytesIO(data)) as picture:
            return CleanPicture(data=data, mime_type="image/png", width=picture.width, height=picture.height)

    def embed_views(self, data: bytes) -> npt.NDArray[np.float32]:
        assert data
        return np.eye(1, 4, dtype=np.float32)


class Shop:
    """Documents with pictures."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.pictures = ProductPictures(engine, PlainEye())
        self.collections = CollectionStore(engine)
        self.figures = ProductFigures(pictures=self.pictures, scopes=self.collections)

    def add(
        self, title: str, *products: str, collection: str = "shop", valid_until: date | None = None
    ) -> str:
        """Add a document with a picture of each product, and return its id; an empty name is its title's."""
        document_id = DocumentId(uuid4().hex)
        with transaction(self.engine) as session:
            ensure_collection(session, collection)
            session.add(make_document(document_id, title, collection, valid_until))
        for place, product in enumerate(products):
            output = io.BytesIO()
            Image.new("RGB", (30, 20 + place), "red").save(output, "PNG")
            self.pictures.add(document_id, output.getvalue(), make_picture_details(product=product))
        return document_id

    def shown(self, question: str, *citations: Citation, must_be_named: bool = False) -> list[str]:
        sources = [Source.of_citation(citation) for citation in citations]
        found = self.figures.find(sources, question, ASSISTANT, must_be_named=must_be_named)
        return [picture.product for picture in found]


def make_document(
    document_id: DocumentId, title: str, collection: str, valid_until: date | None
) -> DocumentRecord:
    return DocumentRecord(
        id=document_id,
        lineage=document_id,
        version=1,
        name=f"{title}.md",
        title=title,
        collection=collection,
        tags=[],
        valid_until=valid_until,
        state=DocumentState.READY,
        size_bytes=1,
        sha256=document_id * 2,
        is_sample=False,
        error_params={},
        warnings=[],
        added_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def cite(document_id: str, title: str, quote: str = "It boils a litre.", heading: str = "") -> Citation:
    return Citation(
        id=CitationId("c1"),
        number=1,
        document_title=title,
        heading_path=(heading,) if heading else (),
        page=None,
        text=quote,
        quote=quote,
        document_id=document_id,
        passage_ordinal=0,
    )


def reply(*figures: StoredFigure) -> Conversation:
    message = StoredMessage(
        id=MessageId("m1"),
        role=Role.ASSISTANT,
        text="Here.",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        figures=figures,
        finish_reason="stop",
    )
    return Conversation(id=ConversationId("k1"), title="t", assistant=ASSISTANT, messages=(message,))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'knowledge.sqlite3'}")
    upgrade_database(engine, MIGRATIONS)
    yield Shop(engine)
    engine.dispose()


def test_a_document_of_one_product_shows_its_pictures_whatever_it_is_called_in_the_question(
    shop: Shop,
) -> None:
    kettle = shop.add("Kettle K5 manual", "", "", "", "")
    assert shop.shown("what does it look like", cite(kettle, "Kettle K5 manual")) == ["Kettle K5 manual"] * 3


def test_a_document_without_pictures_shows_none_also_where_others_have_some(shop: Shop) -> None:
    shop.add("Lamp", "Lamp")
    returns = shop.add("Returns")
    assert shop.shown("show me a picture of the lamp", cite(returns, "Returns")) == []
    assert shop.shown("show me a picture of the lamp") == []


@pytest.mark.parametrize(
    ("question", "products"),
    [
        ("show me the blue kettle, a picture please", ["Blue kettle"]),
        ("show me pictures of your kettles", ["Blue kettle", "Red kettle"]),
        ("pictures of the red kettle and the toaster T1", ["Red kettle", "Toaster T1"]),
        ("看看烤面包机 Toaster T1 的图片", ["Toaster T1"]),
    ],
)
def test_a_catalogue_shows_the_products_that_the_question_names(
    shop: Shop, question: str, products: list[str]
) -> None:
    catalogue = shop.add("Catalogue", "Blue kettle", "Red kettle", "Toaster T1")
    assert shop.shown(question, cite(catalogue, "Catalogue")) == products


def test_a_catalogue_shows_what_the_cited_words_name_and_else_nothing(shop: Shop) -> None:
    catalogue = shop.add("Catalogue", "Blue kettle", "Red kettle")
    quoted = cite(catalogue, "Catalogue", "The red kettle is sold out.")
    headed = cite(catalogue, "Catalogue", "It holds a litre.", heading="Blue kettle")
    assert shop.shown("what does the one on sale look like", quoted) == ["Red kettle"]
    assert shop.shown("what does it look like", headed) == ["Blue kettle"]
    assert shop.shown("what does it look like", cite(catalogue, "Catalogue")) == []


def test_a_model_with_a_longer_name_is_not_taken_for_the_shorter(shop: Shop) -> None:
    both = shop.add("Cameras", "LumiCam", "LumiCam Pro")
    assert shop.shown("what does the LumiCam Pro look like", cite(both, "Cameras")) == ["LumiCam Pro"]
    assert shop.shown("what does the LumiCam look like", cite(both, "Cameras")) == ["LumiCam"]


def test_a_manual_in_the_other_language_shows_the_same_product(shop: Shop) -> None:
    shop.add("LumiCam indoor camera: manual", "LumiCam")
    chinese = shop.add("LumiCam 室内摄像头说明书")
    other_model = shop.add("LumiCam Pro 说明书")
    assert shop.shown("这款摄像头长什么样", cite(chinese, "LumiCam 室内摄像头说明书")) == ["LumiCam"]
    assert shop.shown("LumiCam Pro 长什么样", cite(other_model, "LumiCam Pro 说明书")) == []


def test_what_answers_without_words_must_be_named(shop: Shop) -> None:
    kettle = shop.add("Kettle K5", "Kettle K5")
    cited = cite(kettle, "Kettle K5")
    assert shop.shown("show me a picture of the stove", cited, must_be_named=True) == []
    assert shop.shown("show me a picture of the kettle K5", cited, must_be_named=True) == ["Kettle K5"]


@pytest.mark.parametrize(
    ("question", "is_answer"),
    [
        ("Show me a picture of the LumiCam", True),
        ("what does the indoor camera look like?", True),
        ("看看这款摄像头的图片", True),
        ("LumiCam 长什么样？", True),
        ("给我发一张摄像头的照片", True),
        ("What does the LumiCam look like and how do I reset it?", False),
        ("这款摄像头长什么样，怎么安装？", False),
        ("show me a picture of the kettle", False),
        ("show me a picture", False),
    ],
)
def test_pictures_are_a_whole_answer_where_nothing_else_is_asked(
    shop: Shop, question: str, is_answer: bool
) -> None:
    titles = ("LumiCam indoor camera: manual", "LumiCam 室内摄像头说明书")
    english, chinese = shop.add(titles[0], "LumiCam"), shop.add(titles[1])
    sources = [Source.of_citation(cite(english, titles[0])), Source.of_citation(cite(chinese, titles[1]))]
    assert bool(shop.figures.find_answer(sources, question, ASSISTANT)) is is_answer


def test_where_a_passage_says_what_it_looks_like_it_is_said_in_words_too(shop: Shop) -> None:
    kettle = shop.add("Kettle K5", "Kettle K5")
    asked = "what does the kettle K5 look like"
    described = Source.of_citation(cite(kettle, "Kettle K5", "Available in blue and cream."))
    assert shop.figures.find_answer([described], asked, ASSISTANT) == ()
    silent = Source.of_citation(cite(kettle, "Kettle K5"))
    assert len(shop.figures.find_answer([silent], asked, ASSISTANT)) == 1


def test_pictures_of_a_collection_that_is_not_given_or_of_a_past_document_are_not_shown(shop: Shop) -> None:
    secret = shop.add("Prototype", "Prototype", collection="staff")
    past = shop.add("Old lamp", "Old lamp", valid_until=date.today() - timedelta(days=1))
    asked = "what does the prototype look like"
    assert shop.shown(asked, cite(secret, "Prototype")) == ["Prototype"]
    shop.collections.give("staff", frozenset({"tutor"}))
    assert shop.shown(asked, cite(secret, "Prototype")) == []
    assert shop.shown("picture of the old lamp", cite(past, "Old lamp")) == []


def test_an_answer_is_given_without_pictures_where_the_database_fails(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    kettle = shop.add("Kettle", "Kettle")
    with shop.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE product_pictures")
    assert shop.shown("what does the kettle look like", cite(kettle, "Kettle")) == []
    assert "could not be looked for" in caplog.text


def test_a_removed_picture_is_told_from_one_that_is_there(shop: Shop) -> None:
    shop.add("Kettles", "Blue kettle", "Red kettle")
    blue, red = shop.pictures.list_pictures()
    shop.pictures.remove(blue.id)
    page = StoredFigure(id=FigureId("p1"), specification={"figure": "page", "citation": "c1"})
    shown = with_gone_pictures(
        reply(to_stored_figure(blue), to_stored_figure(red), page), shop.pictures.keep_existing
    )
    assert [figure.is_gone for figure in shown.messages[0].figures] == [True, False, False]


def test_an_export_names_the_picture(shop: Shop) -> None:
    shop.add("Kettles", "Blue kettle")
    (blue,) = shop.pictures.list_pictures()
    assert "*(picture: Blue kettle)*" in render_markdown(reply(to_stored_figure(blue)), "en")
