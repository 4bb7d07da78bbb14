"""The process itself: enters the sandbox, starts its work, and answers requests until its standard input ends.

Each request is answered by a fork, so that a file that takes its decoder over meets neither the next file nor the next
answer; a kind whose process can't be copied answers itself. What the work prints goes to standard error.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any, BinaryIO

from sandbox.audit import ForbiddenError
from sandbox.confinement import begin_request, close_in, enter, pause_clock
from sandbox.endings import explain_end
from sandbox.errors import SandboxError, WorkerForbiddenError, WorkerMemoryError, WorkFailedError
from sandbox.kinds import Answer, Request, Work
from sandbox.limits import Limits
from sandbox.messages import read_message, write_message

MAX_REQUEST_BYTES = 1_000_000_000
MAX_MESSAGE = 300  # characters of an error's message: a decoder may quote the file in it


def run(plan: dict[str, Any]) -> None:
    """Do the work of a kind; returns when standard input ends.

    Args:
        plan: The kind, as `process` writes it.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limits = Limits.from_json(plan["limits"])
    enter(limits)
    work = _start(plan)
    gc.freeze()  # what is loaded stays shared with the copies
    is_copied = hasattr(os, "fork") and not plan["shares_process"]
    if not is_copied:
        close_in(limits, is_copy=False)
    while (message := read_message(sys.stdin.buffer, max_bytes=MAX_REQUEST_BYTES)) is not None:
        if is_copied:
            _answer_in_a_copy(work, limits, answers, *message)
        else:
            _answer(work, limits, answers, *message)
            if not plan["shares_process"]:
                return  # no forks here: the next request gets a new process


def _start(plan: dict[str, Any]) -> Work:
    try:
        work: Work = import_module(plan["module"]).start(plan["arguments"])
    except Exception as exc:  # noqa: BLE001  # whatever is missing: the first request is told
        problem = exc

        def fail(_request: Request, _data: bytes) -> Iterator[Answer]:
            raise problem

        return fail
    return work


def _answer_in_a_copy(
    work: Work, limits: Limits, answers: BinaryIO, header: dict[str, Any], data: bytes
) -> None:
    copy = os.fork()
    if copy == 0:
        try:
            os.close(0)  # the next request is not for this one
            close_in(limits, is_copy=True)
            _answer(work, limits, answers, header, data)
        except BaseException:  # noqa: BLE001  # a copy must never go on as if it were its origin
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(copy, 0)
    if status:
        write_message(
            answers, {"id": header["id"], "error": _describe(explain_end(os.waitstatus_to_exitcode(status)))}
        )


def _answer(work: Work, limits: Limits, answers: BinaryIO, header: dict[str, Any], data: bytes) -> None:
    request_id, seconds = header["id"], float(header["seconds"])
    try:
        begin_request(limits, seconds)
        for piece, piece_data in work(header["request"], data):
            pause_clock()
            write_message(answers, {"id": request_id, "answer": dict(piece)}, piece_data)
            begin_request(limits, seconds)
        pause_clock()
        last: dict[str, Any] = {"id": request_id, "end": True}
    except Exception as exc:  # noqa: BLE001  # whatever a decoder raises on a hostile file, it is one bad file
        pause_clock()
        last = {"id": request_id, "error": _describe(exc)}
    write_message(answers, last)


def _describe(exc: Exception) -> dict[str, Any]:
    message = str(exc)[:MAX_MESSAGE]
    if isinstance(exc, SandboxError):
        return {"code": exc.code, "message": message}
    if isinstance(exc, MemoryError | RecursionError):
        return {"code": WorkerMemoryError.code, "message": "it needs more memory than it may"}
    if isinstance(exc, ForbiddenError):
        return {"code": WorkerForbiddenError.code, "message": message}
    code = getattr(exc, "code", None)
    if isinstance(code, str):
        return {
            "code": WorkFailedError.code,
            "reason": code,
            "message": message,
            "params": getattr(exc, "params", {}),
        }
    return {"code": WorkFailedError.code, "reason": type(exc).__name__, "message": message, "params": {}}
