"""The route that reads an answer aloud, one sentence a request. For its owner alone.

A page asks for sentence 0, 1, 2 … and plays them; while it plays one it asks for the next. It is told

- 200: a WAV file,
- 202: the sentence is not written yet; ask again,
- 204: nothing follows,
- 404: no such reply, or another owner's,
- 422: this sentence could not be spoken; the next one may be,
- 503: too many listeners at once; ask later.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Protocol
from weakref import WeakValueDictionary

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from assistant.conversation import ConversationId
from assistant.errors import SpeechBusyError, SpeechError
from assistant.people.principal import Principal
from assistant.turn.replies.spoken_answer import BEING_WRITTEN, SpokenReply, SpokenSentence
from knowledge_base.text.languages import Language
from web.request_guard import principal_of

WAIT_SECONDS = 15.0  # for a sentence that is being written
LOOK_SECONDS = 0.2  # as long as the next sentence is looked for: it costs ten milliseconds
MAX_WAITING = 32  # requests that wait for a voice, of all owners
VOICE_THREADS = 2
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Spoken(Protocol):
    """Reads replies aloud."""

    def reply(
        self, owner: Principal, conversation_id: ConversationId, message_id: str, language: Language
    ) -> SpokenReply:
        """Return what can be spoken of a reply."""

    def speak(self, sentence: SpokenSentence) -> bytes:
        """Speak a sentence; returns a WAV file."""

    def prepare(self, language: Language) -> None:
        """Load the voice of a language."""


class _Turns:
    """One sentence at a time for each owner, and not too many listeners in all."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Principal, asyncio.Lock] = WeakValueDictionary()
        self._waiting = 0

    @asynccontextmanager
    async def take(self, owner: Principal) -> AsyncIterator[None]:
        """Wait for the owner's turn.

        Raises:
            SpeechBusyError: Too many are waiting.
        """
        if self._waiting >= MAX_WAITING:
            msg = f"{MAX_WAITING} sentences are waiting to be spoken"
            raise SpeechBusyError(msg)
        lock = self._locks.get(owner)
        if lock is None:
            lock = self._locks[owner] = asyncio.Lock()
        self._waiting += 1
        try:
            async with lock:
                yield
        finally:
            self._waiting -= 1


def add_speech_routes(app: FastAPI, spoken: Spoken) -> None:
    """Add the route and what it answers where something is wrong."""
    voices = ThreadPoolExecutor(VOICE_THREADS, thread_name_prefix="voice")
    turns = _Turns()

    @app.exception_handler(SpeechError)
    def unspoken(_request: Request, error: SpeechError) -> Response:
        return JSONResponse({"error": error.code}, status_code=422)

    @app.exception_handler(SpeechBusyError)
    def busy(_request: Request, error: SpeechBusyError) -> Response:
        return JSONResponse({"error": error.code}, status_code=503, headers={"Retry-After": "5"})

    @app.get("/speech/{conversation_id}/{message_id}/{number}")
    async def speak(
        conversation_id: str, message_id: str, number: int, request: Request, language: Language = "en"
    ) -> Response:
        """Return a sentence of a reply as sound."""
        owner, loop = principal_of(request), asyncio.get_running_loop()
        wanted = ConversationId(conversation_id)

        def read() -> SpokenReply:
            return spoken.reply(owner, wanted, message_id, language)

        reply = await asyncio.to_thread(read)
        if message_id == BEING_WRITTEN and number == 0 and not reply.sentences:
            loop.run_in_executor(
                voices, spoken.prepare, language
            )  # the voice loads while the reply is written
        until = time.monotonic() + WAIT_SECONDS
        while number >= len(reply.sentences) and not reply.is_finished:
            if time.monotonic() > until or await request.is_disconnected():
                return Response(status_code=202, headers={**HEADERS, "Retry-After": "1"})
            await asyncio.sleep(LOOK_SECONDS)
            reply = await asyncio.to_thread(read)
        if not 0 <= number < len(reply.sentences):
            return Response(status_code=204, headers=HEADERS)
        async with turns.take(owner):
            if await request.is_disconnected():  # stopped meanwhile: nobody listens
                return Response(status_code=204, headers=HEADERS)
            sound = await loop.run_in_executor(voices, spoken.speak, reply.sentences[number])
        return Response(sound, media_type="audio/wav", headers=HEADERS)
