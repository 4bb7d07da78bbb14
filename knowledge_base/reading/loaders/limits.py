"""What a parser's process may not do: grow, run for long, write files, start programs, or open a connection.

The limits of the operating system hold for native code too, where it has them (Linux, macOS). The audit hook holds
on every system, for Python code, and can't be taken away again (https://peps.python.org/pep-0578/).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 2_000_000_000
CPU_SECONDS = 60
OPEN_FILES = 64
REFUSED_EVENTS = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.startfile",
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
    "urllib.",
    "ftplib.",
    "smtplib.",
    "http.client.",
    "webbrowser.",
)
_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000


def limit_process() -> None:
    """Limit this process for good."""
    _limit_resources()
    _leave_network()
    folders = {sys.prefix, sys.base_prefix, str(Path(__file__).parent)}
    library_folders = tuple(os.path.realpath(folder) + os.sep for folder in folders)
    sys.addaudithook(lambda event, args: _refuse(event, args, library_folders))


def _limit_resources() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit still holds
        return
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),  # pipes, which the answer goes through, have no size
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))


def _leave_network() -> None:
    """Move to a network without interfaces, where the kernel lets an ordinary user do that."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _refuse(event: str, args: tuple[Any, ...], library_folders: tuple[str, ...]) -> None:
    if event == "open":
        _refuse_file(args[0], args[1], args[2], library_folders)
    elif event.startswith(REFUSED_EVENTS):
        msg = f"a document may not cause {event!r}"
        raise PermissionError(msg)


def _refuse_file(path: object, mode: object, flags: object, library_folders: tuple[str, ...]) -> None:
    """Let the libraries load their own files, and nothing else be opened."""
    if isinstance(path, int):
        return  # a descriptor that is open already
    writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    is_written = bool(writes) or (isinstance(mode, str) and any(letter in mode for letter in "wxa+"))
    real = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
    if is_written or not real.startswith(library_folders):
        msg = f"a document may not open {real!r}"
        raise PermissionError(msg)
