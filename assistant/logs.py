"""Log lines as text or as JSON, one per event. What people write never goes into them."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Literal

QUIET = ("alembic", "faiss", "httpx", "httpcore", "uvicorn.access", "faster_whisper", "RapidOCR", "PIL")


def set_up_logs(log_format: Literal["text", "json"], level: str) -> None:
    """Send every log line to standard error; libraries are heard from warnings on."""
    handler = logging.StreamHandler()
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if log_format == "json" else plain)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


class JsonFormatter(logging.Formatter):
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
