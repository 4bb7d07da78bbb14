"""Processes of one kind: started when they are needed, kept warm for the next request, put away when nobody asks."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Generator
from contextlib import closing
from weakref import WeakSet

from sandbox.errors import SandboxError, WorkerAnswerError, WorkFailedError
from sandbox.kinds import Answer, Request, WorkerKind
from sandbox.process import Process

IDLE_SECONDS = 120.0


class Workers:
    """Does the work of a kind; safe to use from several threads."""

    def __init__(self, kind: WorkerKind, *, most: int = 2, idle_seconds: float = IDLE_SECONDS) -> None:
        """Say what shall run; nothing is started.

        Args:
            kind: The work and its limits.
            most: Processes at the same time; further requests wait.
            idle_seconds: Time without a request after which the processes are ended.
        """
        self.kind = kind
        self._idle_seconds = idle_seconds
        self._places = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._timer: threading.Timer | None = None
        _ALL.add(self)

    @property
    def is_running(self) -> bool:
        """Whether a process is there."""
        with self._lock:
            return any(process.is_running for process in (*self._idle, *self._busy))

    def ask(self, request: Request, data: bytes = b"", *, seconds: float | None = None) -> Answer:
        """Have a request answered whose answer is one piece; see `stream` for arguments and errors."""
        with closing(self.stream(request, data, seconds=seconds)) as pieces:
            answers = list(pieces)
        if len(answers) != 1:
            msg = f"{self.kind.name}: {len(answers)} answers to one question"
            raise WorkerAnswerError(msg)
        return answers[0]

    def stream(
        self, request: Request, data: bytes = b"", *, seconds: float | None = None
    ) -> Generator[Answer, None, None]:
        """Have a request answered and yield the pieces of the answer as they come.

        Args:
            request: JSON.
            data: The foreign bytes.
            seconds: Until the next piece of the answer, in place of the kind's.

        Raises:
            SandboxError: The work says why it can't be done, or was ended: see `sandbox.errors`. The next request is
                answered all the same.
        """
        with self._places:
            process = self._take()
            is_usable = False
            try:
                yield from process.ask(
                    request, data, seconds=self.kind.limits.seconds if seconds is None else seconds
                )
                is_usable = True
            except WorkFailedError:
                is_usable = True
                raise
            except SandboxError:
                is_usable = not self.kind.shares_process and process.is_waiting
                raise
            finally:
                self._give_back(process, is_usable=is_usable)

    def stop(self) -> None:
        """End the processes at once, also in the middle of a request; the next request starts another."""
        with self._lock:
            busy = list(self._busy)
        for process in busy:
            process.kill()  # whoever asked it puts it away
        self._put_away()

    def _take(self) -> Process:
        with self._lock:
            self._cancel_timer()
            while self._idle:
                process = self._idle.pop()
                if process.is_running:
                    break
                process.close()
            else:
                process = Process(self.kind)
            self._busy.add(process)
            return process

    def _give_back(self, process: Process, *, is_usable: bool) -> None:
        if not is_usable:
            process.kill()
            process.close()
        with self._lock:
            self._busy.discard(process)
            if is_usable:
                self._idle.append(process)
                self._cancel_timer()
                self._timer = threading.Timer(self._idle_seconds, self._put_away)
                self._timer.daemon = True
                self._timer.start()

    def _put_away(self) -> None:
        with self._lock:
            self._cancel_timer()
            idle, self._idle = self._idle, []
        for process in idle:
            process.close()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


_ALL: WeakSet[Workers] = WeakSet()


@atexit.register
def _stop_all() -> None:
    for workers in list(_ALL):
        workers.stop()
