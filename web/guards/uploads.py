"""Who uploaded which file: a path is worth something only to the principal whose browser brought the file.

Gradio names an upload by its content, so that two visitors with the same photo have the same path; the file goes when
the last of them has sent it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock

from assistant.errors import UploadMissingError
from assistant.people.principal import PrincipalId

KEPT_SECONDS = 24 * 3600.0  # as long as Gradio keeps a file that was never sent
SENT_SECONDS = (
    600.0  # in which a page may still name a file that it has sent: its events overtake one another
)


class Uploads:
    """The files that were uploaded and not sent yet; safe to use from several threads. A restart forgets them."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with an empty folder: what an earlier run left is nobody's.

        Args:
            folder: Where Gradio writes uploads.
            clock: Of seconds.
        """
        self.folder = folder
        self._clock = clock
        self._owners: dict[Path, dict[PrincipalId, float]] = {}  # with the time of the upload
        self._sent: dict[tuple[PrincipalId, Path], float] = {}  # with the time, newest last
        self._lock = Lock()

    def empty_folder(self) -> None:
        """Delete what an earlier run left."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def add(self, principal: PrincipalId, paths: Iterable[str]) -> None:
        """Write down what a principal uploaded; a path outside the folder is none."""
        now = self._clock()
        with self._lock:
            for path in map(Path, paths):
                if path.is_relative_to(self.folder) and ".." not in path.parts:
                    self._owners.setdefault(path, {})[principal] = now
        self._forget_old(now)

    def holds(self, principal: PrincipalId, path: str) -> bool:
        """Tell whether a principal uploaded a file that is not sent yet."""
        with self._lock:
            return principal in self._owners.get(Path(path), {})

    def was_sent(self, principal: PrincipalId, path: str) -> bool:
        """Tell whether a principal has sent a file within the last minutes, so that it is no longer there."""
        with self._lock:
            return self._clock() - self._sent.get((principal, Path(path)), -SENT_SECONDS) < SENT_SECONDS

    def take(self, principal: PrincipalId, path: str) -> Path:
        """Return where an upload of a principal's lies.

        Raises:
            UploadMissingError: It is not there, or another's.
        """
        if not self.holds(principal, path) or not Path(path).is_file():
            msg = "a file that was not uploaded by who names it"
            raise UploadMissingError(msg)
        return Path(path)

    def drop(self, principal: PrincipalId, paths: Iterable[Path | str]) -> None:
        """Forget files that were sent, and delete those that nobody else has uploaded too."""
        for path in map(Path, paths):
            with self._lock:
                owners = self._owners.get(path, {})
                is_known = owners.pop(principal, None) is not None
                if is_known:
                    self._note_sent(principal, path)
                if not is_known or owners:
                    continue
                self._owners.pop(path, None)
                self._delete(path)

    def _note_sent(self, principal: PrincipalId, path: Path) -> None:
        now = self._clock()
        for old in [key for key, at in self._sent.items() if now - at >= SENT_SECONDS]:
            del self._sent[old]
        self._sent[principal, path] = now

    def _forget_old(self, now: float) -> None:
        with self._lock:
            old = [
                (principal, path)
                for path, owners in self._owners.items()
                for principal, at in owners.items()
                if now - at > KEPT_SECONDS
            ]
        for principal, path in old:
            self.drop(principal, [path])

    @staticmethod
    def _delete(path: Path) -> None:
        path.unlink(missing_ok=True)
        with suppress(OSError):  # another file of the same content and another name
            path.parent.rmdir()
