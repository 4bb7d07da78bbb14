"""What a hostile file may do in each of the product's processes: nothing but end its own work, with the right error.

The kinds are found in the source, so that a new one is attacked, too.
"""

import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from sandbox.errors import (
    SandboxError,
    WorkerAnswerError,
    WorkerCrashedError,
    WorkerForbiddenError,
    WorkerMemoryError,
    WorkerTimeoutError,
    WorkFailedError,
)
from sandbox.kinds import WorkerKind
from sandbox.limits import Guard
from sandbox.workers import Workers
from tests.conftest import PROJECT_FOLDER

ROOMS = ("knowledge_base", "model")
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for room in (*ROOMS, "assistant", "web")
    for path in sorted((PROJECT_FOLDER / room).rglob("*.py"))
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT_FOLDER).with_suffix("").parts)


def find_kinds() -> dict[str, WorkerKind]:
    modules = [import_module(module_of(path)) for path, text in SOURCES.items() if "WorkerKind(" in text]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, WorkerKind)]
    return {kind.name: kind for kind in found}


KINDS = find_kinds()
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limits are Linux's")


def test_all_kinds_are_found() -> None:
    assert {kind.module for kind in KINDS.values()} >= {
        "knowledge_base.reading.loaders.process",
        "knowledge_base.evidence.page_image_process",
        "model.photos.decoding_process",
        "model.hearing.sound_decoding",
        "model.voices.espeak_worker",
        "model.voices.onnx_worker",
        "model.chat.llama_process",
    }


def test_processes_are_started_by_the_sandbox_alone() -> None:
    starting = re.compile(r"\b(?:subprocess|multiprocessing|os\.fork|os\.exec|os\.spawn|os\.system|pty)\b")
    naming = {module_of(path) for path, text in SOURCES.items() if starting.search(text)}
    # the command line hands over to the app, which holds the settings
    assert naming <= {"knowledge_base.__main__"}


def test_every_module_with_work_is_a_kinds() -> None:
    with_work = {
        module_of(path) for path, text in SOURCES.items() if re.search(r"^def start\(.*-> Work:", text, re.M)
    }
    assert with_work == {kind.module for kind in KINDS.values()}


def test_foreign_bytes_are_decoded_in_the_workers_alone() -> None:
    decoding = re.compile(
        r"^\s*(?:import|from) (?:av|docx|openpyxl|pi_heif|pptx|pypdfium2)\b|\bImage\.open\(|\bSoundFile\(",
        re.M,
    )
    naming = {module_of(path) for path, text in SOURCES.items() if decoding.search(text)}
    loaders = ("knowledge_base.reading.loaders.", "knowledge_base.reading.visibility.")
    assert {name for name in naming if not name.startswith(loaders)} == {
        "knowledge_base.evidence.page_image",
        "model.hearing.sound_decoding",
        "model.photos.decoding_process",
        "model.photos.picture_decoding",
    }


@pytest.mark.parametrize("name", KINDS)
def test_a_guard_that_is_off_says_why(name: str) -> None:
    limits = KINDS[name].limits
    assert all(len(reason.split()) > 5 for reason in limits.off.values())
    foreign = KINDS[name].module.startswith("knowledge_base") or "decoding" in KINDS[name].module
    assert not (foreign and limits.off)
    assert not foreign or (limits.memory_bytes <= 2_000_000_000 and limits.seconds <= 60)


@pytest.fixture(scope="module", params=KINDS)
def hostile(request: pytest.FixtureRequest) -> Iterator[Workers]:
    """The process of each kind, with all that it loads and all its limits, that does what it is told."""
    kind = KINDS[request.param]
    limits = replace(kind.limits, seconds=20, cpu_seconds=10, answer_bytes=1_000_000)
    taken_over = replace(
        kind, module="tests.sandbox.hostile_worker", arguments={"loads": kind.module}, limits=limits
    )
    workers = Workers(taken_over, most=1)
    yield workers
    workers.stop()


def still_answers(workers: Workers) -> bool:
    return workers.ask({"do": "nothing"}, b"next")[1] == b"next"


FORBIDDEN = {
    "fork": None,
    "run a program": None,
    "run a shell": None,
    "write a file": None,
    "remove a file": None,
    "make a folder": None,
    "read a file": Guard.FILES,
    "open a socket": Guard.NETWORK,
    "look up a name": Guard.NETWORK,
}


def test_a_hostile_file_ends_its_own_work_alone(hostile: Workers, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    limits = hostile.kind.limits
    for act, guard in FORBIDDEN.items():
        path = tmp_path / "new" if act in {"write a file", "make a folder"} else secret
        if guard is None or limits.has(guard):
            with pytest.raises(WorkerForbiddenError, match="may not"):
                hostile.ask({"do": act, "path": str(path)})
    assert still_answers(hostile)
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]
    ends: list[tuple[str, type[SandboxError] | tuple[type[SandboxError], ...], str]] = [
        ("refuse", WorkFailedError, "not today"),
        ("break down", WorkFailedError, "own error"),
        ("allocate", WorkerMemoryError, "memory"),
        ("recurse", WorkerMemoryError, "memory"),
        ("kill itself", WorkerCrashedError, "SIGSEGV"),
        ("die", WorkerCrashedError, "code 3"),
        ("answer garbage", (WorkerAnswerError, WorkerCrashedError), "."),
    ]
    for act, error, words in ends:
        with pytest.raises(error, match=words):
            hostile.ask({"do": act, "bytes": limits.memory_bytes + 1})
        assert still_answers(hostile), act


def test_native_code_is_kept_in_too(hostile: Workers, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    limits = hostile.kind.limits
    with socket.create_server(("127.0.0.1", 0)) as server:
        if limits.has(Guard.FILES):
            for path in ("/etc/passwd", str(secret), str(PROJECT_FOLDER / "requirements.txt")):
                assert hostile.ask({"do": "read natively", "path": path})[0]["number"] == -1
            written = tmp_path / "written"
            assert hostile.ask({"do": "write natively", "path": str(written)})[0]["number"] == -1
        if limits.has(Guard.NETWORK):
            answer, _ = hostile.ask({"do": "connect natively", "port": server.getsockname()[1]})
            assert answer["result"] == -1
    described, _ = hostile.ask({"do": "describe"})
    if not hostile.kind.shares_process:  # the process that is copied for the next file
        assert hostile.ask({"do": "signal natively", "pid": described["parent"]})[0]["result"] == -1
        assert described["threads"] == 1
    assert not {
        name for name in described["environment"] if not name.startswith(("PYTHON", "OMP", "MALLOC", "LC_"))
    }


@pytest.mark.parametrize("act", ["spin", "sleep"])
def test_work_without_end_is_ended(hostile: Workers, act: str) -> None:
    with pytest.raises(WorkerTimeoutError, match="longer"):
        hostile.ask({"do": act}, seconds=0.2)
    assert still_answers(hostile)


def test_what_a_decoder_prints_is_no_answer(hostile: Workers) -> None:
    assert hostile.ask({"do": "print"}, b"x")[1] == b"x"


def test_an_answer_over_its_limit_is_none(hostile: Workers) -> None:
    with pytest.raises(WorkerAnswerError, match="limit"):
        hostile.ask({"do": "nothing"}, bytes(1_000_001))
    assert still_answers(hostile)
