"""Random tokens that let somebody in: what is given away, and the hash that is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256

TOKEN_BYTES = 32
LONGEST = 200  # characters that are looked at


def make_token() -> str:
    """Return a new token: 43 characters that a URL takes."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return what is kept of a token. It is random, so that a fast hash is enough."""
    return sha256(token[:LONGEST].encode()).hexdigest()
