"""The sample documents that come with Docent; a folder of theirs names a collection."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path


def missing_samples(folder: Path, present: Collection[str]) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, collection and bytes of the samples whose names are not present."""
    for path in sorted(folder.glob("*/*")):
        if path.name not in present:
            yield path.name, path.parent.name, path.read_bytes()
