"""Makes the limits true for the process that calls this, in two steps that can't be undone.

`enter` comes before any library is loaded, because the kernel moves only a process of one thread to another network,
and keeps only the threads that are started later from files. `close_in` comes when the libraries are there.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from sandbox.audit import refuse_calls
from sandbox.landlock import restrict_files
from sandbox.limits import Guard, Limits

PROJECT_FOLDER = Path(__file__).resolve().parents[1]
_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000
# What the loader of libraries, the clock and the memory allocator read
_SYSTEM_FILES = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/dev/null",
    "/dev/urandom",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)


def enter(limits: Limits) -> None:
    """Leave the network and the files of others."""
    with suppress(ImportError):
        import resource  # noqa: F401  # loaded here, so that no copy has to
    if limits.niceness and hasattr(os, "nice"):
        os.nice(limits.niceness)
    if limits.has(Guard.NETWORK):
        _leave_network()
    _restrict_files(limits)


def close_in(limits: Limits, *, is_copy: bool) -> None:
    """Bound memory, time and what Python code may ask for.

    Args:
        limits: The limits.
        is_copy: Whether this is a fork of an entered process: it is kept from that one, too.
    """
    if is_copy:
        _restrict_files(limits)
    _limit_resources(limits)
    refuse_calls(
        [*_program_folders(), *limits.readable] if limits.has(Guard.FILES) else None,
        allows_network=not limits.has(Guard.NETWORK),
    )


def begin_request(limits: Limits, seconds: float) -> None:
    """Count time by the clock and of the processor from here; what takes longer is ended by a signal."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the server's own clock still holds
        return
    if limits.has(Guard.CPU):
        used = resource.getrusage(resource.RUSAGE_SELF)
        _set_limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + limits.cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def pause_clock() -> None:
    """Stop counting by the clock, while somebody else is waited for."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_resources(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # as above
        return
    if limits.has(Guard.MEMORY):
        _set_limit(resource.RLIMIT_AS, limits.memory_bytes)
    _set_limit(resource.RLIMIT_FSIZE, 0)  # pipes, which the answer goes through, have no size
    _set_limit(resource.RLIMIT_NOFILE, limits.open_files)
    _set_limit(resource.RLIMIT_CORE, 0)


def _set_limit(kind: int, limit: int) -> None:
    import resource

    _, hard = resource.getrlimit(kind)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    # the processor's time is counted anew for each request: its hard limit stays
    resource.setrlimit(kind, (limit, hard if kind == resource.RLIMIT_CPU else limit))


def _leave_network() -> None:
    """Move to a network without interfaces, where the kernel lets an ordinary user do that."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def _restrict_files(limits: Limits) -> None:
    if limits.has(Guard.FILES):
        readable = [*_program_folders(), *_SYSTEM_FILES, *limits.readable]
        restrict_files(readable, ["/dev/null"], allows_network=not limits.has(Guard.NETWORK))


def _program_folders() -> list[str]:
    """Return the folders of Python, of the installed packages and of our own."""
    packages = [str(path.parent) for path in PROJECT_FOLDER.glob("*/__init__.py")]
    return [sys.prefix, sys.base_prefix, *packages]
