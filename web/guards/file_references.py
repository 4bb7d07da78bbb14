"""Which files a value from a browser names.

Gradio takes any object with a path for a file of its own: it copies it, serves it, or fetches it where it is an
address (`gradio.processing_utils.async_move_files_to_cache`). So each object that has a path, an address or Gradio's
mark of a file is one here, at any depth, also inside a text that is JSON itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

MARK = "gradio.FileData"
MAX_DEPTH = 64
MAX_NESTED = 4  # texts of JSON inside texts of JSON


class FileReferenceError(ValueError):
    """An object looks like a file and names none that could have been uploaded."""


def take_file_references(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the paths that a value names, and take the addresses out of it: nobody needs them.

    Raises:
        FileReferenceError: An object names an address, or no path, or stands too deep.
    """
    if depth > MAX_DEPTH:
        msg = "the values are nested too deeply"
        raise FileReferenceError(msg)
    if isinstance(value, dict):
        if _is_file(value):
            yield _take_path(value)
        for inner in value.values():
            yield from take_file_references(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from take_file_references(inner, depth + 1)
    elif isinstance(value, str) and MARK in value:
        yield from take_file_references(_parse(value, depth), depth + MAX_DEPTH // MAX_NESTED)


def without_files(value: Any, is_gone: Callable[[str], bool]) -> Any:
    """Return a value without the files that are gone: none in their place, fewer in a list.

    Args:
        value: As `take_file_references` has checked it, which bounds its depth.
        is_gone: Tells of a path.
    """
    if isinstance(value, dict):
        if _is_file(value) and is_gone(value["path"]):
            return None
        return {key: without_files(inner, is_gone) for key, inner in value.items()}
    if isinstance(value, list):
        kept = ((inner, without_files(inner, is_gone)) for inner in value)
        return [new for old, new in kept if new is not None or old is None]
    return value


def _is_file(value: dict[str, Any]) -> bool:
    meta = value.get("meta")
    is_marked = isinstance(meta, dict) and "_type" in meta
    return is_marked or value.get("path") is not None or value.get("url") is not None


def _take_path(value: dict[str, Any]) -> str:
    path, address = value.get("path"), value.get("url")
    if not isinstance(path, str) or not path or value.get("is_stream"):
        msg = "a file without a path"
        raise FileReferenceError(msg)
    if address is not None:
        # the page shows an upload by the address of its path; any other is somebody else's
        if not isinstance(address, str) or not _is_address_of(address, path):
            msg = "a file with an address"
            raise FileReferenceError(msg)
        value["url"] = None
    return path


def _is_address_of(address: str, path: str) -> bool:
    if address.startswith("blob:"):
        return True  # of the browser's own memory: it is taken out like the others
    try:
        shown = unquote(urlsplit(address).path)
    except ValueError:
        return False
    return shown.endswith(f"/gradio_api/file={path}")


def _parse(text: str, depth: int) -> Any:
    try:
        return json.loads(text) if depth < MAX_DEPTH else None
    except (ValueError, RecursionError):
        return None  # words, not a value
