"""The cookies that say who asks. Under https their names bind them to this host, so that no other can set them."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

SESSION = "docent_session"
GUEST = "docent_guest"
JOURNEY = "docent_journey"  # while somebody is at the identity provider
FIRST_GUEST = "docent_owner"  # of versions that did not sign it
GUEST_SECONDS = 365 * 24 * 3600
JOURNEY_SECONDS = 600


def cookie_name(name: str, *, is_secure: bool) -> str:
    """Return a cookie's name (https://www.rfc-editor.org/rfc/rfc6265#section-4.1, and `__Host-` of its successor)."""
    return f"__Host-{name}" if is_secure else name


def read_cookie(headers: Headers, name: str) -> str:
    """Return a cookie's value; empty where there is none."""
    try:
        cookie = SimpleCookie("; ".join(headers.getlist("cookie"))).get(name)
    except CookieError:
        return ""
    return cookie.value if cookie is not None else ""


def make_cookie(name: str, value: str, *, is_secure: bool, seconds: int) -> str:
    """Return the header that sets a cookie; with 0 seconds it is deleted. No script can read it."""
    secure = "; Secure" if is_secure else ""
    return (
        f"{cookie_name(name, is_secure=is_secure)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
        f"{secure}"
    )
