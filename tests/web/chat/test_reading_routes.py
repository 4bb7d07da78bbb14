"""Citations opened over HTTP, with a real history, real documents and real pages."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app import build_app
from assistant.bootstrap import Docent, build_docent
from assistant.conversation import Citation, CitationAnchor, CitationId, ConversationId, Turn
from assistant.people.principal import Principal
from assistant.settings import Settings
from knowledge_base.passages import DocumentId
from knowledge_base.reading.chunking import Chunk
from knowledge_base.store.database import transaction
from knowledge_base.store.records import ProductPictureRecord
from tests.conftest import PROJECT_FOLDER
from tests.web.visitors import become_guest
from web.account.cookies import GUEST

PRINTER_GUIDE = PROJECT_FOLDER / "tests" / "data" / "pages" / "printer-guide.pdf"
LOCAL = "http://127.0.0.1:7860"
TEXTS = (
    "Load at most 150 sheets.",
    "Clean the print heads once a month. It takes four minutes.",
    "Switch it off.",
)
CITATION = Citation(
    id=CitationId("c" * 32),
    number=1,
    document_title="Printer guide",
    heading_path=("Care", "Cleaning"),
    page=1,
    text=TEXTS[1],
    quote="Clean the print heads once a month.",
)


@dataclass
class Site:
    docent: Docent
    client: TestClient
    document_id: DocumentId

    def cite(self, citation: Citation) -> str:
        """Save a reply with a citation; returns the citation's address."""
        token = self.client.cookies[GUEST].partition(".")[0]
        owner = Principal.guest(sha256(token.encode()).hexdigest())
        conversation = ConversationId("k" * 32)
        question = self.docent.history.add_question(
            owner, conversation, Turn(text="How often?"), new_assistant="customer_service"
        ).messages[-1]
        self.docent.history.save_reply(
            question.id,
            text="Clean them once a month.",
            finish_reason="stop",
            citations=(citation,),
            anchors=(CitationAnchor(offset=24, number=1),),
            understandings={},
        )
        return f"/citations/{citation.id}"


def keep(docent: Docent, document_id: DocumentId, title: str, chunks: list[Chunk]) -> None:
    store = docent.knowledge._store
    embeddings = np.zeros((len(chunks), 4), dtype=np.float32)
    store.replace_passages(document_id, title, chunks, {store.encoder: embeddings})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = Settings(data_folder=tmp_path)
    docent = build_docent(settings)
    # not started: documents are put in place as the worker would
    document_id = docent.knowledge.add_document("guide.pdf", PRINTER_GUIDE.read_bytes())
    chunks = [Chunk(text=text, heading_path=("Care", "Cleaning"), page=1) for text in TEXTS]
    keep(docent, document_id, "Printer guide", chunks)
    client = TestClient(build_app(settings, docent), base_url=LOCAL, client=("127.0.0.1", 50000))
    become_guest(client, docent.people, "t" * 43)
    yield Site(docent, client, document_id)
    docent.close()


def test_a_citation_is_read_between_its_neighbours(site: Site) -> None:
    path = site.cite(replace(CITATION, document_id=site.document_id, passage_ordinal=1))
    assert site.client.get(path, params={"language": "zh"}).json() == {
        "title": "Printer guide",
        "place": "Care › Cleaning › 第 1 页",
        "text": TEXTS[1],
        "quotes": ["Clean the print heads once a month."],
        "before": [TEXTS[0]],
        "after": [TEXTS[2]],
        "page": 1,
        "has_page_image": True,
        "is_gone": False,
    }


def test_its_page_is_a_picture_that_runs_nothing_and_stays_private(site: Site) -> None:
    path = site.cite(replace(CITATION, document_id=site.document_id, passage_ordinal=1))
    page = site.client.get(f"{path}/page.webp")
    assert (page.status_code, page.headers["content-type"]) == (200, "image/webp")
    assert Image.open(io.BytesIO(page.content)).width > 600
    assert page.headers["cache-control"].startswith("private")
    assert page.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert page.headers["cross-origin-resource-policy"] == "same-origin"
    assert page.headers["x-content-type-options"] == "nosniff"


