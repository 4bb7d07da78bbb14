"""Stops who guesses passwords: for one address, for one account over all addresses, and over everything.

Kept in memory: a restart forgets it, and costs more time than the locks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from assistant.people.errors import SignInLockedError

REMEMBERED = 10_000  # addresses and names; the one whose last guess is oldest falls out


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many wrong passwords are borne.

    Attributes:
        failures: Wrong passwords after which it is locked.
        seconds: How long they are remembered after the last one, and how long it is locked.
    """

    failures: int
    seconds: float


ADDRESS_LIMIT = Limit(failures=5, seconds=60)
# many addresses may belong to one who guesses; high enough that a few typing errors of many people are none
ACCOUNT_LIMIT = Limit(failures=30, seconds=15 * 60)
TOTAL_LIMIT = Limit(failures=300, seconds=5 * 60)


@dataclass(slots=True, kw_only=True)
class _Count:
    failures: int = 0
    last: float = 0.0


@dataclass(slots=True, kw_only=True)
class Guesses:
    """Counts wrong passwords."""

    clock: Callable[[], float] = time.monotonic
    _counts: dict[tuple[str, str], _Count] = field(default_factory=dict)  # the latest last
    _lock: Lock = field(default_factory=Lock)

    def take(self, *, address: str, account: str) -> None:
        """Take a try, and count it as wrong until `forgive`, so that tries at the same time count, too.

        Args:
            address: Where it comes from; of IPv6 the network, which is given to one site as a whole.
            account: Whose password it is.

        Raises:
            SignInLockedError: There were too many wrong ones; `.params` says how many seconds it takes.
        """
        now, keys = self.clock(), _keys(address, account)
        with self._lock:
            waiting = max(self._waiting(key, limit) for key, limit in keys)
            if waiting > 0:
                msg = f"too many wrong passwords; the next try is taken in {waiting:.0f} seconds"
                raise SignInLockedError(msg, seconds=max(1, round(waiting)))
            for key, limit in keys:
                count = self._counts.pop(key, None)
                if count is None or now - count.last >= limit.seconds:
                    count = _Count()
                count.failures, count.last = count.failures + 1, now
                self._counts[key] = count
            while len(self._counts) > REMEMBERED:
                del self._counts[next(iter(self._counts))]

    def forgive(self, *, address: str, account: str) -> None:
        """Forget an address and an account after the right password; of the count over everything, this try."""
        with self._lock:
            *own, (total, _) = _keys(address, account)
            for key, _ in own:
                self._counts.pop(key, None)
            if total in self._counts:
                self._counts[total].failures -= 1

    def _waiting(self, key: tuple[str, str], limit: Limit) -> float:
        count = self._counts.get(key)
        if count is None or count.failures < limit.failures:
            return 0.0
        return limit.seconds - (self.clock() - count.last)


def _keys(address: str, account: str) -> tuple[tuple[tuple[str, str], Limit], ...]:
    return (
        (("address", address), ADDRESS_LIMIT),
        (("account", account), ACCOUNT_LIMIT),
        (("total", ""), TOTAL_LIMIT),
    )
