"""What a process that reads foreign bytes may use, as values. `confinement` makes them true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

# What drawing and reading a PDF needs of the system: text in fonts that the file does not hold can't be seen without.
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts")


class Guard(StrEnum):
    """A limit that a kind of work may switch off, if it says why."""

    CPU = "cpu"
    MEMORY = "memory"
    FILES = "files"  # reading others than the libraries' own; writing is never allowed
    NETWORK = "network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one request; the defaults are those of a foreign file, whoever brought it.

    Attributes:
        seconds: By the clock, until the next piece of the answer.
        cpu_seconds: Of the processor, all threads together.
        memory_bytes: Address space of the process.
        answer_bytes: Of one piece of the answer; the server has to hold all of it.
        open_files: Files, pipes and libraries open at the same time.
        niceness: 0 is as important as the server, 19 least.
        readable: Folders and files that may be read, beside the program's own.
        off: Guards that are off, each with the reason.
    """

    seconds: float = 60.0
    cpu_seconds: int = 60
    memory_bytes: int = 2_000_000_000
    answer_bytes: int = 200_000_000
    open_files: int = 64
    niceness: int = 0
    readable: tuple[str, ...] = ()
    off: Mapping[Guard, str] = field(default_factory=dict)

    def has(self, guard: Guard) -> bool:
        """Tell whether a guard is on."""
        return guard not in self.off

    def to_json(self) -> dict[str, Any]:
        """Write the limits as JSON that `from_json` reads."""
        return {**asdict(self), "off": dict(self.off)}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Limits:
        """Read what `to_json` wrote."""
        off = {Guard(guard): reason for guard, reason in fields["off"].items()}
        return cls(**{**fields, "readable": tuple(fields["readable"]), "off": off})
