"""JSON that a model wrote → values, by the types of the values; and the JSON schema of the same types.

Every field must be there and be what it says: text is no number, and nothing else may stand beside it. So an engine
that can constrain its output by the schema writes only what is read here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from model.errors import FigureError

MAX_TEXT = 80  # characters of one label
MAX_MAGNITUDE = 1e12
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character, which no file can hold
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}
T = TypeVar("T")


class Checked:
    """Base of the values that are read from JSON."""

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)


def shorten(text: str) -> str:
    """Return a text of our own as a label: one line, no longer than a label may be."""
    line = clean_label(text)
    return line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1] + "…"


def clean_label(text: str) -> str:
    """Return a text as one line of characters that can be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


Label = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(clean_label)]
Number = Annotated[float, Field(ge=-MAX_MAGNITUDE, le=MAX_MAGNITUDE, allow_inf_nan=False)]


def read_checked(kind: type[T], fields: Mapping[str, Any]) -> T:
    """Read a value.

    Args:
        kind: A dataclass on `Checked`.
        fields: Its fields, as JSON.

    Raises:
        FigureError: A field is missing, is something else, too long or too large; the message names it.
    """
    try:
        text = _SURROGATE.sub(" ", json.dumps(fields, ensure_ascii=False))
        value: T = _adapter_of(kind).validate_json(text.encode())
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        msg = f"the figure's specification can't be read: {place}: {first['msg']}"[:200]
        raise FigureError(msg) from exc
    except (TypeError, ValueError, RecursionError) as exc:
        msg = f"the figure's specification can't be read: {type(exc).__name__}"
        raise FigureError(msg) from exc
    return value


def schema_of(kind: type[T]) -> dict[str, Any]:
    """Return the JSON schema of what `read_checked` reads."""
    return _adapter_of(kind).json_schema()


def _adapter_of(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
