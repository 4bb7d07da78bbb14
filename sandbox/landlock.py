"""Keeps a process and all it starts from files, programs, connections and signals, native code too.

Landlock is in the kernel since Linux 5.13 (https://docs.kernel.org/userspace-api/landlock.html) and needs no rights.
It holds for the calling thread and what that starts from then on, so it is entered before any library is loaded.
The names of files can still be listed: Python lists folders when it imports.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION, _PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
_EXECUTE, _WRITE_FILE, _READ_FILE = 1 << 0, 1 << 1, 1 << 2
_REMOVE_AND_MAKE = sum(1 << bit for bit in range(4, 13))  # all that changes a folder
_FIRST_ACCESS = _EXECUTE | _WRITE_FILE | _READ_FILE | _REMOVE_AND_MAKE
_LATER_ACCESS = {2: 1 << 13, 3: 1 << 14}  # version of Landlock → moving, truncating
_TCP, _TCP_VERSION = 0b11, 4  # bind and connect
_SIGNALS_AND_SOCKETS, _SCOPE_VERSION = 0b11, 6


def restrict_files(readable: Iterable[str], writable: Iterable[str] = (), *, allows_network: bool) -> bool:
    """Let this thread, and what it starts, read some files and folders, and nothing else.

    Args:
        readable: Folders with all in them, or files. Those that are not there are left out.
        writable: Files that may be written.
        allows_network: Whether connections may be opened.

    Returns:
        Whether the kernel can do that.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION)
    if version < 1:
        return False
    attributes = _pack_attributes(version, allows_network=allows_network)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _allow(libc, ruleset, path, _READ_FILE)
        for path in writable:
            _allow(libc, ruleset, path, _READ_FILE | _WRITE_FILE)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _pack_attributes(version: int, *, allows_network: bool) -> bytes:
    """Return what the rules are about, as far as this version knows it."""
    fields = [_FIRST_ACCESS | sum(bit for since, bit in _LATER_ACCESS.items() if version >= since)]
    if version >= _TCP_VERSION:
        fields.append(0 if allows_network else _TCP)
    if version >= _SCOPE_VERSION:
        fields.append(_SIGNALS_AND_SOCKETS)
    return struct.pack(f"={len(fields)}Q", *fields)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, access: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", access, place), 0)
    finally:
        os.close(place)
