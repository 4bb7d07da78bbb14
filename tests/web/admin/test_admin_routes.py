"""The passages of a document, as the admin page's script asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from knowledge_base.config import KnowledgeConfig
from knowledge_base.knowledge import KnowledgeBase
from tests.knowledge_base.encoders import AnyCalibration, WordEncoder
from web.admin import admin_routes
from web.admin.admin_routes import add_admin_routes


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase(
        KnowledgeConfig(
            marks_orders=False,
            database_url=f"sqlite:///{tmp_path / 'knowledge.sqlite3'}",
            index_folder=tmp_path / "index",
            encoder="words",
            load_encoder=lambda _name: WordEncoder(),
            calibrations=AnyCalibration(),
        )
    )
    base.start()
    yield base
    base.close()


@pytest.fixture
def client(knowledge: KnowledgeBase) -> TestClient:
    app = FastAPI()
    add_admin_routes(app, knowledge)
    return TestClient(app)


def test_passages_come_some_at_a_time_with_their_places(
    client: TestClient, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin_routes, "PASSAGES_AT_ONCE", 2)
    sections = "".join(f"## Part {number}\n\nThis is <b>part</b> {number}.\n\n" for number in range(3))
    document_id = knowledge.add_document("a.md", f"# Manual\n\n{sections}".encode())
    assert knowledge.wait_until_idle(60)
    path = f"/admin/documents/{document_id}/passages"
    first, last = client.get(path).json(), client.get(path, params={"offset": 2}).json()
    assert first == {
        "title": "Manual",
        "passages": [
            {"ordinal": 0, "place": "Part 0", "text": "This is part 0."},
            {"ordinal": 1, "place": "Part 1", "text": "This is part 1."},
        ],
        "has_more": True,
    }
    assert ([passage["ordinal"] for passage in last["passages"]], last["has_more"]) == ([2], False)


@pytest.mark.parametrize(("language", "said"), [("en", "not there any more"), ("zh", "已经不在")])
def test_a_document_that_is_gone_is_said_to_be_gone(client: TestClient, language: str, said: str) -> None:
    answer = client.get("/admin/documents/none/passages", params={"language": language})
    assert answer.status_code == 404
    assert said in answer.json()["problem"]


@pytest.mark.parametrize("wrong", [{"offset": -1}, {"offset": "x"}, {"language": "fr"}])
def test_what_cant_be_asked_is_refused(client: TestClient, wrong: dict[str, str]) -> None:
    assert client.get("/admin/documents/none/passages", params=wrong).status_code == 422
