"""One process at a time owns the indexes: the server, or the command line while no server runs."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from knowledge_base.errors import DatabaseError, KnowledgeBusyError

LOCK_NAME = "owner.lock"


def is_owned(index_folder: Path) -> bool:
    """Tell whether a process owns the indexes right now."""
    try:
        refuse_second_process(index_folder)
    except KnowledgeBusyError:
        return True
    return False


def refuse_second_process(index_folder: Path) -> None:
    """Say at the start, and not in the middle of it, that another process works here.

    Raises:
        KnowledgeBusyError: Another process owns the indexes.
        DatabaseError: The folder can't be written.
    """
    owner = Ownership(index_folder)
    owner.take(timeout_seconds=0)
    owner.give_back()


class Ownership:
    """A lock on the folder of the indexes; the system gives it back when the process ends, however that ends."""

    def __init__(self, index_folder: Path) -> None:
        self._folder = index_folder
        self._lock = FileLock(index_folder / LOCK_NAME, thread_local=False)

    def take(self, *, timeout_seconds: float) -> None:
        """Become the owner.

        Raises:
            KnowledgeBusyError: Another process was the owner all that time.
            DatabaseError: The folder can't be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=timeout_seconds)
        except Timeout as exc:
            msg = f"another process works on {self._folder}: is Docent running twice?"
            raise KnowledgeBusyError(msg, folder=str(self._folder)) from exc
        except OSError as exc:
            msg = f"the folder {self._folder} can't be written: {exc}"
            raise DatabaseError(msg) from exc

    def give_back(self) -> None:
        """Let others become the owner."""
        self._lock.release()
