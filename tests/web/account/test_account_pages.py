from __future__ import annotations

import re

import pytest

from assistant.people.principal import Role
from tests.web.account.conftest import Site
from tests.web.visitors import PAGE, PASSWORD, send_form, sign_in
from web.account.cookies import SESSION

ANOTHER = "a green one in the cellar"


def secret_of(text: str) -> str:
    found = re.search(r'<code class="secret"[^>]*>([^<]+)</code>', text)
    assert found, text
    return found.group(1)


def test_a_new_password_signs_out_everywhere_else(site: Site) -> None:
    account = site.make(Role.MEMBER)
    here, there = site.visit(), site.visit()
    for client in (here, there):
        sign_in(client, account.name)
    wrong = send_form(here, "/account", "/account/password", old="wrong", password=ANOTHER)
    assert wrong.status_code == 401
    assert "The current password is not right" in wrong.text
    weak = send_form(here, "/account", "/account/password", old=PASSWORD, password="")
    assert weak.status_code == 400
    assert there.get("/api/me").json()["kind"] == "member"
    done = send_form(here, "/account", "/account/password", old=PASSWORD, password=ANOTHER)
    assert done.headers["location"] == "/account?done=password"
    assert "Your password is changed" in here.get("/account?done=password", headers=PAGE).text
    assert there.get("/api/me").json()["kind"] == "guest"


def test_sessions_are_listed_and_ended(site: Site) -> None:
    account = site.make(Role.MEMBER)
    here, there, third = site.visit(), site.visit(), site.visit()
    agents = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    there.headers.update(agents)
    for client in (here, there, third):
        sign_in(client, account.name)
    page = here.get("/account", headers=PAGE).text
    assert "Firefox · Linux" in page
    assert page.count("This browser") == 1
    others = {s.id for s in site.people.sessions.list_of(account.id) if "Firefox" in s.browser}
    send_form(here, "/account", "/account/sessions/end", session=others.pop())
    assert there.get("/api/me").json()["kind"] == "guest"
    assert third.get("/api/me").json()["kind"] == "member"
    send_form(here, "/account", "/account/sign-out-everywhere")
    assert third.get("/api/me").json()["kind"] == "guest"
    assert SESSION not in here.cookies


def test_one_changes_the_name(site: Site) -> None:
    client, taken = site.enter(Role.AGENT), site.make(Role.MEMBER).name
    assert send_form(client, "/account", "/account/name", name=taken).status_code == 400
    assert send_form(client, "/account", "/account/name", name="Frau Müller").status_code == 303
    assert client.get("/api/me").json()["name"] == "Frau Müller"


def test_the_language_is_chosen_on_each_page(site: Site) -> None:
    client = site.visit()
    answer = send_form(
        client, "/account/sign-in", "/account/language", language="zh", next="/account/sign-in"
    )
    assert answer.headers["location"] == "/account/sign-in"
    assert "忘记密码" in client.get("/account/sign-in", headers=PAGE).text


def test_a_key_asks_with_its_scopes_until_it_is_revoked(site: Site) -> None:
    client = site.enter(Role.ADMIN)
    for scopes in ([], ["manage_people"]):
        refused = send_form(client, "/account", "/account/keys", label="script", scope=scopes)
        assert refused.status_code == 400
    shown = send_form(client, "/account", "/account/keys", label="script", scope=["read_self"])
    key = secret_of(shown.text)
    assert key not in client.get("/account", headers=PAGE).text
    program = site.visit()
    program.headers["authorization"] = f"Bearer {key}"
    me = program.get("/api/me").json()
    assert (me["kind"], me["name"], me["may"]) == ("service", "script", ["visit", "read_self"])
    assert program.get("/attachments/00").json() == {"error": "not_allowed"}
    assert program.get("/admin/en/config").status_code == 403
    assert program.get("/account").status_code == 403
    (listed,) = site.people.keys.list_of(site.people.accounts.find(client.get("/api/me").json()["name"]).id)
    send_form(client, "/account", "/account/keys/revoke", key=listed.id)
    gone = program.get("/api/me")
    assert (gone.status_code, gone.json()) == (401, {"error": "key_refused"})


