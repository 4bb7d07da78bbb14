"""Watched folders, on the real file system."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge_base.folder_watch import FolderWatch
from knowledge_base.knowledge import KnowledgeBase
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
    assert names(knowledge) == {"lamps.md": "general", "returns.md": "shop"}
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
    assert set(names(knowledge)) == {"lamps.md", "returns.md", "by-hand.md"}


def test_changes_are_followed_while_it_runs(
    watch: FolderWatch, knowledge: KnowledgeBase, folder: Path
) -> None:
    watch.start()
    until(knowledge, lambda: len(names(knowledge)) == 2)
    (folder / "new.md").write_text("# New\n\nJust written.\n")
    until(knowledge, lambda: "new.md" in names(knowledge))
    (folder / "new.md").unlink()
    until(knowledge, lambda: "new.md" not in names(knowledge))
