"""What Docent keeps can be read by the account it runs under, and by nobody else on the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import build_app
from assistant.bootstrap import build_docent
from assistant.errors import StorageError
from assistant.private_files import NOBODY_ELSE, make_all_private
from assistant.recovery.run_marker import note_start
from assistant.settings import Settings
from knowledge_base.config import KnowledgeConfig
from knowledge_base.knowledge import KnowledgeBase
from tests.knowledge_base.encoders import AnyCalibration, WordEncoder
from tests.media import make_label
from tests.web.visitors import PASSWORD

LOCAL = "http://127.0.0.1:7860"


@pytest.fixture
def lenient() -> Iterator[None]:
    """The account lets everybody read what it writes, as most do."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """Name what is in a folder, itself included, that others have any right to."""
    paths = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    return [
        str(path.relative_to(folder)) for path in paths if stat.S_IMODE(path.stat().st_mode) & NOBODY_ELSE
    ]


@pytest.mark.usefixtures("lenient")
def test_what_an_earlier_version_left_is_made_private(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "shared.gguf"
    (folder / "attachments" / "ab").mkdir(parents=True)
    (folder / "attachments" / "ab" / "photo").write_bytes(b"x")
    (folder / "history.sqlite3").touch()
    elsewhere.touch()
    (folder / "weights").symlink_to(elsewhere)
    assert len(open_to_others(folder)) == 5
    make_all_private(folder)
    assert open_to_others(folder) == []
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_a_folder_that_cant_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="file/data"):
        make_all_private(tmp_path / "file" / "data")


@pytest.mark.usefixtures("lenient")
def test_everything_that_is_kept_is_private(tmp_path: Path) -> None:
    """The databases, the keys, an upload, an attachment and the mark of a run, as `app.py` makes them."""
    folder = tmp_path / "data"
    os.umask(NOBODY_ELSE)
    make_all_private(folder)
    settings = Settings(data_folder=folder, load_samples=False)
    docent = build_docent(settings)
    docent.people.prepare_first_admin(PASSWORD)
    try:
        note_start(settings)
        visitor = TestClient(build_app(settings, docent), base_url=LOCAL, client=("127.0.0.1", 5))
        visitor.get("/en/", headers={"accept": "text/html"})
        files = {"files": ("a.png", make_label(["Lamp 3"]))}
        (upload,) = visitor.post("/en/gradio_api/upload", files=files).json()
        docent.manager.prepare_turn("What is this?", [Path(upload)])
        kept = {path.name for path in folder.rglob("*")}
        assert kept >= {"history.sqlite3", "knowledge.sqlite3", "uploads", "attachments", "running"}
    finally:
        docent.close()
    assert open_to_others(folder) == []


@pytest.mark.usefixtures("lenient")
def test_what_is_made_of_documents_is_private(tmp_path: Path) -> None:
    """The database, its log and the indexes, after a document was read."""
    folder = tmp_path / "data"
    os.umask(NOBODY_ELSE)
    make_all_private(folder)
    config = KnowledgeConfig(
        marks_orders=False,
        database_url=f"sqlite:///{folder / 'knowledge.sqlite3'}",
        index_folder=folder / "index",
        encoder="words",
        load_encoder=lambda _name: WordEncoder(),
        calibrations=AnyCalibration(),
    )
    with closing(KnowledgeBase(config)) as knowledge:
        knowledge.start()
        knowledge.add_document("lamps.md", b"# Lamps\n\nA lamp has a warranty of two years.\n")
        knowledge.wait_until_idle()
        assert knowledge.count_passages() == 1
        assert open_to_others(folder) == []
    assert open_to_others(folder) == []
    assert any(path.is_file() for path in (folder / "index").rglob("*"))
