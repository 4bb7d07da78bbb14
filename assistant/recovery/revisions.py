"""Which Alembic folders bring a database of a backup up to date."""

from __future__ import annotations

from pathlib import Path

from assistant import history
from assistant.people.people import MIGRATIONS as PEOPLE_MIGRATIONS
from assistant.settings import Settings
from knowledge_base.knowledge import MIGRATIONS as KNOWLEDGE_MIGRATIONS

HISTORY_MIGRATIONS = Path(history.__path__[0]) / "migrations"


def database_migrations(settings: Settings) -> dict[str, tuple[Path, ...]]:
    """Return the Alembic folders of each database, by its name in a backup."""
    if settings.history_database_url == settings.knowledge_url:
        return {"databases/history.sqlite3": (HISTORY_MIGRATIONS, PEOPLE_MIGRATIONS, KNOWLEDGE_MIGRATIONS)}
    return {
        "databases/history.sqlite3": (HISTORY_MIGRATIONS, PEOPLE_MIGRATIONS),
        "databases/knowledge.sqlite3": (KNOWLEDGE_MIGRATIONS,),
    }
