"""The page of one's own data: what is kept and how long, a copy of all of it, and its deletion."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from assistant.errors import ConversationBusyError
from assistant.people.errors import PeopleError
from assistant.people.people import People
from assistant.people.tokens import make_token
from assistant.privacy.own_data import OwnData
from assistant.turn.replies.running_replies import RunningReplies
from web.account.desk import AccountDesk
from web.account.forms import Filled
from web.account.who_asks import guest_cookie
from web.languages import choose_language
from web.request_guard import asker_of, principal_of

DATA_PATH = "/my-data"
MEMORY_BYTES = 5_000_000  # of a copy; the rest of it waits on the disk
PIECE_BYTES = 1 << 16


class StillAnsweringError(PeopleError):
    """A reply is still being written."""

    code = "still_answering"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPages:
    """Shows the page and does what its form wants.

    Attributes:
        conversation_days: How long conversations are kept; None until their owner deletes them.
    """

    desk: AccountDesk
    people: People
    own_data: OwnData
    replies: RunningReplies
    conversation_days: int | None

    def show(self, request: Request, *, problem: PeopleError | None = None, done: bool = False) -> Response:
        """Say what is kept."""
        owner = principal_of(request)
        return self.desk.render(
            "my_data.html",
            request,
            problem,
            count=self.desk.conversations.count_conversations(owner),
            days=self.conversation_days,
            is_member=owner.kind == "member",
            done=done,
        )

    def copy(self, request: Request) -> Response:
        """Give a copy of everything."""
        owner = principal_of(request)
        about = {"name": owner.name} if owner.name else {}
        file = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115  # closed when it was sent
        self.own_data.write_copy(owner, file, choose_language(request), **about)
        file.seek(0)

        def pieces() -> object:
            with file:
                while piece := file.read(PIECE_BYTES):
                    yield piece

        headers = {
            "Content-Disposition": 'attachment; filename="docent-my-data.zip"',
            "Cache-Control": "no-store",
        }
        return StreamingResponse(pieces(), media_type="application/zip", headers=headers)  # type: ignore[arg-type]

    def delete(self, request: Request, filled: Filled) -> Response:
        """Delete everything; with the account, where that is wanted, else the browser becomes a new guest."""
        owner = principal_of(request)
        for reply in self.replies.of_principal(owner):
            self.replies.stop(owner, reply.conversation_id)
        try:
            self.own_data.delete(owner)
        except ConversationBusyError as exc:
            msg = "a reply is still being written"
            raise StillAnsweringError(msg) from exc
        if owner.kind == "member" and filled("account") == "yes":
            self.people.accounts.delete(owner.id)
        response = RedirectResponse(f"{DATA_PATH}?done=yes", status_code=303)
        if owner.kind == "guest":
            cookie = guest_cookie(self.people, make_token(), is_secure=asker_of(request).is_secure)
            response.headers.append("set-cookie", cookie)
        return response


def add_data_routes(app: FastAPI, pages: DataPages) -> None:
    """Add the page, the copy and the form."""

    @app.get(DATA_PATH)
    def show_data(request: Request) -> Response:
        return pages.show(request, done=request.query_params.get("done") == "yes")

    @app.get(f"{DATA_PATH}/copy")
    def copy_data(request: Request) -> Response:
        return pages.copy(request)

    @app.post(f"{DATA_PATH}/delete")
    async def delete_data(request: Request) -> Response:
        return await pages.desk.fill(
            request,
            lambda filled: pages.delete(request, filled),
            lambda problem, _filled: pages.show(request, problem=problem),
        )
