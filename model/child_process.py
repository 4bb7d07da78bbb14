"""The end of a child process that leaves when its standard input does."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import Any


def end_child(process: subprocess.Popen[Any], *, seconds: float) -> None:
    """Close the pipes of a child and wait for its end; one that does not leave in this time is killed."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # the process may be gone already
                pipe.close()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
