"""Passwords: which are taken, and how they are kept. Hashes are argon2id with the parameters of argon2-cffi."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.people.errors import WeakPasswordError

SHORTEST = 10  # characters
LONGEST = 200
DIFFERENT = 4  # characters that a password has at least
HASHED_AT_ONCE = 2  # each takes 64 MiB
COMMON_FILE = Path(__file__).parent / "common_passwords.txt"
SEQUENCES = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm")


class Passwords:
    """Checks, hashes and verifies passwords."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Make it.

        Args:
            hasher: Another one than the usual, for tests that hash often.
        """
        self._hasher = hasher or PasswordHasher()
        self._turns = BoundedSemaphore(HASHED_AT_ONCE)
        self._nobodys = self._hasher.hash("nobody has this password")
        self._common = frozenset(COMMON_FILE.read_text(encoding="utf-8").split())

    def hash(self, password: str, *, name: str) -> str:
        """Return what is kept of a new password.

        Args:
            password: The password.
            name: Of its account, which it must not be made of.

        Raises:
            WeakPasswordError: It is guessed too easily.
        """
        self.check(password, name=name)
        with self._turns:
            return self._hasher.hash(_normal(password))

    def check(self, password: str, *, name: str) -> None:
        """Refuse a password that is guessed too easily.

        Raises:
            WeakPasswordError: It is; `.params` says why.
        """
        plain, own = _normal(password).casefold(), _normal(name).casefold()
        reason = ""
        if len(plain) < SHORTEST or not plain.strip():
            reason = "short"
        elif len(plain) > LONGEST:
            reason = "long"
        elif plain in self._common or len(set(plain)) < DIFFERENT or _is_sequence(plain):
            reason = "common"
        elif len(own) >= DIFFERENT and len(plain.replace(own, "")) < DIFFERENT:
            reason = "name"
        if reason:
            msg = f"the password can't be used: {reason}; it needs {SHORTEST} characters that nobody guesses"
            raise WeakPasswordError(msg, reason=reason, shortest=SHORTEST, longest=LONGEST)

    def is_right(self, password: str, kept: str | None) -> bool:
        """Tell whether a password is right; takes as long where there is none to compare it with.

        Args:
            password: What was typed.
            kept: What `hash` returned; None for an account without a password, or no account.
        """
        with self._turns:
            try:
                return self._hasher.verify(kept or self._nobodys, _normal(password)[:LONGEST]) and bool(kept)
            except (VerificationError, InvalidHashError):
                return False


def _normal(password: str) -> str:
    """One form for what two keyboards may write in two (https://www.rfc-editor.org/rfc/rfc8265#section-4.2)."""
    return unicodedata.normalize("NFC", password)


def _is_sequence(plain: str) -> bool:
    return any(plain in sequence or plain in sequence[::-1] for sequence in SEQUENCES)
