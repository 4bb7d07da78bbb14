from __future__ import annotations

import re

import pytest

from assistant.conversation import ConversationId, Turn
from assistant.people.principal import Principal, Role
from tests.web.account.conftest import Site
from tests.web.visitors import PAGE, PASSWORD, become_guest, read_token, send_form, sign_in
from web.account.cookies import FIRST_GUEST, GUEST, SESSION
from web.account.who_asks import guest_of


def write_as(site: Site, guest: Principal, number: int) -> None:
    cid = ConversationId(f"{guest.id[:30]}{number}")
    site.history.add_question(guest, cid, Turn(text="Hello?"), new_assistant="tutor")


def test_one_signs_in_and_out(site: Site) -> None:
    client, account = site.visit(), site.make(Role.TEACHER)
    assert client.get("/account").status_code == 401
    answer = sign_in(client, account.name)
    assert answer.headers["location"] == "/"
    me = client.get("/api/me").json()
    assert (me["kind"], me["name"], me["roles"]) == ("member", account.name, ["teacher"])
    assert "manage_people" not in me["may"]
    kept = client.cookies[SESSION]
    left = send_form(client, "/account", "/account/sign-out")
    assert left.headers["location"] == "/"
    assert client.get("/api/me").json()["kind"] == "guest"
    client.cookies.set(SESSION, kept)  # the cookie alone is worth nothing any more
    assert client.get("/api/me").json()["kind"] == "guest"


def test_a_wrong_password_and_a_wrong_name_are_answered_alike(site: Site) -> None:
    client, account = site.visit(), site.make(Role.MEMBER)
    for name, password in ((account.name, "wrong"), ("nobody at all", PASSWORD)):
        answer = send_form(client, "/account/sign-in", "/account/sign-in", name=name, password=password)
        assert answer.status_code == 401
        assert "Name and password don&#39;t fit each other." in answer.text
        assert PASSWORD not in answer.text


def test_guessing_is_stopped_with_how_long_it_takes(site: Site) -> None:
    client, account = site.visit(), site.make(Role.MEMBER)
    for _ in range(5):
        send_form(client, "/account/sign-in", "/account/sign-in", name=account.name, password="wrong")
    locked = send_form(client, "/account/sign-in", "/account/sign-in", name=account.name, password=PASSWORD)
    assert locked.status_code == 429
    assert 50 <= int(locked.headers["retry-after"]) <= 60
    assert "seconds" in locked.text
    sign_in(site.visit(), account.name)  # from elsewhere it goes


def test_behind_a_trusted_proxy_guesses_are_counted_by_the_address_that_it_names(other_site: Site) -> None:
    site = other_site

    def guess(proxy: str, forwarded: str, password: str = "wrong") -> int:  # noqa: S107
        client = site.visit(address=proxy)
        client.headers["x-forwarded-for"] = forwarded
        fields = {"name": "admin", "password": password}
        return send_form(client, "/account/sign-in", "/account/sign-in", **fields).status_code

    for number in range(5):  # what stands before the last address was written by the visitor
        guess("10.9.0.1", f"1.2.3.{number}, 8.8.8.8, 10.9.0.2")
    assert guess("10.9.0.1", "8.8.8.8", PASSWORD) == 429
    assert guess("10.9.0.1", "9.9.9.9", PASSWORD) == 303
    for number in range(5):  # whose word is not taken is counted itself
        guess("10.9.0.7", f"1.2.3.{number}")
    assert guess("10.9.0.7", "1.2.3.9", PASSWORD) == 429
    for number in range(5):  # one network of IPv6 is one who guesses
        guess("10.9.0.1", f"2001:db8::{number}")
    assert guess("10.9.0.1", "2001:db8::77", PASSWORD) == 429


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/admin", "/admin"),
        ("/en/?c=1", "/en/?c=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("", "/"),
    ],
)
def test_one_comes_back_to_a_page_of_this_site_alone(site: Site, asked: str, reached: str) -> None:
    fields = {"name": "admin", "password": PASSWORD, "next": asked}
    answer = send_form(site.visit(), "/account/sign-in", "/account/sign-in", **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, reached)


def test_signing_in_begins_a_new_session_so_that_nobody_can_prepare_one(site: Site) -> None:
    client, account = site.visit(), site.make(Role.MEMBER)
    sign_in(client, account.name)
    first = client.cookies[SESSION]
    sign_in(client, account.name)
    assert client.cookies[SESSION] != first
    assert site.people.sessions.find(first) is None
    planted = site.visit()
    planted.cookies.set(SESSION, "x" * 43)
    assert planted.get("/api/me").json()["kind"] == "guest"


def test_a_form_of_another_browser_or_without_its_token_is_refused(site: Site) -> None:
    client, other = site.visit(), site.visit()
    foreign = read_token(other.get("/account/sign-in", headers=PAGE))
    client.get("/account/sign-in", headers=PAGE)
    for token in ("", foreign, "x"):
        data = {"token": token, "name": "admin", "password": PASSWORD}
        answer = client.post("/account/sign-in", data=data)
        assert answer.status_code == 403
        assert "Load it again" in answer.text
        assert SESSION not in client.cookies
    signed_in = site.enter(Role.MEMBER)
    old = read_token(signed_in.get("/account", headers=PAGE))
    sign_in(signed_in, "admin")
    assert signed_in.post("/account/name", data={"token": old, "name": "Eve"}).status_code == 403
    huge = {"token": read_token(signed_in.get("/account", headers=PAGE)), "name": "x" * 30_000}
    assert signed_in.post("/account/name", data=huge).status_code == 403


