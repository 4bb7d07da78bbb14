"""A voice's process: one at a time, loaded with the first request and put away when nobody listens."""

from __future__ import annotations

from model.errors import VoiceError
from sandbox.errors import SandboxError
from sandbox.kinds import Answer, Request, WorkerKind
from sandbox.workers import Workers

IDLE_SECONDS = 300.0  # a voice holds half a gigabyte


class VoiceWorker:
    """Has requests answered by a process of its own, one after another."""

    def __init__(self, kind: WorkerKind, *, idle_seconds: float = IDLE_SECONDS) -> None:
        """Say what shall run; nothing is started."""
        self._workers = Workers(kind, most=1, idle_seconds=idle_seconds)

    def ask(self, request: Request) -> Answer:
        """Hand a request over and wait for its answer.

        Raises:
            VoiceError: The process can't be started, broke down, took too long, or says why it could not.
        """
        try:
            return self._workers.ask(request)
        except SandboxError as exc:
            raise VoiceError(str(exc)) from exc

    def stop(self) -> None:
        """End the process at once, also in the middle of a request; the next request starts another."""
        self._workers.stop()
