"""A kind of work that is done in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.limits import Limits

Request = Mapping[str, Any]  # JSON
Answer = tuple[Mapping[str, Any], bytes]  # JSON, and bytes
Work = Callable[[Request, bytes], Iterable[Answer]]
"""A request, JSON and bytes → the pieces of its answer, most often one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerKind:
    """Which module does the work, and within which limits.

    Attributes:
        name: What a message calls the work, such as `reading a document`.
        module: Has a function `start(arguments) -> Work`, which imports what the work needs. It runs before any
            foreign byte is there.
        limits: Of each request.
        arguments: Given to `start`; JSON.
        shares_process: Whether one process answers all requests, because what it loaded can't be copied by a fork (a
            network with its threads). Else each request gets a copy of the started process, and one file can't touch
            the next.
    """

    name: str
    module: str
    limits: Limits
    arguments: Mapping[str, Any] = field(default_factory=dict)
    shares_process: bool = False
