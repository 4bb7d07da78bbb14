"""A data folder as a used Docent leaves it: conversations with a photo, documents, a key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from assistant.bootstrap import MIGRATIONS
from assistant.conversation import AttachmentId, AttachmentKind, ConversationId, StoredAttachment, Turn
from assistant.history.history import SqlHistory
from assistant.settings import Settings
from knowledge_base.knowledge import MIGRATIONS as KNOWLEDGE_MIGRATIONS
from knowledge_base.store.database import create_database_engine, upgrade_database
from tests.assistant.recovery.asker import ASKER

PHOTO = b"the bytes of a photo"
KEY = b"a key that signs cookies"


@contextmanager
def open_history(settings: Settings) -> Iterator[SqlHistory]:
    """Open the history and bring its tables up to date."""
    engine = create_database_engine(settings.history_database_url)
    try:
        upgrade_database(engine, MIGRATIONS)
        yield SqlHistory(engine)
    finally:
        engine.dispose()


def ask(history: SqlHistory, name: str, text: str, *attachments: StoredAttachment) -> ConversationId:
    """Begin a conversation with a question."""
    conversation = ConversationId(sha256(name.encode()).hexdigest()[:32])
    turn = Turn(text=text, attachments=attachments)
    history.add_question(ASKER, conversation, turn, new_assistant="customer_service")
    return conversation


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    used = Settings(data_folder=tmp_path / "data")
    digest = sha256(PHOTO).hexdigest()
    photo = StoredAttachment(
        id=AttachmentId("1" * 32),
        kind=AttachmentKind.IMAGE,
        mime_type="image/png",
        name="label.png",
        size_bytes=len(PHOTO),
        sha256=digest,
        understanding=None,
    )
    with open_history(used) as history:
        ask(history, "first", "How long is the warranty?", photo)
    knowledge = create_database_engine(used.knowledge_url)
    upgrade_database(knowledge, KNOWLEDGE_MIGRATIONS)
    knowledge.dispose()
    place = used.data_folder / "attachments" / digest[:2] / digest
    place.parent.mkdir(parents=True)
    place.write_bytes(PHOTO)
    (used.data_folder / "cookies.key").write_bytes(KEY)
    return used


def questions(settings: Settings) -> set[str]:
    """Return the titles of all conversations."""
    with open_history(settings) as history:
        return {summary.title for summary in history.list_conversations(ASKER)}


def damage(path: Path, *, at: int, length: int = 4096) -> None:
    """Overwrite a stretch of a file."""
    with closing(path.open("r+b")) as file:
        file.seek(at)
        file.write(b"\xa5" * length)