def test_cookies_are_bound_to_the_host_under_https(site: Site) -> None:
    client = site.visit(url="https://127.0.0.1:7860")
    cookies = client.get("/account/sign-in", headers=PAGE).headers.get_list("set-cookie")
    answer = sign_in(client)
    cookies += answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert re.match(r"__Host-docent_(guest|session)=", cookie)
        assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert client.get("/api/me").json()["name"] == "admin"
    plain = site.visit(url="https://127.0.0.1:7860")
    plain.cookies.set(SESSION, client.cookies[f"__Host-{SESSION}"])  # a name that another host could set
    assert plain.get("/api/me").json()["kind"] == "guest"


def test_a_trusted_proxy_says_that_it_was_https_and_nobody_else(other_site: Site) -> None:
    site = other_site
    for address, name in (("10.9.0.1", f"__Host-{GUEST}"), ("10.9.0.7", GUEST)):
        client = site.visit(address=address)
        page = client.get("/account/sign-in", headers={**PAGE, "x-forwarded-proto": "https"})
        assert page.headers["set-cookie"].startswith(f"{name}=")


def test_a_guests_cookie_that_was_not_signed_here_is_none(site: Site) -> None:
    client = site.visit()
    become_guest(client, site.people, "g" * 43)
    write_as(site, guest_of("g" * 43), 0)
    assert site.ownership.count_conversations(guest_of("g" * 43)) == 1
    assert "set-cookie" not in client.get("/en/", headers=PAGE).headers
    client.cookies.set(GUEST, client.cookies[GUEST].replace("ggg", "hhh", 1))
    assert GUEST in client.get("/en/", headers=PAGE).headers["set-cookie"]


def test_a_guest_of_a_version_that_did_not_sign_keeps_the_conversations(site: Site) -> None:
    client, token = site.visit(), "old" * 15
    write_as(site, guest_of(token), 0)
    client.cookies.set(FIRST_GUEST, token)
    assert client.get("/en/", headers=PAGE).headers["set-cookie"].startswith(f"{GUEST}={token}.")
    unknown = site.visit()
    unknown.cookies.set(FIRST_GUEST, "new" * 15)
    assert "newnew" not in unknown.get("/en/", headers=PAGE).headers["set-cookie"]


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_guest_who_signs_in_is_asked_about_the_conversations(site: Site, answer: str) -> None:
    client, account, token = site.visit(), site.make(Role.MEMBER), f"{answer}123456789" * 5
    become_guest(client, site.people, token)
    guest = guest_of(token)
    for number in range(2):
        write_as(site, guest, number)
    asked = sign_in(client, account.name).headers["location"]
    assert asked == "/account/conversations?next=/"
    assert "2 conversations" in client.get(asked, headers=PAGE).text
    done = send_form(client, asked, "/account/conversations", keep=answer, next="/en/")
    assert done.headers["location"] == "/en/"
    mine = site.history.list_conversations(account.principal)
    theirs = site.history.list_conversations(guest)
    assert (len(mine), len(theirs)) == ((2, 0) if answer == "yes" else (0, 2))
    is_new_guest = any(cookie.startswith(f"{GUEST}=") for cookie in done.headers.get_list("set-cookie"))
    assert is_new_guest is (answer == "yes")


def test_a_link_sets_a_password_once(site: Site) -> None:
    people, account = site.people, site.make(Role.ADMIN, "Grace Hopper")
    path = people.link_url(people.links.make_for(account.id)).removeprefix(people.public_url)
    client = site.visit()
    page = client.get(path, headers=PAGE)
    assert "Welcome, Grace Hopper." in page.text
    assert client.get(path, headers=PAGE).status_code == 200  # looking does not use it
    weak = send_form(client, path, path, password="Grace")
    assert weak.status_code == 400
    assert "at least 10 characters" in weak.text
    assert send_form(client, path, path, password=PASSWORD).status_code == 303
    assert "manage_people" in client.get("/api/me").json()["may"]
    used = site.visit().get(path, headers={**PAGE, "accept-language": "zh"})
    assert used.status_code == 400
    assert "已使用过或已过期" in used.text


def test_one_signs_up_where_it_is_open(other_site: Site, site: Site) -> None:
    assert site.visit().get("/account/sign-up", headers=PAGE).status_code == 403
    assert "/account/sign-up" not in site.visit().get("/account/sign-in", headers=PAGE).text
    client = other_site.visit()
    assert "/account/sign-up" in client.get("/account/sign-in", headers=PAGE).text
    taken = send_form(client, "/account/sign-up", "/account/sign-up", name="ADMIN", password=PASSWORD)
    assert (taken.status_code, "ADMIN” is taken" in taken.text) == (400, True)
    done = send_form(client, "/account/sign-up", "/account/sign-up", name="小明", password=PASSWORD)
    assert done.status_code == 303
    assert client.get("/api/me").json()["roles"] == ["member"]


def test_what_somebody_is_called_is_never_markup(site: Site) -> None:
    client, name = site.visit(), '<img src=x onerror="alert(1)">'
    site.make(Role.MEMBER, name)
    sign_in(client, name)
    page = client.get("/account", headers=PAGE).text
    assert "<img" not in page
    assert "&lt;img" in page
    echoed = send_form(site.visit(), "/account/sign-in", "/account/sign-in", name=name, password="x").text
    assert "<img" not in echoed
