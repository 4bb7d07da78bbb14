"""Processes: when they are started, shared, copied, ended and put away."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sandbox import process
from sandbox.errors import SandboxError, WorkerStartError, WorkerTimeoutError, WorkFailedError
from sandbox.kinds import WorkerKind
from sandbox.limits import Guard, Limits
from sandbox.workers import Workers

HOSTILE = "tests.sandbox.hostile_worker"
KIND = WorkerKind(name="a test", module=HOSTILE, limits=Limits(seconds=20))
SHARED = WorkerKind(name="a test", module=HOSTILE, limits=Limits(seconds=20), shares_process=True)


@pytest.fixture(params=[KIND, SHARED], ids=["copied", "shared"])
def workers(request: pytest.FixtureRequest) -> Iterator[Workers]:
    workers = Workers(request.param, most=2)
    yield workers
    workers.stop()


def test_an_answer_has_json_and_bytes(workers: Workers) -> None:
    assert workers.ask({}, "é\n{}\n".encode() * 1000) == ({"pid": ANY}, "é\n{}\n".encode() * 1000)


class _Any:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


ANY = _Any()


def test_each_file_meets_a_fresh_copy_and_a_shared_process_is_one() -> None:
    for kind, is_fresh in ((KIND, True), (SHARED, False)):
        workers = Workers(kind, most=1)
        first, second = (workers.ask({})[0]["pid"] for _ in range(2))
        assert (first != second) is is_fresh
        workers.stop()


def test_the_work_says_why_it_could_not(workers: Workers) -> None:
    with pytest.raises(WorkFailedError, match="not today") as caught:
        workers.ask({"do": "refuse"})
    assert (caught.value.reason, caught.value.params) == ("not_today", {"day": "Monday"})
    with pytest.raises(WorkFailedError) as broken:
        workers.ask({"do": "break down"})
    assert broken.value.reason == "ValueError"


def test_time_of_the_processor_is_bounded_too() -> None:
    workers = Workers(WorkerKind(name="a test", module=HOSTILE, limits=Limits(seconds=30, cpu_seconds=1)))
    with pytest.raises(WorkerTimeoutError):
        workers.ask({"do": "spin"})
    workers.stop()


def test_requests_at_the_same_time_get_their_own_answers(workers: Workers) -> None:
    answers: dict[int, bytes] = {}

    def ask(number: int) -> None:
        answers[number] = workers.ask({}, str(number).encode() * 50_000)[1]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number).encode() * 50_000 for number in range(6)}


def test_work_can_be_ended_in_the_middle(workers: Workers) -> None:
    workers.ask({})
    failures: list[SandboxError] = []

    def hang() -> None:
        try:
            workers.ask({"do": "sleep"})
        except SandboxError as exc:
            failures.append(exc)

    asking = threading.Thread(target=hang)
    asking.start()
    while not workers._busy:
        pass
    workers.stop()
    asking.join()
    assert len(failures) == 1
    assert workers.ask({}, b"again")[1] == b"again"


def test_a_process_that_nobody_needs_is_ended() -> None:
    workers = Workers(KIND, idle_seconds=0)
    workers.ask({})
    timer = workers._timer
    if timer is not None:
        timer.join()
    assert not workers.is_running


def test_a_stream_that_is_left_early_ends_its_process(workers: Workers) -> None:
    stream = workers.stream({}, b"x")
    assert next(stream)[1] == b"x"
    stream.close()
    assert not workers.is_running
    assert workers.ask({}, b"again")[1] == b"again"


def test_what_is_not_installed_is_said() -> None:
    workers = Workers(WorkerKind(name="a test", module="tests.sandbox.not_there", limits=Limits()))
    with pytest.raises(SandboxError, match="not_there"):
        workers.ask({})
    workers.stop()


def test_a_process_that_can_not_even_begin_says_why() -> None:
    odd = Limits(off={"nonsense": "because"})  # type: ignore[dict-item]
    workers = Workers(WorkerKind(name="a test", module=HOSTILE, limits=odd))
    with pytest.raises(WorkerStartError, match="nonsense"):
        workers.ask({})
    workers.stop()


def test_a_process_that_never_reads_its_request_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START_SECONDS", 0.1)
    monkeypatch.setattr(process, "GRACE_SECONDS", 0.1)
    workers = Workers(replace(KIND, arguments={"never reads": True}))
    with pytest.raises(WorkerTimeoutError, match="longer"):
        workers.ask({}, bytes(1_000_000), seconds=0.1)  # more than a pipe holds
    assert not workers.is_running
    workers.stop()


@pytest.mark.parametrize("kind", [KIND, SHARED], ids=["copied", "shared"])
def test_the_end_of_standard_input_ends_the_process(kind: WorkerKind) -> None:
    started = process.Process(kind)
    assert list(started.ask({}, b"x", seconds=20))
    started._input.close()  # as when the server was killed
    assert started.has_ended_within(20)
    started.close()


def test_limits_are_the_same_after_they_were_sent() -> None:
    limits = Limits(readable=("/a", "/b"), off={Guard.CPU: "a reason"}, niceness=3)
    assert Limits.from_json(limits.to_json()) == limits
