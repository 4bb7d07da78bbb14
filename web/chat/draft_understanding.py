"""The routes behind the field that shows what an attachment says before it is sent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from assistant.errors import AssistantError, AttachmentTooLargeError, DraftsBusyError, NotFoundError
from assistant.history.attachments import check_size, clean_name
from assistant.manager import ConversationManager
from assistant.media.draft_understanding import Draft
from knowledge_base.text.languages import Language
from web.chat.photo_findings import describe_findings
from web.request_guard import principal_of
from web.texts import Texts, load_texts

_STATUS: dict[type[AssistantError], int] = {
    AttachmentTooLargeError: 413,
    DraftsBusyError: 429,
    NotFoundError: 404,
}


def add_draft_routes(app: FastAPI, manager: ConversationManager, *, max_bytes: int) -> None:
    """Add the routes: read a file, and correct what was read of it. Both are for their owner alone."""

    @app.post("/drafts")
    async def read_draft(request: Request, name: str = "", language: Language = "en") -> Response:
        """Read a photo or voice clip, which is the body of the request."""
        texts = load_texts(language)
        try:
            data = await _read_body(request, name, max_bytes)
            draft = await run_in_threadpool(manager.read_draft, principal_of(request), data, name=name)
        except AssistantError as error:
            return _refuse(error, texts)
        return JSONResponse(_describe(draft, texts))

    @app.put("/drafts/{draft_id}")
    def correct_draft(
        draft_id: str,
        request: Request,
        text: Annotated[str, Body(embed=True)],
        language: Language = "en",
    ) -> Response:
        """Put the user's words in place of what was recognised."""
        texts = load_texts(language)
        try:
            draft = manager.correct_draft(principal_of(request), draft_id, text)
        except AssistantError as error:
            return _refuse(error, texts)
        return JSONResponse(_describe(draft, texts))


async def _read_body(request: Request, name: str, max_bytes: int) -> bytes:
    data = bytearray()
    async for piece in request.stream():
        data += piece
        check_size(clean_name(name), len(data), max_bytes)
    return bytes(data)


def _describe(draft: Draft, texts: Texts) -> dict[str, Any]:
    known = draft.understanding
    return {
        "id": draft.id,
        "text": known.text,
        "values": describe_findings(known, texts),
    }


def _refuse(error: AssistantError, texts: Texts) -> Response:
    # a file that can't be used is an answer like another: the page says so, and nothing has failed
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 200)
    message = texts.error(error.code, error.params)
    return JSONResponse({"error": error.code, "message": message}, status_code=status)
