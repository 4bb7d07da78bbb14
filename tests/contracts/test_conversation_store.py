from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import MIGRATIONS
from assistant.conversation_store import ConversationStore
from assistant.history.history import SqlHistory
from knowledge_base.store.database import create_database_engine, upgrade_database
from tests.contracts.conversation_store import ConversationStoreContract


class TestSqlHistory(ConversationStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[ConversationStore]:
        engine = create_database_engine(f"sqlite:///{tmp_path / 'history.sqlite3'}")
        upgrade_database(engine, MIGRATIONS)
        yield SqlHistory(engine)
        engine.dispose()
