"""Deletes by itself what was kept as long as the settings say.

A clock that jumps must not delete anything: nothing is deleted unless the clock of the wall and the one that only
counts seconds have agreed for a while, and the newest message is not from the future.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from assistant.errors import AssistantError
from assistant.private_files import delete_old_files
from assistant.settings import Settings
from knowledge_base.errors import KnowledgeBaseError

logger = logging.getLogger(__name__)
LOOK_SECONDS = 3600.0
MAX_DRIFT = timedelta(minutes=10)
LONG_SILENCE = timedelta(days=30)  # nobody asked for so long, or the clock is wrong
TRUST_AFTER = timedelta(hours=24)  # of a steady clock, after a long silence


class KeptConversations(Protocol):
    """The conversations as they age."""

    def newest_message(self) -> datetime | None:
        """Return when anybody last wrote; None where nobody ever did."""

    def delete_idle(self, before: datetime) -> tuple[int, frozenset[str]]:
        """Delete the conversations in which nobody wrote since then; returns how many, and the files to discard."""


class Ageing(Protocol):
    """Entries that are kept for a while: questions that found nothing, changes that admins made."""

    def forget_before(self, moment: datetime) -> int:
        """Forget those before a moment; returns how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The time of day, and seconds that never jump."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic


class Retention:
    """Deletes once an hour what is too old."""

    def __init__(
        self,
        conversations: KeptConversations,
        questions: Ageing,
        audit: Ageing,
        settings: Settings,
        *,
        discard: Callable[[frozenset[str]], None],
        clocks: Clocks | None = None,
    ) -> None:
        self._conversations = conversations
        self._questions = questions
        self._audit = audit
        self._discard = discard  # deletes files by their SHA-256
        self._settings = settings
        self._clocks = clocks or Clocks()
        self._begun = (self._clocks.now(), self._clocks.monotonic())
        self._must_prove_itself = False  # the clock was seen to jump
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin in a thread."""
        threading.Thread(target=self._run, name="retention", daemon=True).start()

    def close(self) -> None:
        """End."""
        self._ended.set()

    def sweep(self) -> int:
        """Delete what is too old, unless the clock can't be believed.

        Returns:
            How many conversations, questions and uploads were deleted.

        Raises:
            HistoryError: The history can't be read or written.
            DatabaseError: The questions can't be read or written.
        """
        if not self._is_clock_right():
            logger.warning(
                "nothing is deleted by its age: the clock was changed, or runs ahead of the last message"
            )
            return 0
        now, settings = self._clocks.now(), self._settings
        deleted = 0
        if settings.conversation_days is not None:
            count, freed = self._conversations.delete_idle(now - timedelta(days=settings.conversation_days))
            self._discard(freed)
            deleted += count
        if settings.unanswered_question_days is not None:
            deleted += self._questions.forget_before(now - timedelta(days=settings.unanswered_question_days))
        deleted += self._audit.forget_before(now - timedelta(days=settings.audit_days))
        return deleted + delete_old_files(settings.data_folder / "uploads", older_than_seconds=24 * 3600)

    def _is_clock_right(self) -> bool:
        now, passed = self._clocks.now(), self._clocks.monotonic() - self._begun[1]
        expected = self._begun[0] + timedelta(seconds=passed)
        if abs(now - expected) > MAX_DRIFT:
            self._begun = (now, self._clocks.monotonic())  # believed again once it was steady for a while
            self._must_prove_itself = True
            return False
        newest = self._conversations.newest_message()
        if newest is None:
            return True
        if newest > now + MAX_DRIFT:
            return False
        if passed >= TRUST_AFTER.total_seconds():
            self._must_prove_itself = False
            return True
        return now - newest < LONG_SILENCE and not self._must_prove_itself

    def _run(self) -> None:
        while True:
            try:
                count = self.sweep()
                if count:
                    logger.info("deleted %d things that were kept long enough", count)
            except (AssistantError, KnowledgeBaseError, OSError):
                logger.exception("what is too old could not be deleted; it is tried again in an hour")
            if self._ended.wait(LOOK_SECONDS):
                return
