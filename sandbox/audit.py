"""Refuses what Python code asks the system for: files, programs, connections.

The audit hook holds on every system and can't be taken away again (https://peps.python.org/pep-0578/). It does not see
native code; `landlock` and the network's namespace do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

_NETWORK_EVENTS = ("socket.", "urllib.", "ftplib.", "smtplib.", "http.client.", "webbrowser.")
_OTHER_EVENTS = (
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.startfile",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.chown",
    "os.truncate",
    "shutil.",
)


class ForbiddenError(PermissionError):
    """The work asked for something that it may not have."""


def refuse_calls(readable: Sequence[str] | None, *, allows_network: bool) -> None:
    """Refuse from now on, for good.

    Args:
        readable: Folders and files that may be read; None where any may be. Nothing may be written.
        allows_network: Whether connections may be opened.
    """
    refused = _OTHER_EVENTS if allows_network else _OTHER_EVENTS + _NETWORK_EVENTS
    places = None if readable is None else tuple(os.path.realpath(path) for path in readable)

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            _refuse_file(args, places)
        elif event.startswith(refused):
            msg = f"it may not cause {event!r}"
            raise ForbiddenError(msg)

    sys.addaudithook(refuse)


def _refuse_file(args: tuple[Any, ...], places: tuple[str, ...] | None) -> None:
    path, mode, flags = args[:3]
    if isinstance(path, int):
        return  # a descriptor that is open already
    real = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
    if _is_written(mode, flags) or not (places is None or _is_within(real, places)):
        msg = f"it may not open {real!r}"
        raise ForbiddenError(msg)


def _is_within(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(place + os.sep) for place in places)


def _is_written(mode: object, flags: object) -> bool:
    by_flags = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return bool(by_flags) or (isinstance(mode, str) and any(letter in mode for letter in "wxa+"))
