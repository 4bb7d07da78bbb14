"""`python -m knowledge_base`, and the archive that it writes."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge_base.archive import read_documents
from knowledge_base.command_line import run
from knowledge_base.config import KnowledgeConfig
from knowledge_base.errors import ArchiveError
from knowledge_base.knowledge import KnowledgeBase
from tests.knowledge_base.encoders import AnyCalibration, WordEncoder

LAMPS = "# Lamps\n\nA lamp has a warranty of two years.\n"


@pytest.fixture
def config(tmp_path: Path) -> KnowledgeConfig:
    return KnowledgeConfig(
        marks_orders=False,
        database_url=f"sqlite:///{tmp_path / 'knowledge.sqlite3'}",
        index_folder=tmp_path / "index",
        encoder="words",
        load_encoder=lambda _name: WordEncoder(),
        calibrations=AnyCalibration(),
        max_document_bytes=100_000,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers" / "inner"
    folder.mkdir(parents=True)
    (folder / "lamps.md").write_text(LAMPS)
    (folder / "table.csv.bak").write_text("not a document")
    (folder.parent / "灯.md").write_text("# 灯\n\n灯保修两年。\n", encoding="utf-8")
    return folder.parent


def call(config: KnowledgeConfig, *arguments: str | Path) -> tuple[int, str]:
    output = io.StringIO()
    return run([str(argument) for argument in arguments], config, output), output.getvalue()


def test_a_folder_is_added_and_found(config: KnowledgeConfig, folder: Path) -> None:
    status, said = call(config, "add", folder, "--collection", "lighting", "--tag", "new")
    assert status == 0
    assert "ready  inner/lamps.md: 1 passages" in said
    assert "ready  灯.md: 1 passages" in said
    assert call(config, "add", folder, "--collection", "lighting") == (
        0,
        "skipped  inner/table.csv.bak: it has no format that can be read\n"
        "unchanged  灯.md\nunchanged  inner/lamps.md\n",
    )
    _, said = call(config, "search", "warranty of a lamp", "-k", "1")
    assert said.startswith("1. Lamps\n")
    assert "A lamp has a warranty" in said
    assert "nothing here" in call(config, "search", "lamp", "--collection", "other")[1]
    _, said = call(config, "stats")
    assert "documents: 2" in said
    assert "collection lighting: 2 documents, given to all" in said


def test_what_cant_be_taken_is_named(
    config: KnowledgeConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "fake.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "lamps.md").write_text(LAMPS)
    status, said = call(
        config, "add", *(tmp_path / name for name in ("empty.md", "fake.pdf", "lamps.md", "no.md"))
    )
    assert status == 1
    assert "ready  lamps.md" in said
    assert "failed  fake.pdf" in said
    complaints = capsys.readouterr().err
    assert "'empty.md' is empty" in complaints
    assert "no.md" in complaints
    assert call(config, "add", tmp_path / "index")[0] == 1


def test_while_the_server_runs_it_indexes_what_is_added(config: KnowledgeConfig, folder: Path) -> None:
    server = KnowledgeBase(config)
    server.start()
    server.wait_until_idle()
    status, said = call(config, "add", folder)
    assert (status, said.splitlines()[1]) == (0, "the running server indexes them")
    assert server.retrieve("lamp warranty", k=1).candidates
    assert call(config, "search", "warranty of a lamp")[1].startswith("1. Lamps\n")
    server.close()


def test_an_export_brings_everything_to_another_place(
    config: KnowledgeConfig, folder: Path, tmp_path: Path
) -> None:
    call(config, "add", folder, "--collection", "lighting", "--tag", "new", "--valid-until", "2199-12-31")
    knowledge = KnowledgeBase(config)
    knowledge.collections.give("lighting", frozenset({"tutor"}))
    knowledge.close()
    assert call(config, "export", tmp_path / "all.zip") == (
        0,
        f"2 documents were written to {tmp_path / 'all.zip'}\n",
    )
    other = replace(
        config, database_url=f"sqlite:///{tmp_path / 'other.sqlite3'}", index_folder=tmp_path / "other"
    )
    assert call(other, "import", tmp_path / "all.zip")[0] == 0
    copy = KnowledgeBase(other)
    assert [(d.name, d.properties.collection, d.properties.tags) for d in copy.documents()] == [
        ("inner/lamps.md", "lighting", ("new",)),
        ("灯.md", "lighting", ("new",)),
    ]
    assert {str(d.properties.valid_until) for d in copy.documents()} == {"2199-12-31"}
    assert {c.name: c.given_to for c in copy.collections.list()}["lighting"] == frozenset({"tutor"})
    copy.close()


def write_archive(path: Path, manifest: object, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", manifest if isinstance(manifest, str) else json.dumps(manifest))
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def manifest(**entry: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "file": "a",
        "name": "a.md",
        "collection": "x",
        "tags": [],
        "valid_from": None,
        "valid_until": None,
    }
    return {"format": "docent-knowledge", "version": 1, "collections": [], "documents": [{**whole, **entry}]}


@pytest.mark.parametrize(
    ("content", "files"),
    [
        ("{", {}),
        ("[]", {}),
        ("[" * 100_000, {}),
        ({"format": "other"}, {}),
        (manifest(file="../../etc/passwd"), {}),
        (manifest(file=7), {"a": b"x"}),
        (manifest(valid_from="tomorrow"), {"a": b"x"}),
        (manifest(tags=None), {"a": b"x"}),
        (manifest(), {"a": b"x" * 1_000_000}),
    ],
)
def test_a_file_that_is_no_export_is_refused(
    tmp_path: Path, content: object, files: dict[str, bytes]
) -> None:
    path = write_archive(tmp_path / "bad.zip", content, **files)
    with pytest.raises(ArchiveError, match=r"bad\.zip"):
        list(read_documents(path, max_bytes=100_000))


def test_junk_is_refused_and_changes_nothing(config: KnowledgeConfig, tmp_path: Path) -> None:
    (tmp_path / "junk.zip").write_bytes(b"junk")
    assert call(config, "import", tmp_path / "junk.zip") == (1, "")
    assert "documents: 0" in call(config, "stats")[1]


def test_files_of_one_name_in_two_folders_are_two_documents(config: KnowledgeConfig, tmp_path: Path) -> None:
    for part in ("a", "b"):
        (tmp_path / "papers" / part).mkdir(parents=True)
        (tmp_path / "papers" / part / "readme.md").write_text(f"# Part {part}\n\nThis is {part}.\n")
    assert call(config, "add", tmp_path / "papers")[0] == 0
    assert "documents: 2" in call(config, "stats")[1]


def test_a_paused_queue_is_not_waited_for(config: KnowledgeConfig, folder: Path) -> None:
    server = KnowledgeBase(config)
    server.start()
    server.pause(is_paused=True)
    status, said = call(config, "add", folder)
    assert (status, said.splitlines()[-1][:25]) == (0, "they wait in the queue: i")
    server.close()


def test_a_damaged_export_is_refused(config: KnowledgeConfig, folder: Path, tmp_path: Path) -> None:
    call(config, "add", folder)
    call(config, "export", tmp_path / "all.zip")
    data = bytearray((tmp_path / "all.zip").read_bytes())
    data[60] ^= 0xFF  # inside the first document
    (tmp_path / "all.zip").write_bytes(bytes(data))
    with pytest.raises(ArchiveError):
        list(read_documents(tmp_path / "all.zip", max_bytes=100_000))


def test_what_of_a_folder_is_passed_over_is_listed(
    config: KnowledgeConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "notes.md").write_text("secret")
    for name in (".hidden.md", "~$lamps.docx", "old.doc", "tool.exe"):
        (folder / name).write_text("x")
    (folder / "lamps.md").write_text(LAMPS)
    (tmp_path / "outside.md").write_text("# Outside\n\nNot of this folder.\n")
    (folder / "link.md").symlink_to(tmp_path / "outside.md")
    status, said = call(config, "add", folder, tmp_path / "gone.md")
    assert status == 1
    skipped = dict(line[9:].split(": ", 1) for line in said.splitlines() if line.startswith("skipped"))
    hidden, unknown = "it is hidden or temporary", "it has no format that can be read"
    assert skipped == {
        ".git": hidden,
        ".hidden.md": hidden,
        "~$lamps.docx": hidden,
        "old.doc": "it has an old format; save it as .docx",
        "tool.exe": unknown,
        "link.md": "it is no file of this folder",
    }
    assert "ready  lamps.md" in said
    assert capsys.readouterr().err == f"{tmp_path / 'gone.md'}: there is no such file or folder\n"


@pytest.mark.parametrize(
    ("options", "given", "said"),
    [
        ((), None, "all assistants"),
        (("--give", "tutor"), frozenset({"tutor"}), "tutor"),
        (("--give", "none"), frozenset(), "no assistant yet"),
    ],
)
def test_who_answers_from_a_new_collection_is_said(
    config: KnowledgeConfig, folder: Path, options: tuple[str, ...], given: frozenset[str] | None, said: str
) -> None:
    _, output = call(config, "add", folder, "--collection", "new", *options)
    assert f"new collection new, given to {said}\n" in output
    knowledge = KnowledgeBase(config)
    assert {c.name: c.given_to for c in knowledge.collections.list()}["new"] == given
    knowledge.close()


def test_what_was_stopped_is_stopped_after_an_import(
    config: KnowledgeConfig, folder: Path, tmp_path: Path
) -> None:
    knowledge = KnowledgeBase(config)
    stopped = knowledge.add_document("stopped.md", b"# Stopped\n\nNobody wants this.\n")
    knowledge.cancel(stopped)
    knowledge.close()
    call(config, "add", folder)
    call(config, "export", tmp_path / "all.zip")
    other = replace(
        config, database_url=f"sqlite:///{tmp_path / 'other.sqlite3'}", index_folder=tmp_path / "other"
    )
    status, said = call(other, "import", tmp_path / "all.zip")
    assert (status, said.count("ready"), "stopped  stopped.md" in said) == (0, 2, True)
    copy = KnowledgeBase(other)
    assert {d.name: str(d.state) for d in copy.documents()}["stopped.md"] == "cancelled"
    copy.close()


def test_an_export_that_is_not_there_is_said_to_be_missing(
    config: KnowledgeConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(config, "import", tmp_path / "gone.zip")[0] == 1
    assert "there is no file" in capsys.readouterr().err


def test_documents_that_labelled_questions_name_but_that_are_not_there_are_named(
    config: KnowledgeConfig, folder: Path, tmp_path: Path
) -> None:
    call(config, "add", folder)
    questions = tmp_path / "questions.jsonl"
    lines = [("inner/lamps.md", "warranty of two years"), ("lamp.md", "warranty of two years")]
    questions.write_text(
        "".join(
            json.dumps(
                {"question": "warranty of a lamp", "language": "en", "document": name, "answer": answer}
            )
            + "\n"
            for name, answer in lines
        )
    )
    _, said = call(config, "evaluate", questions)
    assert "there is no document 'lamp.md', which 1 of the questions name" in said
    assert "'inner/lamps.md', which" not in said
