"""JSON and JSON Lines → blocks: question and answer stay together, other values stay with their names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge_base.errors import DocumentUnreadableError
from knowledge_base.reading.loaders.blocks import Block, BlockKind, LoadedDocument
from knowledge_base.reading.loaders.encodings import decode_text
from knowledge_base.reading.loaders.questions import (
    ANSWER_NAMES,
    CONTENT_NAMES,
    QUESTION_NAMES,
    TITLE_NAMES,
    name_key,
)
from knowledge_base.reading.loaders.web.markup_values import read_values
from knowledge_base.reading.visibility.left_out import LeftOut

MAX_DEPTH = 30
MAX_HEADING_CHARACTERS = 300
_PAIRS = ((QUESTION_NAMES, ANSWER_NAMES), (TITLE_NAMES, CONTENT_NAMES))
_LIST_NAMES = (
    "faqs",
    "faq",
    "items",
    "data",
    "entries",
    "questions",
    "list",
    "results",
    "qa",
    "records",
    "rows",
)
_IGNORED_NAMES = ("id", "uuid", "url", "created at", "updated at")


def load_json(data: bytes) -> LoadedDocument:
    """Read a JSON file.

    Raises:
        DocumentUnreadableError: Not JSON, or nested too deeply.
    """
    text = decode_text(data)
    try:
        value = json.loads(text)
    except RecursionError as exc:
        msg = "the JSON is nested too deeply"
        raise DocumentUnreadableError(msg) from exc
    except ValueError as exc:
        try:  # several values, a line each, under the name of one
            return load_jsonl(data)
        except DocumentUnreadableError:
            msg = f"the JSON is damaged: {exc}"
            raise DocumentUnreadableError(msg) from exc
    left_out = LeftOut()
    value = read_values(value, left_out)
    blocks = tuple(_walk(value, (), depth=0))
    return LoadedDocument(title=_title_of(value), blocks=blocks, warnings=left_out.warnings)


def load_jsonl(data: bytes) -> LoadedDocument:
    """Read a file with a JSON value on each line.

    Raises:
        DocumentUnreadableError: A line is no JSON, or nested too deeply.
    """
    blocks: list[Block] = []
    left_out = LeftOut()
    for number, line in enumerate(decode_text(data).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as exc:
            msg = f"line {number} is no JSON"
            raise DocumentUnreadableError(msg, line=number) from exc
        blocks.extend(_walk(read_values(value, left_out), (), depth=0))
    return LoadedDocument(title="", blocks=tuple(blocks), warnings=left_out.warnings)


def _title_of(value: Any) -> str:
    """Return the title of an object that holds a list; an entry's own title is its heading instead."""
    if not isinstance(value, Mapping) or _find_pair(value):
        return ""
    title = _first(value, TITLE_NAMES)
    return title if isinstance(title, str) else ""


def _walk(value: Any, path: tuple[str, ...], *, depth: int) -> Iterator[Block]:
    if depth > MAX_DEPTH:
        msg = "the JSON is nested too deeply"
        raise DocumentUnreadableError(msg)
    if isinstance(value, Mapping):
        yield from _walk_object(value, path, depth)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, path, depth=depth + 1)
    elif text := _to_text(value):
        yield Block(text=text, heading_path=path)


def _walk_object(value: Mapping[str, Any], path: tuple[str, ...], depth: int) -> Iterator[Block]:
    pair = _find_pair(value)
    if pair:
        yield from _pair_block(value, pair, path)
        yield from _walk_section(value, (*path, _to_heading(value[pair[0]])), depth)
        return
    plain = {name: text for name, item in value.items() if (text := _to_text(item))}
    nested = {name: item for name, item in value.items() if isinstance(item, Mapping | list) and item}
    inner = _enter(plain, path, is_section=bool(path) or (bool(nested) and depth > 0))
    if nested:
        title = _first(plain, TITLE_NAMES)
        yield from _row_block({name: text for name, text in plain.items() if text != title}, inner)
    else:
        yield from _plain_blocks(plain, inner)
    yield from _walk_nested(nested, inner, depth)


