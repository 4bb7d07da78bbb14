"""One process of its own, seen from the server: started, asked, ended."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, cast

from sandbox.confinement import PROJECT_FOLDER
from sandbox.endings import explain_end
from sandbox.errors import (
    BY_CODE,
    SandboxError,
    WorkerAnswerError,
    WorkerStartError,
    WorkerTimeoutError,
    WorkFailedError,
)
from sandbox.kinds import Answer, Request, WorkerKind
from sandbox.messages import read_message, write_message

STOP_SECONDS = 2.0
START_SECONDS = 60.0  # for loading libraries on a busy machine
GRACE_SECONDS = 5.0  # after which a process that does not end itself is killed
KEPT_LINES = 20  # of standard error
# Nothing of the server's environment: it may hold keys
_ENVIRONMENT = {
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONIOENCODING": "utf-8",
    "MALLOC_ARENA_MAX": "2",  # an arena takes address space
}


class Process:
    """A started process; one request at a time."""

    def __init__(self, kind: WorkerKind) -> None:
        """Start it; the first request waits until it is ready.

        Raises:
            WorkerStartError: The system refuses.
        """
        self._kind = kind
        self._is_fresh = True  # until it answered for the first time
        self._is_waiting = True
        self._was_too_slow = False
        plan = {
            "module": kind.module,
            "arguments": dict(kind.arguments),
            "limits": kind.limits.to_json(),
            "shares_process": kind.shares_process,
        }
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter, our own module
                [sys.executable, "-m", "sandbox", json.dumps(plan)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=PROJECT_FOLDER,
                # a pool of threads can't be copied by a fork
                env=_ENVIRONMENT if kind.shares_process else {**_ENVIRONMENT, "OMP_NUM_THREADS": "1"},
                start_new_session=True,  # ended with all that it started
            )
        except OSError as exc:
            msg = f"{kind.name}: no process can be started ({exc.strerror})"
            raise WorkerStartError(msg) from exc
        self._input = cast("BinaryIO", self._process.stdin)
        self._output = cast("BinaryIO", self._process.stdout)
        self._errors = cast("BinaryIO", self._process.stderr)
        self._said: deque[bytes] = deque(maxlen=KEPT_LINES)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """Its number at the system."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it is there."""
        return self._process.poll() is None

    @property
    def is_waiting(self) -> bool:
        """Whether it said how the last request ended, so that it can take the next."""
        return self._is_waiting and self.is_running

    def has_ended_within(self, seconds: float) -> bool:
        """Tell whether it ends in this time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def ask(self, request: Request, data: bytes, *, seconds: float) -> Iterator[Answer]:
        """Hand a request over and yield the pieces of its answer; whoever stops early must `kill` the process.

        Args:
            request: JSON.
            data: The foreign bytes.
            seconds: Until the next piece.

        Raises:
            SandboxError: See its tree. After a `WorkFailedError` the process can go on.
        """
        request_id = secrets.token_hex(8)  # a copy that a file took over can't guess the next one's
        header = {"id": request_id, "request": dict(request), "seconds": seconds}
        self._is_waiting = False
        allowed = seconds + GRACE_SECONDS + (START_SECONDS if self._is_fresh else 0)
        with self._killed_after(allowed):
            try:
                write_message(self._input, header, data)
            except OSError as exc:
                raise self._explain_end() from exc
        while True:
            with self._killed_after(allowed):
                piece = self._read(request_id)
            self._is_fresh = False
            if piece is None:
                return
            yield piece

    def kill(self) -> None:
        """End it at once, with all that it started."""
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def close(self, seconds: float = STOP_SECONDS) -> None:
        """Close its pipes, on which it leaves; one that does not leave in this time is killed."""
        for pipe in (self._input, self._output):
            with suppress(OSError, ValueError):  # it may be gone already
                pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self.kill()
        self._process.wait()
        self._listener.join(seconds)
        self._errors.close()

    def _read(self, request_id: str) -> Answer | None:
        """Read a piece of the answer; None at its end."""
        try:
            message = read_message(self._output, max_bytes=self._kind.limits.answer_bytes)
        except (OSError, ValueError, RecursionError) as exc:
            if self.has_ended_within(0.1):
                raise self._explain_end() from exc
            msg = f"{self._kind.name}: its answer can't be used ({exc})"
            raise WorkerAnswerError(msg) from exc
        if message is None:
            raise self._explain_end()
        header, data = message
        if header.get("id") != request_id:
            msg = f"{self._kind.name}: it answered something that was not asked"
            raise WorkerAnswerError(msg)
        self._is_waiting = "error" in header or "end" in header
        if "error" in header:
            raise self._to_error(header["error"])
        return None if self._is_waiting else (header.get("answer", {}), data)

    def _to_error(self, error: dict[str, Any]) -> SandboxError:
        message = f"{self._kind.name}: {error.get('message')}"
        kind = BY_CODE.get(str(error.get("code")))
        if kind is not None:
            return kind(message)
        reason, params = str(error.get("reason")), dict(error.get("params") or {})
        return WorkFailedError(str(error.get("message")), reason=reason, params=params)

    def _explain_end(self) -> SandboxError:
        """Say why the process is gone."""
        if not self.has_ended_within(STOP_SECONDS):
            return WorkerAnswerError(f"{self._kind.name}: it closed its pipes")
        if self._was_too_slow:
            return WorkerTimeoutError(f"{self._kind.name}: it took longer than it may")
        if (
            self._is_fresh and self._process.returncode == 1
        ):  # Python's own end by an error: nothing foreign was read
            self._listener.join(STOP_SECONDS)
            last = self._said[-1].decode(errors="replace").strip() if self._said else "no reason given"
            return WorkerStartError(f"{self._kind.name}: it can't be started ({last[:300]})")
        end = explain_end(self._process.returncode)
        return type(end)(f"{self._kind.name}: {end}")

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        def end() -> None:
            self._was_too_slow = True
            self.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _listen(self) -> None:
        """Keep the last lines of standard error: a process whose pipe is full would wait for ever."""
        with suppress(ValueError, OSError):
            for line in iter(lambda: self._errors.readline(1000), b""):
                self._said.append(line)
