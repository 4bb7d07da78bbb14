"""What a photo says before it is sent: read as soon as it is attached, shown, corrected by the user.

A draft is told by its owner and the SHA-256 of the file, so that the file that is sent meets what was read of it, and
nobody else's correction. Drafts live in memory for an hour: a photo that is never sent leaves nothing behind.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from hashlib import sha256

from assistant.conversation import AttachmentKind, Understanding
from assistant.errors import (
    AttachmentError,
    DraftsBusyError,
    NotFoundError,
    TurnTooLongError,
)
from assistant.history.attachments import check_size, clean_name, unusable
from assistant.media.media_understanding import MediaUnderstanding
from assistant.people.principal import Principal
from assistant.protocols import MediaChecker
from model.errors import MediaError, MediaTypeError
from model.photos.findings import find_values

KEPT_SECONDS = 3600.0
MAX_DRAFTS = 200
MAX_BEING_READ = 3  # of one owner
WAITING_SECONDS = 60.0  # for a draft that is still being read when it is sent
MAX_CHARACTERS = 8000  # of a corrected text


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A photo that is not sent yet.

    Attributes:
        id: SHA-256 of the file.
    """

    id: str
    understanding: Understanding


@dataclass(slots=True, kw_only=True)
class _Entry:
    result: Future[Draft] = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)


class DraftUnderstanding:
    """Reads attachments ahead and keeps what users make of it."""

    def __init__(self, media: MediaUnderstanding, checker: MediaChecker, *, max_bytes: int) -> None:
        self._media = media
        self._checker = checker
        self._max_bytes = max_bytes
        self._entries: OrderedDict[tuple[Principal, str], _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, owner: Principal, data: bytes, *, name: str) -> Draft:
        """Read a photo, or return what was read of it a moment ago.

        Raises:
            AttachmentTooLargeError: More bytes than the limit.
            AttachmentError: Not a usable photo.
            DraftsBusyError: Several files of this owner are being read.
        """
        check_size(clean_name(name), len(data), self._max_bytes)
        key = (owner, sha256(data).hexdigest())
        entry, is_new = self._claim(key)
        if not is_new:
            return entry.result.result(WAITING_SECONDS)
        try:
            draft = Draft(id=key[1], understanding=self._read_photo(data))
        except BaseException as exc:
            self._forget(key)
            error = unusable(clean_name(name), exc) if isinstance(exc, MediaError) else exc
            entry.result.set_exception(error)
            raise error from exc
        entry.result.set_result(draft)
        return draft

    def _read_photo(self, data: bytes) -> Understanding:
        checked = self._checker.check(data)
        if checked.kind != AttachmentKind.IMAGE:
            msg = "not a photo"  # a recording is heard by `SpokenQuestions`
            raise MediaTypeError(msg)
        return self._media.read_photo(checked.data)

    def correct(self, owner: Principal, draft_id: str, text: str) -> Draft:
        """Put the user's words in place of what was recognised.

        Raises:
            NotFoundError: No such draft, or it is another owner's.
            TurnTooLongError: More characters than a correction may have.
        """
        if len(text) > MAX_CHARACTERS:
            msg = f"a correction has {len(text)} characters, the limit is {MAX_CHARACTERS}"
            raise TurnTooLongError(msg, characters=len(text), limit=MAX_CHARACTERS)
        key = (owner, draft_id)
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or not entry.result.done():
                msg = f"no draft {draft_id!r}"
                raise NotFoundError(msg)
            corrected: Future[Draft] = Future()
            draft = _correct(entry.result.result(), text.strip())
            corrected.set_result(draft)
            self._entries[key] = _Entry(result=corrected, since=entry.since)
            return draft

    def take(self, owner: Principal, data: bytes) -> Understanding | None:
        """Return what was read, or corrected, of a file that is being sent; None where it was not read ahead."""
        with self._lock:
            entry = self._entries.get((owner, sha256(data).hexdigest()))
        if entry is None:
            return None
        try:
            return entry.result.result(WAITING_SECONDS).understanding
        except (AttachmentError, TimeoutError):
            return None  # it is read, or refused, as it is sent

    def forget_all(self, owner: Principal) -> None:
        """Forget what was read for an owner, and what they put right."""
        with self._lock:
            for key in [key for key in self._entries if key[0] == owner]:
                del self._entries[key]

    def _claim(self, key: tuple[Principal, str]) -> tuple[_Entry, bool]:
        with self._lock:
            self._sweep()
            if key in self._entries:
                return self._entries[key], False
            reading = sum(k[0] == key[0] and not e.result.done() for k, e in self._entries.items())
            if reading >= MAX_BEING_READ:
                msg = f"{reading} files of one owner are being read"
                raise DraftsBusyError(msg)
            self._entries[key] = _Entry()
            return self._entries[key], True

    def _sweep(self) -> None:
        oldest = time.monotonic() - KEPT_SECONDS
        for key in [k for k, e in self._entries.items() if e.since < oldest and e.result.done()]:
            del self._entries[key]
        while len(self._entries) >= MAX_DRAFTS:
            self._entries.popitem(last=False)

    def _forget(self, key: tuple[Principal, str]) -> None:
        with self._lock:
            self._entries.pop(key, None)


def _correct(draft: Draft, text: str) -> Draft:
    known = draft.understanding
    read = known.text if known.recognised is None else known.recognised
    findings = find_values(text)
    understanding = replace(known, text=text, recognised=None if text == read else read, findings=findings)
    return replace(draft, understanding=understanding)
