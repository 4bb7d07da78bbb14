"""Forms: read up to a limit, and taken only from a page of ours that was made for this browser."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import Request

from assistant.people.errors import PeopleError
from assistant.people.people import People
from web.request_guard import asker_of

FORM_PURPOSE = "form"
TOKEN_FIELD = "token"  # noqa: S105  # its name
MAX_BYTES = 20_000
MAX_FIELDS = 40
FORM_TYPE = "application/x-www-form-urlencoded"


class FormRefusedError(PeopleError):
    """A form that is too large, is none, or comes from a page that was made for another browser or session."""

    code = "form_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What somebody filled in."""

    fields: dict[str, list[str]]

    def __call__(self, name: str) -> str:
        """Return a field; empty where it was left out."""
        return self.fields.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """Return all values of a field."""
        return self.fields.get(name, [])


def form_token(people: People, request: Request) -> str:
    """Return what a form on a page for this request must hold."""
    return people.signer.sign(FORM_PURPOSE, asker_of(request).seed)


async def read_form(people: People, request: Request) -> Filled:
    """Read a form.

    Raises:
        FormRefusedError: It is too large, is none, or its token is not this browser's.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            msg = f"a form has at most {MAX_BYTES} bytes"
            raise FormRefusedError(msg)
    try:
        text = bytes(body).decode("ascii") if kind == FORM_TYPE else ""
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as exc:
        msg = "this is no form"
        raise FormRefusedError(msg) from exc
    filled = Filled(fields=fields)
    seed = asker_of(request).seed
    if not seed or not people.signer.is_right(FORM_PURPOSE, seed, filled(TOKEN_FIELD)):
        msg = "the form comes from a page of another browser or session"
        raise FormRefusedError(msg)
    return filled


def safe_next(path: str) -> str:
    """Return where somebody goes after signing in: a path of this site, whatever was asked for."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_local and "\\" not in path and len(path) <= 500 else "/"
