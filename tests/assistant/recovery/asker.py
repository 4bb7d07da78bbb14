"""Asks questions without end and says which are committed; killed by its tests in the middle of a write.

`python -m tests.assistant.recovery.asker DATABASE_URL`: a line for each conversation, printed after its commit.
"""

from __future__ import annotations

import sys
from uuid import uuid4

from assistant.bootstrap import MIGRATIONS
from assistant.conversation import ConversationId, Turn
from assistant.history.history import SqlHistory
from assistant.people.principal import Principal
from knowledge_base.store.database import create_database_engine, upgrade_database

ASKER = Principal.guest("a" * 64)


def main(url: str) -> None:
    engine = create_database_engine(url)
    upgrade_database(engine, MIGRATIONS)
    history = SqlHistory(engine)
    while True:
        conversation = ConversationId(uuid4().hex)
        turn = Turn(text=f"{conversation} " + "a question of some length " * 100, attachments=())
        history.add_question(ASKER, conversation, turn, new_assistant="customer_service")
        print(conversation, flush=True)  # noqa: T201  # read by the test


if __name__ == "__main__":
    main(sys.argv[1])
