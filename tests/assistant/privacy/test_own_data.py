"""A copy of everything, and everything gone: over a real database and real files."""

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.attempts import Attempt, Outcome
from assistant.conversation import ConversationId, Turn
from assistant.history.attachments import AttachmentStore
from assistant.history.attempts import AttemptLog
from assistant.history.history import SqlHistory
from assistant.history.history_ages import HistoryAges
from assistant.people.principal import Principal
from assistant.privacy.own_data import OwnData
from assistant.privacy.retention import LONG_SILENCE, TRUST_AFTER, Clocks, Retention
from assistant.settings import Settings
from model.media import MediaChecker
from tests.media import make_png

ANNA, BO = Principal.guest("a" * 64), Principal.guest("b" * 64)


class Drafts:
    def __init__(self) -> None:
        self.forgotten: list[Principal] = []

    def forget_all(self, owner: Principal) -> None:
        self.forgotten.append(owner)


class Manager:
    """The manager's two calls, over the real history and the real files."""

    def __init__(self, history: SqlHistory, attachments: AttachmentStore) -> None:
        self._history, self._attachments = history, attachments
        self.load_conversation = history.load_conversation

    def delete_conversation(self, owner: Principal, conversation_id: ConversationId) -> None:
        self._attachments.discard(self._history.delete_conversation(owner, conversation_id))


@pytest.fixture
def attachments(tmp_path: Path) -> AttachmentStore:
    checker = MediaChecker(max_photo_pixels=10_000_000, max_voice_seconds=9)
    return AttachmentStore(folder=tmp_path / "attachments", checker=checker, max_bytes=10_000_000)


@pytest.fixture
def own(engine: Engine, history: SqlHistory, attachments: AttachmentStore) -> OwnData:
    manager = Manager(history, attachments)
    return OwnData(
        manager=manager,
        ages=HistoryAges(engine),
        drafts=Drafts(),
        attempts=AttemptLog(engine),
        path_of=attachments.path_of,
    )


def ask(history: SqlHistory, attachments: AttachmentStore, who: Principal, text: str, photo: Path) -> None:
    stored = attachments.store(photo)
    conversation = ConversationId(f"{abs(hash((who.id, text))):032x}"[:32])
    history.add_question(who, conversation, Turn(text=text, attachments=(stored,)), new_assistant="tutor")


@pytest.fixture
def asked(tmp_path: Path, history: SqlHistory, attachments: AttachmentStore) -> None:
    photo, other = tmp_path / "../label.png", tmp_path / "other.png"
    photo.write_bytes(make_png(40, 30))
    other.write_bytes(make_png(50, 20))
    ask(history, attachments, ANNA, "Anna's first secret", photo)
    ask(history, attachments, ANNA, "Anna's second secret", other)
    ask(history, attachments, BO, "Bo's question", photo)


def test_a_copy_holds_ones_attempts_at_exercises(own: OwnData, history: SqlHistory) -> None:
    attempt = Attempt(exercise="Solve 4x = 28.", kind="equation", skill="equation", outcome=Outcome.WRONG)
    for who in (ANNA, BO):
        conversation = ConversationId(f"lesson of {who.id[0]}")
        asked = history.add_question(who, conversation, Turn(text=f"x = {who.id[0]}"), new_assistant="tutor")
        history.save_reply(
            asked.messages[-1].id,
            text="Not yet.",
            finish_reason="stop",
            citations=(),
            anchors=(),
            understandings={},
            attempt=attempt,
        )
    file = io.BytesIO()
    own.write_copy(ANNA, file, "en")
    with zipfile.ZipFile(file) as archive:
        (recorded,) = json.loads(archive.read("0001/attempts.json"))["attempts"]
    assert {**recorded, "at": ""} == {**asdict(attempt), "at": ""}
    assert own.delete(ANNA) == 1
    assert own.attempts.list_all(ANNA) == ()
    assert len(own.attempts.list_all(BO)) == 1


