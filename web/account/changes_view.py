"""What was changed, in the words of a page: the log holds paths, names of events and ids."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.people.audit import AuditEntry
from web.texts import Texts

_PAGE_OF_ADMINS = re.compile(r"^/admin/\w+ ")
_BETWEEN_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change as it is shown.

    Attributes:
        actor: Who did it.
        action: What was done; as the log has it where there are no words for it.
        subject: What it was done to; may be empty.
    """

    at: datetime
    actor: str
    action: str
    subject: str


def describe_change(entry: AuditEntry, texts: Texts, names: Mapping[str, str]) -> Change:
    """Put a change into words.

    Args:
        entry: Of the log.
        texts: In the language of the page.
        names: Of accounts, by their ids.
    """
    key = _BETWEEN_WORDS.sub("_", _PAGE_OF_ADMINS.sub("admin ", entry.action)).strip("_")
    return Change(
        at=entry.at,
        actor=entry.actor,
        action=texts.words.get(f"audit.did_{key}", entry.action),
        subject=" · ".join(
            names.get(part) or texts.words.get(f"account.role_{part}", part) for part in _parts(entry)
        ),
    )


def _parts(entry: AuditEntry) -> list[str]:
    """Return what a change was done to, thing by thing; a document's id says nothing to people."""
    if not entry.subject.startswith("{"):
        return entry.subject.split(" ") if entry.action.startswith("/people/") else [entry.subject]
    try:
        fields = json.loads(entry.subject)
    except ValueError:  # cut at the log's limit
        return [entry.subject]
    return [str(value) for name, value in fields.items() if name != "id"]