def test_another_owner_sees_neither_passage_nor_page(site: Site) -> None:
    path = site.cite(replace(CITATION, document_id=site.document_id, passage_ordinal=1))
    become_guest(site.client, site.docent.people, "x" * 43)
    assert site.client.get(path).status_code == 404
    assert site.client.get(f"{path}/page.webp").status_code == 404
    site.client.cookies.clear()
    assert site.client.get(f"{path}/page.webp").status_code == 404


@pytest.mark.parametrize(
    ("document_id", "text"), [("f" * 32, TEXTS[1]), (None, "What the document said before.")]
)
def test_a_deleted_or_changed_document_leaves_the_passage_as_it_was(
    site: Site, document_id: str | None, text: str
) -> None:
    known = document_id or site.document_id
    path = site.cite(replace(CITATION, document_id=known, passage_ordinal=1, text=text, quote=text))
    opened = site.client.get(path).json()
    assert (opened["text"], opened["before"], opened["after"]) == (text, [], [])
    assert (opened["has_page_image"], opened["is_gone"]) == (False, True)
    assert site.client.get(f"{path}/page.webp").status_code == 404


def test_a_citation_of_an_unknown_document_is_only_read(site: Site) -> None:
    path = site.cite(CITATION)
    opened = site.client.get(path).json()
    assert (opened["text"], opened["has_page_image"], opened["is_gone"]) == (TEXTS[1], False, False)
    assert site.client.get(f"{path}/page.webp").status_code == 404


def test_a_citation_shows_the_product_that_it_is_about_to_its_owner_alone(site: Site) -> None:
    path = site.cite(replace(CITATION, document_id=site.document_id, passage_ordinal=1))
    assert "picture" not in site.client.get(path).json()
    assert site.client.get(f"{path}/product").status_code == 404
    add_picture(site, "Printer P1", "The printer from the left")
    assert site.client.get(path).json()["picture"] == {
        "product": "Printer P1",
        "caption": "The printer from the left",
    }
    answer = site.client.get(f"{path}/product")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"].startswith("private")
    become_guest(site.client, site.docent.people, "x" * 43)
    assert site.client.get(f"{path}/product").status_code == 404


def test_a_citation_shows_the_product_that_its_words_name(site: Site) -> None:
    add_picture(site, "Print heads", "The print heads")
    add_picture(site, "Paper tray", "The tray")
    path = site.cite(replace(CITATION, document_id=site.document_id, passage_ordinal=1))
    assert site.client.get(path).json()["picture"]["product"] == "Print heads"
    for picture in site.docent.knowledge.pictures.list_pictures():
        site.docent.knowledge.pictures.remove(picture.id)
    assert "picture" not in site.client.get(path).json()
    assert site.client.get(f"{path}/product").status_code == 404


def add_picture(site: Site, product: str, caption: str) -> None:
    """Add a picture as an admin would, without the network that looks at it."""
    output = io.BytesIO()
    Image.new("RGB", (40, 30 + len(product)), "white").save(output, "PNG")
    with transaction(site.docent.knowledge.pictures._engine) as session:
        session.add(
            ProductPictureRecord(
                lineage=site.document_id,
                product=product,
                caption=caption,
                barcodes=[],
                mime_type="image/png",
                width=40,
                height=30 + len(product),
                sha256=sha256(output.getvalue()).hexdigest(),
                data=output.getvalue(),
                encoder="none",
                embeddings=b"",
                added_at=datetime.now(UTC),
            )
        )


def test_a_page_that_cant_be_drawn_is_an_answer_not_a_failure(site: Site) -> None:
    damaged = site.docent.knowledge.add_document("damaged.pdf", b"%PDF-1.7 and nothing more")
    chunks = [Chunk(text=TEXTS[1], heading_path=(), page=1)]
    keep(site.docent, damaged, "Damaged", chunks)
    path = site.cite(replace(CITATION, document_id=damaged, passage_ordinal=0))
    answer = site.client.get(f"{path}/page.webp")
    assert (answer.status_code, answer.json()) == (422, {"error": "page_image"})


def test_only_a_few_pages_are_drawn_at_a_time(site: Site) -> None:
    path = site.cite(replace(CITATION, document_id=site.document_id, passage_ordinal=1))
    places = site.docent.knowledge._evidence._queue
    taken = 0
    while places.acquire(blocking=False):
        taken += 1
    answer = site.client.get(f"{path}/page.webp")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    for _ in range(taken):
        places.release()
    assert site.client.get(f"{path}/page.webp").status_code == 200
