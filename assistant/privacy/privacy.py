"""The parts of privacy, put together."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from assistant.history.attachments import AttachmentStore
from assistant.history.attempts import AttemptLog
from assistant.history.history_ages import HistoryAges
from assistant.privacy.own_data import Drafts, Manager, OwnData
from assistant.privacy.retention import Ageing, Retention
from assistant.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What people are owed of their data, and what is deleted by itself."""

    own_data: OwnData
    retention: Retention


def build_privacy(
    settings: Settings,
    *,
    engine: Engine,
    manager: Manager,
    drafts: Drafts,
    attachments: AttachmentStore,
    questions: Ageing,
    audit: Ageing,
) -> Privacy:
    """Put the parts together over the database of the history."""
    ages = HistoryAges(engine)
    return Privacy(
        own_data=OwnData(
            manager=manager,
            ages=ages,
            drafts=drafts,
            attempts=AttemptLog(engine),
            path_of=attachments.path_of,
        ),
        retention=Retention(ages, questions, audit, settings, discard=attachments.discard),
    )
