"""The field above the box, over HTTP, with the real reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import build_app
from assistant.bootstrap import Docent, build_docent
from assistant.conversation import Understanding
from assistant.people.principal import Principal
from assistant.settings import Settings
from model.photos.findings import Finding, FindingKind
from tests.media import make_label
from tests.web.visitors import become_guest
from web.chat.photo_findings import describe_findings
from web.texts import load_texts

LOCAL = "http://127.0.0.1:7860"
LABEL = make_label(["Model AS-200", "Error E-417"])


@pytest.fixture(scope="module")
def docent(tmp_path_factory: pytest.TempPathFactory, weights_folder: Path) -> Iterator[Docent]:
    folder = tmp_path_factory.mktemp("drafts")
    (folder / "weights").symlink_to(weights_folder)
    built = build_docent(Settings(data_folder=folder, load_samples=False, max_upload_bytes=1_000_000))
    yield built
    built.close()


@pytest.fixture
def client(docent: Docent) -> TestClient:
    settings = Settings(data_folder=docent.attachments.folder.parent, max_upload_bytes=1_000_000)
    client = TestClient(build_app(settings, docent), base_url=LOCAL)
    become_guest(client, docent.people, "o" * 43)
    return client


def test_a_photo_is_read_corrected_and_sent_with_the_users_words(
    docent: Docent, client: TestClient, tmp_path: Path
) -> None:
    from hashlib import sha256

    read = client.post("/drafts?name=label.jpg&language=en", content=LABEL)
    assert read.status_code == 200
    assert read.json()["text"].splitlines() == ["Model AS-200", "Error E-417"]
    assert read.json()["values"] == "model AS-200, error E-417"
    other = TestClient(client.app, base_url=LOCAL)
    become_guest(other, docent.people, "p" * 43)
    address = f"/drafts/{read.json()['id']}"
    assert other.put(address, json={"text": "not mine"}).status_code == 404
    assert client.put(address, json={"text": "Model AS-201"}).json()["values"] == "model AS-201"
    upload = tmp_path / "label.jpg"
    upload.write_bytes(LABEL)
    owner = Principal.guest(sha256(("o" * 43).encode()).hexdigest())
    (sent,) = docent.manager.prepare_turn("Why?", [upload], owner=owner).attachments
    assert sent.understanding is not None
    assert sent.understanding.text == "Model AS-201"


def test_a_photo_without_text_says_so_before_it_is_sent(client: TestClient) -> None:
    from tests.media import make_png

    read = client.post("/drafts?name=a.png", content=make_png(300, 200))
    assert (read.json()["text"], read.json()["values"]) == ("", "")


def test_refusals_are_told_in_the_pages_language(client: TestClient) -> None:
    wrong = client.post("/drafts?name=a.jxl&language=zh", content=b"\xff\x0a" + bytes(50))
    assert wrong.status_code == 200
    assert "id" not in wrong.json()
    assert "JPEG XL" in wrong.json()["message"]
    assert "图片" in wrong.json()["message"]
    assert client.post("/drafts?name=a.png", content=bytes(1_000_001)).status_code == 413
    foreign = client.post("/drafts", content=LABEL, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403


def test_values_are_named_in_both_languages_and_links_stay_text() -> None:
    known = Understanding(
        text="",
        barcodes=("https://evil.example/x",),
        findings=(Finding(kind=FindingKind.MODEL, value="AS-200"),),
    )
    assert describe_findings(known, load_texts("en")) == "Barcode https://evil.example/x, model AS-200"
    assert describe_findings(known, load_texts("zh")).endswith("型号 AS-200")
