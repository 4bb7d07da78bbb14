"""Log lines as text or as JSON, one per event. What people write never goes into them.

The message of somebody else's error may quote a value, as in `invalid literal for int() with base 10: 'my address'`.
Of such an error its kind is logged and where it came from, not what it says. Our own errors say what a person can do;
they are logged whole, unless they hold a text that came from outside.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Literal

from assistant.errors import AssistantError
from knowledge_base.errors import KnowledgeBaseError
from model.errors import ModelError

QUIET = (
    "alembic",
    "faiss",
    "httpx",
    "httpx2",
    "httpcore",
    "uvicorn.access",
    "faster_whisper",
    "RapidOCR",
    "PIL",
)


def set_up_logs(log_format: Literal["text", "json"], level: str) -> None:
    """Send every log line to standard error; libraries are heard from warnings on."""
    handler = logging.StreamHandler()
    plain = DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if log_format == "json" else plain)
    handler.addFilter(keep_values_out)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def describe_error(error: BaseException) -> str:
    """Return what may be logged of an error: its kind, and what it says where that quotes nobody."""
    kind = type(error).__qualname__
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"  # without the name of the file
    if isinstance(error, (AssistantError, KnowledgeBaseError, ModelError)):
        quotes = any(isinstance(value, str) for value in error.params.values())
        return f"{kind}: {error.code if quotes else error}"
    return kind


def keep_values_out(record: logging.LogRecord) -> bool:
    """Put what may be said of an error in its place, where a message names one; every record passes."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            describe_error(value) if isinstance(value, BaseException) else value for value in record.args
        )
    if record.name == "asyncio":  # its further lines are objects, with the values that they hold
        record.msg, record.args = record.getMessage().partition("\n")[0], ()
    return True


class DiscreetFormatter(logging.Formatter):
    """Writes where an error came from without what it says."""

    def formatException(  # a name of the standard library's
        self, ei: logging._SysExcInfoType
    ) -> str:
        """Format an error with those behind it, the first one first."""
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            frames = "".join(traceback.format_tb(error.__traceback__))
            lines.insert(0, f"Traceback (most recent call last):\n{frames}{describe_error(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(lines)

    def format(self, record: logging.LogRecord) -> str:
        """Format a record; a traceback that another formatter wrote is not taken over."""
        record.exc_text = None
        return super().format(record)


class JsonFormatter(DiscreetFormatter):
    """Writes a line as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
