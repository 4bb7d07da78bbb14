"""The web server: Gradio's pages and a few plain routes, behind the guards."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Protocol, TypedDict
from urllib.parse import urlencode

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from assistant.history.ownership import ConversationOwnership
from assistant.manager import ConversationManager
from assistant.people.people import People
from assistant.settings import Settings
from assistant.turn.running_replies import RunningReplies
from assistant.turn.suggestions import Suggestions
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.reading.loaders.formats import FORMATS_BY_SUFFIX
from web.access import ADMIN_PATH, AccessGate
from web.account.desk import AccountDesk
from web.account.routes import add_routes_of_accounts
from web.account.who_asks import WhoAsks
from web.admin.admin_page import build_admin_page
from web.admin.admin_routes import add_admin_routes
from web.admin.admin_words import ADMIN_WORDS
from web.admin.picture_routes import add_picture_routes
from web.chat.chat_page import build_chat_page
from web.chat.draft_understanding import add_draft_routes
from web.chat.reading_routes import add_reading_routes
from web.chat.speech_routes import Spoken, add_speech_routes
from web.languages import choose_language
from web.page_head import PageHead
from web.request_guard import RequestGuard, allowed_hosts
from web.texts import LANGUAGES, Texts, load_texts
from web.theme import make_theme

STATIC_FOLDER = Path(__file__).parent / "static"
# after docent.js, which hands them the settings of the page
SCRIPTS = ("uploads", "typing", "connection", "announce", "draft", "speech", "products", "admin")
SCRIPT_WORDS = {
    "ok": "chat.ok",
    "cancel": "chat.cancel",
    "close": "chat.close",
    "cited": "chat.cited",
    "page_image": "chat.page_image",
    "page_loading": "chat.page_loading",
    "page_failed": "chat.page_failed",
    "page_zoom": "chat.page_zoom",
    "citation_gone": "chat.citation_gone",
    "citation_loading": "chat.citation_loading",
    "picture_gone": "figure.product_gone",
    "citation_failed": "chat.citation_failed",
    "copy": "chat.copy",
    "copied": "chat.copied",
    "delete": "chat.delete",
    "delete_ask": "chat.delete_ask",
    "rename_ask": "chat.rename_ask",
    "listen": "speech.listen",
    "stop_listening": "speech.stop",
    "voice_loading": "speech.loading",
    "voice_speaking": "speech.speaking",
    "voice_failed": "speech.failed",
    "voice_blocked": "speech.blocked",
    "voice_play": "speech.play",
    "voice_mode": "speech.mode",
    "voice_never": "speech.never",
    "voice_asked": "speech.asked",
    "voice_always": "speech.always",
    "files_taken": "chat.files_taken",
    "connection_lost": "chat.connection_lost",
    "writing": "chat.stage_writing",
    "log": "chat.log",
    "list": "chat.list",
    "stop": "chat.stop",
    "send": "chat.send",
    "attach": "chat.attach",
    "record": "chat.record",
    "input": "chat.input",
    "you": "chat.you",
    "draft_group": "draft.group",
    "draft_read": "draft.read",
    "draft_reading": "draft.reading",
    "draft_nothing": "draft.nothing",
    "draft_write": "draft.write",
    "draft_saved": "draft.saved",
    "draft_failed": "draft.failed",
    "draft_unread": "draft.unread",
    "assistant": "chat.assistant",
}


class Health(Protocol):
    """Says what is ready."""

    def problems(self) -> dict[str, str]:
        """Return the parts that are not ready, each with the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the pages work with."""

    settings: Settings
    manager: ConversationManager
    replies: RunningReplies
    knowledge: KnowledgeBase
    health: Health
    spoken: Spoken
    people: People
    ownership: ConversationOwnership


def build_server(served: Served) -> FastAPI:
    """Compose the application."""
    app = FastAPI(title="Docent", docs_url=None, redoc_url=None, openapi_url=None)
    _add_health(app, served)
    add_reading_routes(app, served.manager)
    add_draft_routes(app, served.manager, max_bytes=served.settings.max_upload_bytes)
    add_speech_routes(app, served.spoken)
    add_picture_routes(app, served.manager, served.knowledge.pictures)
    add_admin_routes(app, served.knowledge)
    _add_entrances(app)
    add_routes_of_accounts(
        app,
        AccountDesk(
            people=served.people,
            conversations=served.ownership,
            trusted_proxies=served.settings.trusted_proxies,
            session_seconds=served.settings.session_days * 24 * 3600,
        ),
    )
    app.get("/favicon.ico")(lambda: FileResponse(STATIC_FOLDER / "icon.svg", media_type="image/svg+xml"))
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    heads: dict[str, str] = {}
    for language in LANGUAGES:
        heads |= _mount_pages(app, served, load_texts(language))
    app.add_middleware(PageHead, heads=heads)
    app.add_middleware(AccessGate, routes=app.router.routes)
    settings = served.settings
    app.add_middleware(
        RequestGuard,
        hosts=allowed_hosts(settings.host, settings.allowed_hosts),
        who_asks=WhoAsks(
            people=served.people,
            trusted_proxies=settings.trusted_proxies,
            knows_guest=lambda guest: bool(served.ownership.count_conversations(guest)),
        ),
    )
    return app


def _mount_pages(app: FastAPI, served: Served, texts: Texts) -> dict[str, str]:
    """Add the pages of a language; returns the head of each, by its path."""
    settings = served.settings
    chat = build_chat_page(
        served.manager,
        served.replies,
        Suggestions(served.knowledge),
        texts,
        default_persona=settings.default_persona,
        max_question_characters=settings.max_question_characters,
    )
    admin = build_admin_page(served.knowledge, texts)
    pages = (
        (chat, f"/{texts.language}", _describe_media(settings, texts), ("docent.css",)),
        (
            admin,
            f"{ADMIN_PATH}/{texts.language}",
            _describe_documents(settings, texts),
            ("docent.css", "admin.css"),
        ),
    )
    for blocks, path, uploads, styles in pages:
        gr.mount_gradio_app(
            app,
            blocks,
            path=path,
            theme=make_theme(),
            css_paths=[STATIC_FOLDER / style for style in styles],
            max_file_size=uploads["max_bytes"],
            blocked_paths=[str(path) for path in _private_paths(settings)],
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            show_error=False,
            ssr_mode=False,
        )
    return {f"{path}/": _render_head(texts, uploads) for _, path, uploads, _ in pages}


def _private_paths(settings: Settings) -> list[Path]:
    """Name what Gradio must never serve; its own uploads lie beside them."""
    folder = settings.data_folder
    databases = (
        folder / f"{name}.sqlite3{end}" for name in ("history", "knowledge") for end in ("", "-wal", "-shm")
    )
    return [folder / "attachments", folder / "index", folder / "weights", *databases]


class Uploads(TypedDict):
    """Which files a page takes, for its script: what is refused is said before it travels."""

    max_bytes: int
    accepted: str  # regular expression over type and name
    too_large: str
    wrong_type: str


def _describe_media(settings: Settings, texts: Texts) -> Uploads:
    return {
        "max_bytes": settings.max_upload_bytes,
        "accepted": r"^(image|audio)/|^video/(webm|mp4)|\.(heic|heif|hif|avif|jxl)$",
        "too_large": texts.words["error.attachment_too_large"],
        "wrong_type": texts.words["error.media_type"],
    }


def _describe_documents(settings: Settings, texts: Texts) -> Uploads:
    suffixes = "|".join(suffix.removeprefix(".") for suffix in FORMATS_BY_SUFFIX)
    return {
        "max_bytes": settings.max_document_bytes,
        "accepted": rf"\.({suffixes})$",
        "too_large": texts.words["error.attachment_too_large"],
        "wrong_type": texts.words["error.document_type"],
    }


def _render_head(texts: Texts, uploads: Uploads) -> str:
    settings = {
        "uploads": uploads,
        "language": texts.language,
        "locale": "zh-CN" if texts.language == "zh" else "en",
        "words": {name: texts(key) for name, key in (SCRIPT_WORDS | ADMIN_WORDS).items()},
    }
    data = escape(json.dumps(settings, ensure_ascii=False))
    return (
        '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/static/citation.css">'
        '<link rel="stylesheet" href="/static/figures.css">'
        '<link rel="stylesheet" href="/static/voice.css">'
        '<script src="/static/citation.js"></script>'
        '<link rel="stylesheet" href="/static/draft.css">'
        '<link rel="stylesheet" href="/static/speech.css">'
        '<link rel="stylesheet" href="/static/products.css">'
        f'<script src="/static/docent.js" data-settings="{data}"></script>'
        + "".join(f'<script src="/static/{name}.js"></script>' for name in SCRIPTS)
    )


def _add_health(app: FastAPI, served: Served) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        """Everything that an answer needs is loaded."""
        problems = served.health.problems()
        status = "starting" if problems else "ready"
        return JSONResponse({"status": status, **problems}, status_code=503 if problems else 200)


def _add_entrances(app: FastAPI) -> None:
    """Send `/` and `/admin` to the page in the visitor's language."""

    def entrance(prefix: str) -> Callable[[Request], Awaitable[Response]]:
        async def enter(request: Request) -> Response:
            query = f"?{urlencode(request.query_params)}" if request.query_params else ""
            headers = {"Vary": "Accept-Language, Cookie"}
            return RedirectResponse(f"{prefix}/{choose_language(request)}/{query}", 307, headers)

        return enter

    app.get("/")(entrance(""))
    app.get(ADMIN_PATH)(entrance(ADMIN_PATH))
