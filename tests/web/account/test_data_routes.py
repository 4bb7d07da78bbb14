"""One's own data on the page: what is kept, a copy, and everything gone; and what admins changed, written down."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.conversation import ConversationId, Turn
from assistant.history.attempts import AttemptLog
from assistant.history.history_ages import HistoryAges
from assistant.people.principal import Principal, Role
from assistant.privacy.own_data import OwnData
from assistant.turn.replies.running_replies import RunningReplies
from tests.web.account.conftest import Site
from web.account.data_routes import DataPages, add_data_routes
from web.account.desk import AccountDesk

PAGE = {"accept": "text/html"}


class Drafts:
    def forget_all(self, owner: Principal) -> None: ...


@pytest.fixture(scope="module")
def site(make_site: Callable[..., Site]) -> Site:
    site = make_site()
    own = OwnData(
        manager=site.history,  # type: ignore[arg-type]  # it returns the files to discard, and there are none
        ages=HistoryAges(site.engine),
        attempts=AttemptLog(site.engine),
        drafts=Drafts(),
        path_of=Path,
    )
    desk = AccountDesk(
        people=site.people,
        conversations=site.ownership,
        trusted_proxies=(),
        session_seconds=3600,
        site="Lumen Shop",
    )
    pages = DataPages(
        desk=desk, people=site.people, own_data=own, replies=RunningReplies(limit=1), conversation_days=30
    )
    add_data_routes(site.app, pages)
    return site


def ask(site: Site, owner: Principal, text: str) -> None:
    conversation = ConversationId(f"{abs(hash((owner.id, text))):032x}"[:32])
    site.history.add_question(owner, conversation, Turn(text=text, attachments=()), new_assistant="tutor")


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def delete(client: TestClient, **fields: str) -> int:
    page = client.get("/my-data", headers=PAGE)
    return client.post(
        "/my-data/delete", data={"token": token_of(page.text), "sure": "yes", **fields}
    ).status_code


def test_a_member_has_a_copy_and_deletes_account_and_all(site: Site) -> None:
    client = site.enter(Role.MEMBER)
    account = next(a for a in site.people.accounts.list_all() if a.role is Role.MEMBER)
    ask(site, account.principal, "my secret question")
    ask(site, Principal.guest("f" * 64), "somebody else's question")
    page = client.get("/my-data").text
    assert "30" in page
    copy = client.get("/my-data/copy")
    assert copy.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "my secret question" in told
    assert "somebody else" not in told
    assert delete(client, account="yes") == 303
    assert site.ownership.count_conversations(account.principal) == 0
    assert account.id not in {a.id for a in site.people.accounts.list_all()}
    assert client.get("/account").status_code in (303, 401)


def test_without_the_token_nothing_is_deleted(site: Site) -> None:
    client = site.visit()
    client.get("/my-data", headers=PAGE)
    assert client.post("/my-data/delete", data={"sure": "yes"}).status_code == 403
    assert client.post("/my-data/delete", data={"sure": "yes", "token": "0" * 64}).status_code == 403


def test_a_guest_deletes_all_and_is_another_guest(site: Site) -> None:
    client = site.visit()
    client.get("/my-data", headers=PAGE)
    before = dict(client.cookies)
    assert delete(client) == 303
    assert dict(client.cookies) != before


def test_what_an_admin_changes_is_written_down_and_shown_to_admins_alone(site: Site) -> None:
    admin = site.enter(Role.ADMIN)
    token = token_of(admin.get("/people").text)
    assert admin.post("/people/invite", data={"token": token, "role": "teacher"}).status_code == 200
    shown = admin.get("/people/changes")
    assert shown.status_code == 200
    assert "made an invitation" in shown.text
    assert "teacher" in shown.text
    chinese = admin.get("/people/changes", headers={"Accept-Language": "zh-CN"}).text
    assert "生成了邀请链接" in chinese
    assert "教师" in chinese
    assert site.enter(Role.MEMBER).get("/people/changes").status_code == 403
