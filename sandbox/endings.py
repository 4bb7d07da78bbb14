"""Why a process ended, as an error that a person can act on."""

from __future__ import annotations

import signal

from sandbox.errors import SandboxError, WorkerCrashedError, WorkerForbiddenError, WorkerTimeoutError


def explain_end(exit_code: int) -> SandboxError:
    """Name the reason of an end by the code that the process ended with; a signal is below zero."""
    if exit_code >= 0:
        return WorkerCrashedError(f"it ended with code {exit_code}")
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    match name:
        case "SIGALRM" | "SIGXCPU":
            return WorkerTimeoutError("it took longer than it may")
        case "SIGXFSZ":
            return WorkerForbiddenError("it may not write a file")
        case "SIGKILL":
            return WorkerCrashedError(
                "it was ended from outside, perhaps because the machine has no memory left"
            )
        case _:
            return WorkerCrashedError(f"it crashed ({name})")
