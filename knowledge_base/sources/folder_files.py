"""The documents in a folder, and what of it is passed over, with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from knowledge_base.reading.loaders.formats import FORMATS_BY_SUFFIX, SUFFIX_TO_SAVE_AS

HIDDEN_STARTS = (".", "~$")  # of hidden files, and of those that Office keeps while a document is open
HIDDEN = "it is hidden or temporary"


def walk_folder(folder: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield each file in a folder and its folders, by name, with the reason to pass it over; None for documents.

    A hidden folder comes as one, without what is in it.
    """
    for parent, folders, files in os.walk(folder):
        hidden = [name for name in folders if name.startswith(HIDDEN_STARTS)]
        folders[:] = sorted(name for name in folders if name not in hidden)
        yield from ((Path(parent, name), HIDDEN) for name in sorted(hidden))
        for name in sorted(files):
            yield Path(parent, name), reason_to_skip(Path(parent, name), folder)


def reason_to_skip(path: Path, folder: Path) -> str | None:
    """Say why a file of a folder is no document; None where it is one."""
    if any(part.startswith(HIDDEN_STARTS) for part in path.relative_to(folder).parts):
        return HIDDEN
    suffix = path.suffix.lower()
    if suffix not in FORMATS_BY_SUFFIX:
        better = SUFFIX_TO_SAVE_AS.get(suffix)
        return f"it has an old format; save it as {better}" if better else "it has no format that can be read"
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return "it is no file of this folder"
    return None
