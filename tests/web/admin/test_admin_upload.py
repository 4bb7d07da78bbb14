"""Adding files on the admin page: what is said of them, and names that are in another collection already."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from assistant.people.principal import Principal
from assistant.profiles.profiles import load_profiles
from knowledge_base.config import KnowledgeConfig
from knowledge_base.knowledge import KnowledgeBase
from tests.knowledge_base.encoders import AnyCalibration, WordEncoder
from web.admin.admin_upload import UploadHandlers
from web.guards.uploads import Uploads
from web.request_guard import SCOPE_ASKER, Asker
from web.texts import load_texts


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase(  # not started: what is added waits in the queue
        KnowledgeConfig(
            marks_orders=False,
            database_url=f"sqlite:///{tmp_path / 'knowledge.sqlite3'}",
            index_folder=tmp_path / "index",
            encoder="words",
            load_encoder=lambda _name: WordEncoder(),
            calibrations=AnyCalibration(),
        )
    )
    yield base
    base.close()


ADMIN = Principal.guest("admin")
REQUEST: Any = SimpleNamespace(
    scope={SCOPE_ASKER: Asker(principal=ADMIN, guest=ADMIN, seed="", is_secure=False)}
)


@pytest.fixture
def kept(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path)


@pytest.fixture
def uploads(knowledge: KnowledgeBase, kept: Uploads) -> UploadHandlers:
    return UploadHandlers(knowledge=knowledge, profiles=load_profiles(), texts=load_texts("en"), uploads=kept)


@pytest.fixture
def toasts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    shown: list[str] = []
    for name in ("say", "warn"):
        monkeypatch.setattr(f"web.admin.admin_upload.{name}", shown.append)
    return shown


def write(kept: Uploads, place: str, text: str, name: str = "a.md") -> str:
    """Upload a file as the admin."""
    folder = kept.folder / place
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    kept.add(ADMIN.id, [str(folder / name)])
    return str(folder / name)


def answers(**changed: Any) -> str:
    plain = {"collection": "general", "is_new": False, "assistants": [], "tags": "", "valid_from": ""}
    return json.dumps({**plain, "valid_until": "", **changed})


def names(knowledge: KnowledgeBase) -> list[tuple[str, str, int]]:
    return [(d.name, d.properties.collection, d.version) for d in knowledge.documents()]


def test_a_new_collection_is_given_to_those_who_were_ticked(
    uploads: UploadHandlers, knowledge: KnowledgeBase, toasts: list[str], kept: Uploads
) -> None:
    said = answers(collection=" tax  law ", is_new=True, assistants=["tutor", "nobody"], tags="2026，new")
    uploads.add([write(kept, "1", "One.")], said, (), REQUEST)
    (collection,) = [c for c in knowledge.collections.list() if c.name == "tax law"]
    assert collection.given_to == frozenset({"tutor"})
    (document,) = knowledge.documents()
    assert (document.properties.collection, document.properties.tags) == ("tax law", ("2026", "new"))
    assert toasts == ["a.md was put into the collection “tax law” and is being read."]
    with pytest.raises(gr.Error, match="already a collection"):
        uploads.add([write(kept, "2", "Two.")], answers(collection="Tax Law", is_new=True), (), REQUEST)


def test_a_closed_dialog_adds_nothing(
    uploads: UploadHandlers, knowledge: KnowledgeBase, kept: Uploads
) -> None:
    assert uploads.add([write(kept, "1", "One.")], "", (), REQUEST) == ("", ())
    assert knowledge.documents() == ()


@pytest.mark.parametrize(
    "wrong",
    [{"valid_from": "2026-05-01", "valid_until": "2026-01-01"}, {"valid_from": "soon"}, {"tags": "x" * 41}],
)
def test_what_cant_be_said_of_a_document_is_refused_before_it_is_taken(
    uploads: UploadHandlers, knowledge: KnowledgeBase, kept: Uploads, wrong: dict[str, str]
) -> None:
    with pytest.raises(gr.Error):
        uploads.add([write(kept, "1", "One.")], answers(collection="new", is_new=True, **wrong), (), REQUEST)
    assert knowledge.documents() == ()
    assert "new" not in {collection.name for collection in knowledge.collections.list()}


@pytest.mark.parametrize(
    ("decision", "left"),
    [
        ("version", [("a.md", "shop", 2), ("a.md", "shop", 1)]),
        ("separate", [("a.md", "shop", 1), ("a.md", "school", 1)]),
        ("skip", [("a.md", "shop", 1)]),
    ],
)
def test_a_name_that_is_in_another_collection_is_asked_about(
    uploads: UploadHandlers,
    knowledge: KnowledgeBase,
    toasts: list[str],
    kept: Uploads,
    decision: str,
    left: list[tuple[str, str, int]],
) -> None:
    for name in ("shop", "school"):
        knowledge.collections.create(name, None)
    uploads.add([write(kept, "1", "One.")], answers(collection="shop"), (), REQUEST)
    html, held = uploads.add(
        [write(kept, "2", "Two."), write(kept, "2", "Other.", "b.md")],
        answers(collection="school"),
        (),
        REQUEST,
    )
    assert [file.other_collection for file in held] == ["shop"]
    assert "already in the collection “shop”" in html
    assert len(toasts) == 2  # nothing is said of the one that waits
    html, held = uploads.decide(held, gr.EventData(None, {"do": decision, "place": 0}), REQUEST)
    assert (html, held) == ("", ())
    others = [found for found in names(knowledge) if found[0] != "b.md"]
    assert sorted(others) == sorted(left)
    # a second click on a button that is gone does nothing
    assert uploads.decide(held, gr.EventData(None, {"do": "separate", "place": 0}), REQUEST) == ("", ())


def test_the_same_file_again_is_said_to_be_unchanged_and_a_damaged_one_damaged(
    uploads: UploadHandlers, toasts: list[str], kept: Uploads
) -> None:
    path = write(kept, "1", "One.")
    uploads.add([path], answers(), (), REQUEST)
    toasts.clear()
    path = write(kept, "1", "One.")  # what was taken is gone from the uploads
    broken = write(kept, "2", "", "c.docx")
    Path(broken).write_bytes(b"PK\x03\x04" + bytes(100))
    uploads.add([path, broken, write(kept, "1", "One.", "copy.md")], answers(), (), REQUEST)
    assert toasts == [
        "a.md is already there, with the same content. Nothing was changed.",
        "c.docx is not complete, is damaged, or can't be read. Please get the file again.\n"
        "copy.md is already there: it has the same content as a.md.",
    ]


def test_a_file_that_another_uploaded_is_not_taken(
    uploads: UploadHandlers, knowledge: KnowledgeBase, toasts: list[str], kept: Uploads, tmp_path: Path
) -> None:
    (tmp_path / "theirs.md").write_text("Words.")
    kept.add(Principal.guest("other").id, [str(tmp_path / "theirs.md")])
    uploads.add([str(tmp_path / "theirs.md")], answers(), (), REQUEST)
    assert knowledge.documents() == ()
    assert toasts == ["This file is not there any more. Please add it again."]
