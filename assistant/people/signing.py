"""Signs what a browser keeps: the cookie of a guest, and the token of a form. The key lies in the data folder."""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from assistant.people.errors import KeyFileError

KEY_BYTES = 32


class Signer:
    """Signs texts, each for a purpose, so that no signature can be used for another."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, purpose: str, text: str) -> str:
        """Return a signature that a cookie and a form take."""
        mac = hmac.new(self._key, f"{purpose}\0{text}".encode(), sha256).digest()
        return urlsafe_b64encode(mac).decode().rstrip("=")

    def is_right(self, purpose: str, text: str, signature: str) -> bool:
        """Tell whether a signature is right."""
        return hmac.compare_digest(self.sign(purpose, text).encode(), signature.encode())


def load_signer(path: Path) -> Signer:
    """Read the key, or make one that nobody else can read.

    Raises:
        KeyFileError: It can't be read or written, or is no key.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, secrets.token_hex(KEY_BYTES), is_kept=True)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as exc:
        msg = (
            f"the key file {path} can't be used: {exc}; without it a new one is made, and guests are new ones"
        )
        raise KeyFileError(msg) from exc
    if len(key) < KEY_BYTES:
        msg = f"the key file {path} is damaged; without it a new one is made, and guests are new ones"
        raise KeyFileError(msg)
    return Signer(key)


def write_private(path: Path, content: str, *, is_kept: bool = False) -> None:
    """Write a file that only its owner can read; whole, or not at all.

    Args:
        path: The file.
        content: What it shall hold.
        is_kept: Whether a file that is there stays as it is.

    Raises:
        OSError: It can't be written.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        if is_kept:
            try:
                os.link(unfinished, path)  # fails where there is one
            except FileExistsError:
                return
        else:
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