def _walk_section(value: Mapping[str, Any], path: tuple[str, ...], depth: int) -> Iterator[Block]:
    """Read the entries of an object that has a heading and a text besides."""
    for item in value.values():
        if not _is_text(item):
            yield from _walk(item, path, depth=depth + 1)


def _enter(plain: Mapping[str, str], path: tuple[str, ...], *, is_section: bool) -> tuple[str, ...]:
    """Add an object's title to the headings; that of the whole file is no heading in it."""
    title = _first(plain, TITLE_NAMES)
    return (*path, title) if is_section and isinstance(title, str) else path


def _plain_blocks(plain: Mapping[str, str], path: tuple[str, ...]) -> Iterator[Block]:
    if not _looks_like_pairs(plain):
        yield from _row_block(plain, path)
        return
    for question, answer in plain.items():  # {"Is it free?": "Yes."}
        yield Block(text=answer, heading_path=(*path, question), kind=BlockKind.ANSWER)


def _row_block(fields: Mapping[str, str], path: tuple[str, ...]) -> Iterator[Block]:
    line = "; ".join(
        f"{name}: {text}" for name, text in fields.items() if name_key(name) not in _IGNORED_NAMES
    )
    if line:
        yield Block(text=line, heading_path=path, kind=BlockKind.ROW)


def _walk_nested(nested: Mapping[str, Any], path: tuple[str, ...], depth: int) -> Iterator[Block]:
    for name, item in nested.items():
        is_list_only = name_key(name) in _LIST_NAMES
        yield from _walk(item, path if is_list_only else (*path, name), depth=depth + 1)


def _pair_block(value: Mapping[str, Any], pair: tuple[str, str], path: tuple[str, ...]) -> Iterator[Block]:
    wordings = list(_texts(value[pair[0]]))
    answer = "\n".join(_texts(value[pair[1]]))
    rest = {
        name: text
        for name, item in value.items()
        if name not in pair
        and name_key(name) not in _IGNORED_NAMES
        and _is_text(item)
        and (text := ", ".join(_texts(item)))
    }
    lines = [*wordings[1:], answer, "; ".join(f"{name}: {text}" for name, text in rest.items())]
    text = "\n".join(line for line in lines if line)
    heading = _to_heading(value[pair[0]])
    if text:
        yield Block(text=text, heading_path=(*path, heading) if heading else path, kind=BlockKind.ANSWER)


def _to_heading(value: Any) -> str:
    return " ".join(next(_texts(value), "").split())[:MAX_HEADING_CHARACTERS]


def _find_pair(value: Mapping[str, Any]) -> tuple[str, str] | None:
    keys = {name_key(name): name for name, item in value.items() if item}
    for heads, bodies in _PAIRS:
        head = next((keys[name] for name in heads if name in keys), None)
        body = next((keys[name] for name in bodies if name in keys), None)
        if head and body and _is_text(value[head]) and _is_text(value[body]):
            return head, body
    return None


def _is_text(value: Any) -> bool:
    items = (
        value if isinstance(value, list) else list(value.values()) if isinstance(value, Mapping) else [value]
    )
    return all(isinstance(item, str | int | float) for item in items)


def _looks_like_pairs(plain: Mapping[str, str]) -> bool:
    return bool(plain) and all(name.rstrip().endswith(("?", "？")) for name in plain)


def _first(value: Mapping[str, Any], names: Sequence[str]) -> Any:
    keys = {name_key(name): item for name, item in value.items()}
    return next((keys[name] for name in names if keys.get(name)), None)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield f"{name}: {', '.join(_texts(item))}"
    elif text := _to_text(value):
        yield text


def _to_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip() if isinstance(value, str | int | float) else ""