@pytest.mark.usefixtures("asked")
def test_a_copy_holds_all_of_ones_own_and_nothing_of_others(own: OwnData) -> None:
    file = io.BytesIO()
    assert own.write_copy(ANNA, file, "en", name="Anna") == 2
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        told = b"".join(archive.read(name) for name in names).decode("utf-8", "replace")
        about = json.loads(archive.read("about.json"))
    assert about == {"id": ANNA.id, "name": "Anna", "conversations": 2}
    assert "first secret" in told
    assert "second secret" in told
    assert "Bo's question" not in told
    assert sorted(name.split("/")[-1] for name in names if name.endswith(".png")) == [
        "01-label.png",
        "01-other.png",
    ]
    assert not any(".." in name or name.startswith("/") for name in names)


@pytest.mark.usefixtures("asked")
def test_a_deletion_reaches_rows_and_files_and_leaves_others_alone(
    own: OwnData, tmp_path: Path, attachments: AttachmentStore, history: SqlHistory
) -> None:
    assert own.delete(ANNA) == 2
    assert own.delete(ANNA) == 0
    assert isinstance(own.drafts, Drafts)
    assert own.drafts.forgotten == [ANNA, ANNA]
    left = [path.name for path in attachments.folder.rglob("*") if path.is_file()]
    assert set(left) == set(history.used_files())
    assert len(left) == 1  # Bo sent the same photo
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [str(row) for table in tables for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608
    assert not any("secret" in row or ANNA.id in row for row in rows)
    assert [summary.title for summary in history.list_conversations(BO)] == ["Bo's question"]


class Questions:
    def __init__(self) -> None:
        self.before: list[datetime] = []

    def forget_before(self, moment: datetime) -> int:
        self.before.append(moment)
        return 0


class Times:
    """A clock of the wall that can jump, beside one that can't."""

    def __init__(self) -> None:
        self.wall = datetime.now(UTC)
        self.seconds = 0.0

    def pass_time(self, delta: timedelta) -> None:
        self.wall += delta
        self.seconds += delta.total_seconds()

    @property
    def clocks(self) -> Clocks:
        return Clocks(now=lambda: self.wall, monotonic=lambda: self.seconds)


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def retention(engine: Engine, attachments: AttachmentStore, tmp_path: Path, times: Times) -> Retention:
    settings = Settings(data_folder=tmp_path, conversation_days=10, unanswered_question_days=20)
    return Retention(
        HistoryAges(engine),
        Questions(),
        Questions(),
        settings,
        discard=attachments.discard,
        clocks=times.clocks,
    )


@pytest.mark.usefixtures("asked")
def test_what_is_old_goes_with_its_files(
    retention: Retention, times: Times, history: SqlHistory, attachments: AttachmentStore
) -> None:
    times.pass_time(timedelta(days=9))
    assert retention.sweep() == 0
    times.pass_time(timedelta(days=2))
    assert retention.sweep() == 3
    assert history.list_conversations(ANNA) == ()
    assert [path for path in attachments.folder.rglob("*") if path.is_file()] == []


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("jump", [timedelta(days=4000), timedelta(days=-4000), timedelta(days=11)])
def test_a_clock_that_jumps_deletes_nothing(
    retention: Retention, times: Times, history: SqlHistory, jump: timedelta
) -> None:
    times.wall += jump
    assert retention.sweep() == 0
    times.pass_time(timedelta(hours=2))
    assert retention.sweep() == 0
    times.wall -= jump
    assert retention.sweep() == 0
    assert len(history.list_conversations(ANNA)) == 2


@pytest.mark.usefixtures("asked")
def test_a_clock_that_is_wrong_from_the_start_deletes_nothing_at_once(
    engine: Engine, attachments: AttachmentStore, tmp_path: Path, history: SqlHistory
) -> None:
    times = Times()
    times.wall += LONG_SILENCE + timedelta(days=1)
    settings = Settings(data_folder=tmp_path, conversation_days=10)
    retention = Retention(
        HistoryAges(engine),
        Questions(),
        Questions(),
        settings,
        discard=attachments.discard,
        clocks=times.clocks,
    )
    assert retention.sweep() == 0
    times.pass_time(TRUST_AFTER)
    assert retention.sweep() == 3
    assert history.list_conversations(ANNA) == ()
