"""Which events of the admin pages change something, written down with who caused them.

An event that only shows is in the list of those; whatever is added later is written down until it is put there, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import gradio as gr
from starlette.concurrency import run_in_threadpool

from assistant.people.audit import AuditLog
from assistant.people.principal import Principal

SHOWS_ONLY = frozenset(
    {
        *("refresh", "find", "list_collections", "search", "measure", "choose", "cancel", "look", "<lambda>"),
        "act page",
    }
)
KEPT_FIELDS = ("id", "name", "collection", "assistant", "to")  # of an event: to which thing it was done
MAX_FIELD_CHARACTERS = 80


class AuditedEvents:
    """Writes down what admins change on Gradio's pages."""

    def __init__(self, audit: AuditLog, pages: Mapping[str, gr.Blocks]) -> None:
        """Learn the events.

        Args:
            audit: Where changes are written down.
            pages: The admin pages by their paths.
        """
        self._audit = audit
        self._names = {
            (path, index): getattr(function.fn, "__name__", "") or str(function.name)
            for path, blocks in pages.items()
            for index, function in blocks.fns.items()
        }

    async def __call__(self, page: str, actor: Principal, body: Mapping[str, Any]) -> None:
        """Write an event down, if it changes something."""
        index = body.get("fn_index")
        name = self._names.get((page, index)) if isinstance(index, int) else None
        event = body.get("event_data")
        wanted = event if isinstance(event, dict) else {}
        done = " ".join(filter(None, (name, str(wanted.get("do", "")))))
        if name is None or SHOWS_ONLY & {name, done}:
            return
        action = f"{page} {done}"
        kept = {field: str(wanted[field])[:MAX_FIELD_CHARACTERS] for field in KEPT_FIELDS if field in wanted}
        subject = json.dumps(kept, ensure_ascii=False) if kept else ""
        await run_in_threadpool(self._audit.note, actor, action, subject)
