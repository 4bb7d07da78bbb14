from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from assistant.people.people import People, build_people
from assistant.settings import Settings
from knowledge_base.store.database import create_database_engine

# what hashing costs is measured by its library; here many passwords are hashed
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
PASSWORD = "violet lamp on the stairs"


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 5, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'history.sqlite3'}")
    yield engine
    engine.dispose()


MakePeople = Callable[..., People]


@pytest.fixture
def make_people(tmp_path: Path, people_engine: Engine, clock: Clock) -> MakePeople:
    def make(**settings: object) -> People:
        values = Settings(data_folder=tmp_path, **settings)  # type: ignore[arg-type]
        return build_people(values, people_engine, clock=clock, hasher=QUICK)

    return make


@pytest.fixture
def people(make_people: MakePeople) -> People:
    return make_people()