def test_a_keys_conversations_are_its_own(site: Site) -> None:
    people = site.people
    account = site.make(Role.MEMBER)
    keys = [people.keys.make(account.id, label, ["ask"]) for label in ("one", "two")]
    services = [people.keys.find(key) for key in keys]
    assert len({service.id for service in services if service} | {account.id}) == 3


def test_an_admin_invites_and_the_invited_gets_the_role(site: Site) -> None:
    admin = site.enter(Role.ADMIN)
    link = secret_of(send_form(admin, "/people", "/people/invite", role="teacher").text)
    path = link.removeprefix(site.people.public_url)
    invited = site.visit()
    assert "teacher" in invited.get(path, headers=PAGE).text
    assert send_form(invited, path, path, name="admin", password=PASSWORD).status_code == 400  # taken
    assert send_form(invited, path, path, name="Invited", password=PASSWORD).status_code == 303
    assert invited.get("/api/me").json()["roles"] == ["teacher"]
    assert site.visit().get(path, headers=PAGE).status_code == 400
    assert send_form(admin, "/people", "/people/invite", role="guest").status_code == 400


@pytest.mark.parametrize(("role", "there"), [(Role.ADMIN, "/admin"), (Role.TEACHER, "/")])
def test_whoever_sets_the_password_by_a_link_comes_to_the_first_work(
    site: Site, role: Role, there: str
) -> None:
    admin, account = site.enter(Role.ADMIN), site.make(role)
    link = secret_of(send_form(admin, "/people", "/people/link", account=account.id).text)
    path = link.removeprefix(site.people.public_url)
    assert send_form(site.visit(), path, path, password=ANOTHER).headers["location"] == there


def test_an_admin_changes_roles_and_closes_accounts_and_it_holds_at_once(site: Site) -> None:
    admin, account = site.enter(Role.ADMIN), site.make(Role.MEMBER)
    client = site.visit()
    sign_in(client, account.name)
    send_form(admin, "/people", "/people/role", account=account.id, role="admin")
    assert client.get("/people", headers=PAGE).status_code == 200
    send_form(admin, "/people", "/people/role", account=account.id, role="member")
    assert client.get("/people", headers=PAGE).status_code == 403
    send_form(admin, "/people", "/people/close", account=account.id)
    assert client.get("/api/me").json()["kind"] == "guest"
    assert "Closed" in admin.get("/people", headers=PAGE).text
    send_form(admin, "/people", "/people/reopen", account=account.id)
    link = secret_of(send_form(admin, "/people", "/people/link", account=account.id).text)
    path = link.removeprefix(site.people.public_url)
    assert send_form(client, path, path, password=ANOTHER).status_code == 303
    assert client.get("/api/me").json()["name"] == account.name
    assert send_form(admin, "/people", "/people/close", account="0" * 32).status_code == 400


def test_the_last_admin_stays(other_site: Site) -> None:
    site = other_site
    client = site.visit()
    sign_in(client)
    account = site.people.accounts.find("admin")
    for action, more in (("close", {}), ("role", {"role": "member"})):
        refused = send_form(client, "/people", f"/people/{action}", account=account.id, **more)
        assert refused.status_code == 400
        assert "admin is the only admin" in refused.text
    assert client.get("/people", headers=PAGE).status_code == 200


@pytest.mark.parametrize("path", ["/people/role", "/people/close", "/people/invite", "/people/link"])
def test_a_member_changes_nobody(site: Site, path: str) -> None:
    client, victim = site.enter(Role.TEACHER), site.make(Role.MEMBER)
    answer = send_form(client, "/account", path, account=victim.id, role="admin")
    assert answer.status_code == 403
    assert site.people.accounts.load(victim.id) == victim


def test_pages_of_accounts_are_not_kept_by_browsers(site: Site) -> None:
    client = site.enter(Role.ADMIN)
    for path in ("/account", "/people", "/account/sign-in"):
        assert client.get(path, headers=PAGE).headers["cache-control"] == "no-store"
