"""How much one visitor, and one network, may ask of the server.

A visitor is known by a cookie, which costs nothing to throw away; a network (an IPv4 address, an IPv6 /64) is not.
So each limit holds twice: for the principal, and `network_share` times as much for the network.

A limit for a day is a bucket that fills up evenly: who used it up need not wait for midnight.
"""

from __future__ import annotations

import math
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Lock

from assistant.errors import DiskFullError, QuotaError
from assistant.people.principal import PrincipalId

DAY_SECONDS = 24 * 3600.0
REMEMBERED = 50_000  # buckets; the one that was used longest ago is forgotten, and is full again


class Kind(StrEnum):
    """What is counted."""

    QUESTION = "question"
    UPLOAD = "upload"
    UPLOAD_BYTES = "upload_bytes"
    DRAFT = "draft"
    SPEECH = "speech"
    PAGE_IMAGE = "page_image"
    EVENT = "event"  # anything else that a page asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How much of a kind one principal may use.

    Attributes:
        a_day: In 24 hours.
        at_once: At the same time; None is not limited.
    """

    a_day: float
    at_once: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, for counting."""

    principal: PrincipalId
    network: str


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True, kw_only=True)
class Quotas:
    """Counts what is used; safe to use from several threads. A restart forgets it.

    Attributes:
        limits: Of each kind; a kind without one is not counted.
        network_share: How many principals' worth a network may use.
        folder: On the disk whose free space is looked at.
        min_free_bytes: Below it nothing is taken that would fill the disk.
        clock: Of seconds.
    """

    limits: Mapping[Kind, Limit]
    network_share: int
    folder: Path
    min_free_bytes: int
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[tuple[Kind, str], _Bucket] = field(default_factory=OrderedDict)
    _running: dict[tuple[Kind, str], int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, kind: Kind, visitor: Visitor, amount: float = 1) -> None:
        """Count a use.

        Raises:
            QuotaError: The principal or its network has used up the day's; nothing is counted.
        """
        limit = self.limits.get(kind)
        if limit is None:
            return
        with self._lock:
            buckets = [
                (self._bucket((kind, name), most), most) for name, most in self._names(visitor, limit.a_day)
            ]
            waits = [
                (min(amount, most) - bucket.left) * DAY_SECONDS / most
                for bucket, most in buckets
                if bucket.left < amount
            ]
            if not waits:
                for bucket, _ in buckets:
                    bucket.left -= amount
        if waits:
            raise _used_up(kind, max(waits))

    @contextmanager
    def hold(self, kind: Kind, visitor: Visitor) -> Iterator[None]:
        """Count a use while it lasts.

        Raises:
            QuotaError: As many as may be are running already, or the day's are used up.
        """
        limit = self.limits.get(kind)
        if limit is None:
            yield
            return
        names = [(kind, name) for name, _ in self._names(visitor, 0)]
        with self._lock:
            if limit.at_once is not None:
                most = (limit.at_once, limit.at_once * self.network_share)
                if any(self._running.get(name, 0) >= m for name, m in zip(names, most, strict=True)):
                    raise _used_up(kind, 5)
            for name in names:
                self._running[name] = self._running.get(name, 0) + 1
        try:
            self.take(kind, visitor)
            yield
        finally:
            with self._lock:
                for name in names:
                    self._running[name] -= 1
                    if not self._running[name]:
                        del self._running[name]

    def need_disk(self, size_bytes: int = 0) -> None:
        """Look whether the disk has room.

        Raises:
            DiskFullError: Less would be free than is kept free.
        """
        if shutil.disk_usage(self.folder).free - size_bytes < self.min_free_bytes:
            msg = "the disk is nearly full"
            raise DiskFullError(msg)

    def _names(self, visitor: Visitor, most: float) -> tuple[tuple[str, float], tuple[str, float]]:
        return (f"p {visitor.principal}", most), (f"n {visitor.network}", most * self.network_share)

    def _bucket(self, key: tuple[Kind, str], most: float) -> _Bucket:
        now = self.clock()
        bucket = self._buckets.pop(key, None) or _Bucket(most, now)
        bucket.left = min(most, bucket.left + (now - bucket.at) * most / DAY_SECONDS)
        bucket.at = now
        self._buckets[key] = bucket
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return bucket


def _used_up(kind: Kind, wait_seconds: float) -> QuotaError:
    seconds = max(1, math.ceil(wait_seconds))
    msg = f"the quota of kind {kind} is used up"
    return QuotaError(msg, wait_seconds=seconds, wait_minutes=max(1, math.ceil(seconds / 60)))
