"""What can go wrong with a process of its own.

SandboxError(Exception)      .code: stable id of the kind
├ WorkFailedError            the work itself says why it could not: .reason is its error's code, .params its values
├ WorkerStartError           the process can't be started, or what it needs is not installed
├ WorkerTimeoutError         it took longer than it may, by the clock or of the processor
├ WorkerMemoryError          it needed more memory than it may
├ WorkerForbiddenError       it tried what the sandbox forbids: a file, a connection, a program
├ WorkerCrashedError         it ended by itself: native code crashed, or it was ended from outside
└ WorkerAnswerError          its answer is none, or larger than it may be
"""

from __future__ import annotations

from typing import Any, ClassVar


class SandboxError(Exception):
    """Base of every error of this package.

    Attributes:
        code: Stable identifier of the kind of error.
    """

    code: ClassVar[str] = "sandbox"


class WorkFailedError(SandboxError):
    """The work says why it could not be done.

    Attributes:
        reason: The code of the error that the work raised, or the name of its class where it has no code.
        params: Values that a translated message may show.
    """

    code = "work_failed"

    def __init__(self, message: str, *, reason: str, params: dict[str, Any]) -> None:
        super().__init__(message)
        self.reason = reason
        self.params = params


class WorkerStartError(SandboxError):
    """The process can't be started."""

    code = "worker_start"


class WorkerTimeoutError(SandboxError):
    """The work took too long and was ended."""

    code = "worker_timeout"


class WorkerMemoryError(SandboxError):
    """The work needed too much memory and was ended."""

    code = "worker_memory"


class WorkerForbiddenError(SandboxError):
    """The work tried what the sandbox forbids."""

    code = "worker_forbidden"


class WorkerCrashedError(SandboxError):
    """The process ended by itself."""

    code = "worker_crashed"


class WorkerAnswerError(SandboxError):
    """The process answered something that is no answer."""

    code = "worker_answer"


BY_CODE: dict[str, type[SandboxError]] = {
    kind.code: kind
    for kind in (
        WorkerStartError,
        WorkerTimeoutError,
        WorkerMemoryError,
        WorkerForbiddenError,
        WorkerCrashedError,
        WorkerAnswerError,
    )
}
