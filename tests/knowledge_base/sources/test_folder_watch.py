"""Watched folders, on the real file system."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.properties import make_properties
from knowledge_base.sources.folder_watch import FolderWatch
from tests.knowledge_base.conftest import OpenKnowledge
from tests.knowledge_base.encoders import WordEncoder


@pytest.fixture
def knowledge(open_knowledge: OpenKnowledge) -> KnowledgeBase:
    base = open_knowledge(encoder="words", load_encoder=lambda _name: WordEncoder())
    base.start()
    return base


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "watched"
    (folder / "shop" / "deep").mkdir(parents=True)
    (folder / "lamps.md").write_text("# Lamps\n\nA lamp is bright.\n")
    (folder / "shop" / "deep" / "returns.md").write_text("# Returns\n\nReturns are free.\n")
    return folder


@pytest.fixture
def watch(knowledge: KnowledgeBase, folder: Path) -> Iterator[FolderWatch]:
    watch = FolderWatch(knowledge, [folder], max_bytes=10_000)
    yield watch
    watch.close()


def names(knowledge: KnowledgeBase) -> dict[str, str]:
    knowledge.wait_until_idle()
    return {document.name: document.properties.collection for document in knowledge.documents()}


def until(knowledge: KnowledgeBase, is_so: Callable[[], bool]) -> None:
    for _ in range(300):
        if is_so():
            return
        knowledge._closed.wait(0.1)
    pytest.fail("it did not come to pass")


def test_what_is_there_at_the_start_is_taken_over(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path
) -> None:
    watch.synchronise()
    assert names(knowledge) == {"lamps.md": "general", "deep/returns.md": "shop"}
    (folder / "lamps.md").write_text("# Lamps\n\nA lamp is dim.\n")
    (folder / "shop" / "deep" / "returns.md").unlink()
    watch.synchronise()
    assert names(knowledge) == {"lamps.md": "general"}
    (document,) = knowledge.documents()
    assert document.version == 2
    watch.synchronise()
    assert [d.version for d in knowledge.documents()] == [2]  # unchanged is not read again


def test_what_is_no_document_of_the_folder_is_left_alone(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path, tmp_path: Path
) -> None:
    (folder / ".hidden.md").write_text("hidden")
    (folder / "~$lamps.docx").write_bytes(b"lock file of an office program")
    (folder / "program.exe").write_bytes(b"MZ")
    (folder / "empty.md").write_text("")
    (folder / "big.md").write_text("x" * 20_000)
    (folder / "broken.pdf").write_bytes(b"no pdf")
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nOutside of the folder.\n")
    (folder / "link.md").symlink_to(secret)
    knowledge.add_document("by-hand.md", b"# By hand\n\nAdded on the page.\n")
    watch.synchronise()
    assert set(names(knowledge)) == {"lamps.md", "deep/returns.md", "by-hand.md"}


def test_changes_are_followed_while_it_runs(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path
) -> None:
    watch.start()
    until(knowledge, lambda: len(names(knowledge)) == 2)
    (folder / "new.md").write_text("# New\n\nJust written.\n")
    until(knowledge, lambda: "new.md" in names(knowledge))
    (folder / "new.md").unlink()
    until(knowledge, lambda: "new.md" not in names(knowledge))


def test_files_of_one_name_are_documents_of_their_own(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path
) -> None:
    (folder / "shop" / "lamps.md").write_text("# Shop lamps\n\nSold here.\n")
    (folder / "shop" / "deep" / "lamps.md").write_text("# Deep lamps\n\nFar below.\n")
    for _ in range(2):
        watch.synchronise()
        assert set(names(knowledge)) == {"lamps.md", "deep/lamps.md", "deep/returns.md"}
        assert {document.version for document in knowledge.documents()} == {1}


@pytest.mark.parametrize(("old", "new"), [("b.md", "a.md"), ("a.md", "b.md"), ("shop/b.md", "a.md")])
def test_a_file_that_is_moved_stays(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path, old: str, new: str
) -> None:
    (folder / old).write_text("# Moved\n\nThe same bytes.\n")
    watch.synchronise()
    (folder / old).rename(folder / new)
    watch._follow({folder / new})  # the two events may come apart, in either order
    watch._follow({folder / old})
    knowledge.wait_until_idle()
    assert [d.title for d in knowledge.documents()].count("Moved") == 1
    assert str(folder / new) in knowledge.sources()


def test_a_share_that_is_not_there_deletes_nothing(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path
) -> None:
    watch.synchronise()
    folder.rename(folder.with_name("away"))
    watch.synchronise()
    assert len(names(knowledge)) == 2
    folder.mkdir()  # an empty mount point
    watch.synchronise()
    assert len(names(knowledge)) == 2


def test_what_an_admin_set_outlives_a_change_of_the_file(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path
) -> None:
    watch.synchronise()
    document = next(d for d in knowledge.documents() if d.name == "lamps.md")
    knowledge.set_properties(document.id, make_properties(collection="internal", valid_from=date(2199, 1, 1)))
    (folder / "lamps.md").write_text("# Lamps\n\nA lamp is dim.\n")
    watch.synchronise()
    assert names(knowledge)["lamps.md"] == "internal"
    changed = next(d for d in knowledge.documents() if d.name == "lamps.md")
    assert (changed.version, str(changed.properties.valid_from)) == (2, "2199-01-01")


def test_a_name_that_is_no_text_does_not_end_the_watching(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path
) -> None:
    (folder / os.fsdecode(b"caf\xe9.md")).write_text("# Caf\u00e9\n\nCoffee.\n")
    watch.synchronise()
    assert {"lamps.md", "caf?.md"} <= set(names(knowledge))
