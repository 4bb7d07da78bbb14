"""A child process that does one kind of work on request, and is ended where it takes too long.

A request is one JSON line; the answer is one JSON line, followed by as many bytes as its `size_bytes` says. The end of
standard input ends the child, so it never outlives the one that started it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from model.child_process import end_child
from model.errors import VoiceError

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
IDLE_SECONDS = 300.0  # a voice holds half a gigabyte; one that nobody listens to is put away
STOP_SECONDS = 2.0

Request = dict[str, Any]
Answer = tuple[Request, bytes]


class WorkerProcess:
    """Starts its child with the first request, and again after it ended; one request at a time."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str] = (),
        *,
        timeout_seconds: float,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """Say what shall run; nothing is started.

        Args:
            module: Run as `python -m`.
            arguments: Given to it.
            timeout_seconds: A request that takes longer ends the child. Its start counts.
            idle_seconds: Time without a request after which the child is ended.
        """
        self._command = [sys.executable, "-m", module, *arguments]
        self._module = module
        self._timeout_seconds = timeout_seconds
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None

    @property
    def is_running(self) -> bool:
        """Whether the child is there."""
        return self._process is not None and self._process.poll() is None

    def ask(self, request: Request) -> Answer:
        """Hand a request to the child and wait for its answer.

        Raises:
            VoiceError: The child can't be started, broke down, took too long, or says why it could not.
        """
        with self._lock:
            self._cancel_idle()
            process = self._process if self.is_running else None
            if process is None:
                process = self._start()
            timed_out = threading.Event()

            def end() -> None:
                timed_out.set()
                process.kill()

            timer = threading.Timer(self._timeout_seconds, end)
            timer.daemon = True
            timer.start()
            try:
                header, data = _exchange(process, request)
            except (OSError, ValueError) as exc:
                self._end()
                limit = f"took longer than {self._timeout_seconds:g} s"
                msg = f"{self._module} {limit if timed_out.is_set() else 'broke down'}"
                raise VoiceError(msg) from exc
            finally:
                timer.cancel()
            self._stop_when_idle()
        if "error" in header:
            msg = f"{self._module}: {header['error']}"
            raise VoiceError(msg)
        return header, data

    def stop(self) -> None:
        """End the child at once, also in the middle of a request; the next request starts another."""
        process = self._process
        if process is not None:
            process.kill()
        self._put_away()

    def _put_away(self) -> None:
        with self._lock:
            self._cancel_idle()
            self._end()

    def _start(self) -> subprocess.Popen[bytes]:
        self._end()
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter, our own module
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT_FOLDER,
            )
        except OSError as exc:
            msg = f"{self._module} can't be started: {exc.strerror}"
            raise VoiceError(msg) from exc
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            end_child(process, seconds=STOP_SECONDS)

    def _stop_when_idle(self) -> None:
        self._idle = threading.Timer(self._idle_seconds, self._put_away)
        self._idle.daemon = True
        self._idle.start()

    def _cancel_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


def _exchange(process: subprocess.Popen[bytes], request: Request) -> Answer:
    if process.stdin is None or process.stdout is None:
        msg = "no pipes"
        raise OSError(msg)
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    header = json.loads(process.stdout.readline())
    size = int(header.get("size_bytes", 0))
    data = process.stdout.read(size)
    if len(data) != size:
        msg = "the answer was cut off"
        raise OSError(msg)
    return header, data


def serve(answer: Callable[[Request], Answer]) -> None:
    """Answer requests until standard input ends; what the work prints does not mix with the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        try:
            header, data = answer(json.loads(line))
        except VoiceError as exc:
            header, data = {"error": str(exc)}, b""
        answers.write(json.dumps({**header, "size_bytes": len(data)}).encode() + b"\n" + data)
        answers.flush()
    os._exit(0)  # native threads need no farewell
