"""A worker that a hostile file has taken over: it does what it is told. It loads what the real one loads, first."""

import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from sandbox.kinds import Answer, Request, Work


class RefusedError(Exception):
    code = "not_today"
    params: ClassVar = {"day": "Monday"}


def start(arguments: Mapping[str, Any]) -> Work:
    while arguments.get("never reads"):
        time.sleep(600)
    if arguments.get("loads"):
        import_module(arguments["loads"])
    return answer


def answer(request: Request, data: bytes) -> Iterator[Answer]:
    act = ACTS.get(request.get("do", ""))
    yield (act(request) if act else None) or {"pid": os.getpid()}, data


def spin(_request: Request) -> None:
    while True:
        pass


def sleep(_request: Request) -> None:
    time.sleep(600)


def refuse(_request: Request) -> None:
    msg = "not today"
    raise RefusedError(msg)


def break_down(_request: Request) -> None:
    msg = "a decoder's own error"
    raise ValueError(msg)


def kill_itself(_request: Request) -> None:
    ctypes.string_at(0)


def recurse(request: Request) -> None:
    recurse(request)


def print_much(_request: Request) -> None:
    for _ in range(20_000):
        sys.stdout.write("a library prints\n")
        sys.stderr.write("and complains\n")
    sys.stdout.flush()


def answer_garbage(_request: Request) -> None:
    """Write on the pipe of the answers itself, as native code could."""
    for number in range(3, 30):
        try:
            if os.fstat(number).st_mode & 0o010000:
                os.write(number, b'{"answer": "forged"}\n')
        except OSError:
            continue
    os._exit(0)


def read_natively(request: Request) -> dict[str, Any]:
    """Read a file as native code does, past Python's audit."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.open(str(request["path"]).encode(), os.O_RDONLY)
    return {"number": number}


def write_natively(request: Request) -> dict[str, Any]:
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.open(str(request["path"]).encode(), os.O_WRONLY | os.O_CREAT, 0o600)
    if number >= 0:
        libc.write(number, b"x", 1)
    return {"number": number}


def connect_natively(request: Request) -> dict[str, Any]:
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = (
        socket.AF_INET.to_bytes(2, sys.byteorder)
        + int(request["port"]).to_bytes(2, "big")
        + socket.inet_aton("127.0.0.1")
        + bytes(8)
    )
    return {"result": libc.connect(number, address, len(address))}


def signal_natively(request: Request) -> dict[str, Any]:
    return {"result": ctypes.CDLL(None).kill(int(request["pid"]), 0)}


def describe(_request: Request) -> dict[str, Any]:
    return {
        "environment": sorted(os.environ),
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "parent": os.getppid(),
    }


def _discard(act: Callable[[Request], object]) -> Callable[[Request], None]:
    def run(request: Request) -> None:
        act(request)

    return run


ACTS: dict[str, Callable[[Request], Any]] = {
    "describe": describe,
    "spin": spin,
    "sleep": sleep,
    "refuse": refuse,
    "break down": break_down,
    "kill itself": kill_itself,
    "recurse": recurse,
    "print": print_much,
    "answer garbage": answer_garbage,
    "die": _discard(lambda _: os._exit(3)),
    "allocate": _discard(lambda request: bytearray(request["bytes"])),
    "fork": _discard(lambda _: os.fork()),
    "run a program": _discard(lambda _: subprocess.run(["true"], check=False)),
    "run a shell": _discard(lambda _: os.system("true")),  # noqa: S605
    "open a socket": _discard(lambda _: socket.socket()),
    "look up a name": _discard(lambda _: socket.getaddrinfo("localhost", 80)),
    "read a file": _discard(lambda request: Path(request["path"]).read_bytes()),
    "write a file": _discard(lambda request: Path(request["path"]).write_bytes(b"x")),
    "remove a file": _discard(lambda request: Path(request["path"]).unlink()),
    "make a folder": _discard(lambda request: Path(request["path"]).mkdir()),
    "read natively": read_natively,
    "write natively": write_natively,
    "connect natively": connect_natively,
    "signal natively": signal_natively,
}
