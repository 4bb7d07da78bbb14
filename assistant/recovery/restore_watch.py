"""Ends the server when a checked backup waits, so that it starts again with it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from assistant.recovery.restore import is_staged
from assistant.settings import Settings

logger = logging.getLogger(__name__)
LOOK_SECONDS = 1.0


class RestoreWatch:
    """A thread that looks for a backup to be applied."""

    def __init__(self, settings: Settings, on_staged: Callable[[], None]) -> None:
        self._settings = settings
        self._on_staged = on_staged
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="restore-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            if is_staged(self._settings):
                logger.info("a backup waits to be restored; starting again")
                self._on_staged()
                return
