"""Photos and voice clips on disk, by the SHA-256 of their bytes.

A file is checked before it is kept: it must be what it says, small enough, and readable. Photos are written
again without camera data, so that where a picture was taken is never stored.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from assistant.conversation import AttachmentId, AttachmentKind, StoredAttachment
from assistant.errors import AttachmentError, AttachmentTooLargeError, StorageError
from assistant.protocols import MediaChecker
from model.errors import MediaError, MediaTypeError

ORPHAN_SECONDS = 24 * 3600.0
NAME_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentStore:
    """Keeps attachments under a folder.

    Attributes:
        folder: Where the files lie: `ab/abcdef…`.
        checker: Says what the bytes are and refuses those that can't be used.
        max_bytes: Largest file taken.
    """

    folder: Path
    checker: MediaChecker
    max_bytes: int

    def store(self, upload: Path) -> StoredAttachment:
        """Check an uploaded file and keep a copy of it.

        Raises:
            AttachmentTooLargeError: More bytes than the limit.
            AttachmentError: Not a usable photo or voice clip; names the file and the reason.
            StorageError: The disk is full or can't be written.
        """
        name = clean_name(upload.name)
        check_size(name, upload.stat().st_size, self.max_bytes)
        try:
            checked = self.checker.check(upload.read_bytes())
        except MediaError as exc:
            raise unusable(name, exc) from exc
        return StoredAttachment(
            id=AttachmentId(uuid4().hex),
            kind=AttachmentKind(checked.kind),
            mime_type=checked.mime_type,
            name=name,
            size_bytes=len(checked.data),
            sha256=self._keep(checked.data),
            understanding=None,
        )

    def keep_picture(self, data: bytes) -> str:
        """Check a picture that was made here, keep it, and return its SHA-256.

        Raises:
            MediaError: The bytes are no usable picture.
            StorageError: The disk is full or can't be written.
        """
        checked = self.checker.check(data)
        if checked.kind != AttachmentKind.IMAGE:
            msg = "not a picture"
            raise MediaTypeError(msg)
        return self._keep(checked.data)

    def _keep(self, data: bytes) -> str:
        digest = sha256(data).hexdigest()
        try:
            _write_atomically(self.path_of(digest), data)
        except OSError as exc:
            msg = f"an attachment of {len(data)} bytes can't be kept: {exc}"
            raise StorageError(msg) from exc
        return digest

    def read_bytes(self, attachment: StoredAttachment) -> bytes:
        """Return the kept bytes of an attachment."""
        return self.path_of(attachment.sha256).read_bytes()

    def path_of(self, digest: str) -> Path:
        """Return where the bytes with this SHA-256 lie."""
        return self.folder / digest[:2] / digest

    def discard(self, digests: Collection[str]) -> None:
        """Delete the files with these SHA-256."""
        for digest in digests:
            self.path_of(digest).unlink(missing_ok=True)

    def discard_orphans(self, used: Collection[str]) -> int:
        """Delete day-old files that no message uses, such as those of a turn that a crash cut off.

        Returns:
            How many files were deleted.
        """
        before = time.time() - ORPHAN_SECONDS
        orphans = [
            path
            for path in self.folder.glob("??/*")
            if path.name not in used and path.stat().st_mtime < before
        ]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)


def check_size(name: str, size_bytes: int, max_bytes: int) -> None:
    """Refuse a file that is too large.

    Raises:
        AttachmentTooLargeError: It has more bytes than the limit.
    """
    if size_bytes > max_bytes:
        msg = f"{name!r} has {size_bytes} bytes, the limit is {max_bytes}"
        raise AttachmentTooLargeError(msg, name=name, limit_megabytes=max_bytes // 1_000_000)


def unusable(name: str, error: MediaError) -> AttachmentError:
    """Return what a user is told of a file that is no usable photo or voice clip."""
    return AttachmentError(f"{name!r} can't be used: {error}", code=error.code, name=name, **error.params)


def clean_name(name: str) -> str:
    """Reduce a file's name to its last part, without control characters, at a bounded length."""
    base = re.split(r"[/\\]", name)[-1]
    printable = "".join(char for char in base if char.isprintable()).strip(". ")
    return printable[-NAME_CHARACTERS:] or "file"


def _write_atomically(path: Path, data: bytes) -> None:
    if path.exists():
        path.touch()  # a day-old orphan that is wanted again must not be swept away
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
