"""The web server: Gradio's pages and a few plain routes, behind the guards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import Mount

from assistant.history.ownership import ConversationOwnership
from assistant.manager import ConversationManager
from assistant.people.people import People
from assistant.privacy.own_data import OwnData
from assistant.settings import Settings
from assistant.turn.replies.running_replies import RunningReplies
from assistant.turn.suggestions import Suggestions
from knowledge_base.knowledge import KnowledgeBase
from web.access import ADMIN_PATH, AccessGate
from web.account.data_routes import DataPages, add_data_routes
from web.account.desk import AccountDesk
from web.account.routes import add_routes_of_accounts
from web.account.who_asks import WhoAsks
from web.admin.admin_page import build_admin_page
from web.admin.admin_routes import add_admin_routes
from web.admin.picture_routes import add_picture_routes
from web.chat.chat_page import Services, build_chat_page
from web.chat.draft_understanding import add_draft_routes
from web.chat.reading_routes import add_reading_routes
from web.chat.speech_routes import Spoken, add_speech_routes
from web.chat.waiting_questions import WaitingQuestions
from web.gradio_logs import log_tracebacks_of_gradio
from web.guards.audited_events import AuditedEvents
from web.guards.gradio_door import GradioDoor
from web.guards.quota_door import QuotaDoor
from web.guards.quota_limits import make_quotas
from web.guards.quotas import Quotas
from web.guards.uploads import Uploads
from web.head_content import describe_documents, describe_media, page_title, render_head
from web.languages import choose_language
from web.page_head import PageHead
from web.request_guard import RequestGuard, allowed_hosts
from web.site import STATIC_FOLDER, add_site, say_only_the_kind_of_error
from web.site_head import site_name
from web.texts import LANGUAGES, Texts, load_texts
from web.theme import make_theme


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
    own_data: OwnData
    waiting: WaitingQuestions = field(default_factory=WaitingQuestions)


def build_server(served: Served) -> FastAPI:
    """Compose the application."""
    log_tracebacks_of_gradio()
    app = FastAPI(title="Docent", docs_url=None, redoc_url=None, openapi_url=None)
    _add_health(app, served)
    add_reading_routes(app, served.manager)
    add_draft_routes(app, served.manager, max_bytes=served.settings.max_upload_bytes)
    add_speech_routes(app, served.spoken)
    add_picture_routes(app, served.manager, served.knowledge.pictures)
    add_admin_routes(app, served.knowledge)
    _add_entrances(app)
    _add_accounts(app, served)
    add_site(app, served.settings)
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    kept = Uploads(served.settings.data_folder / "uploads")
    kept.empty_folder()
    quotas = make_quotas(served.settings)
    pages: dict[str, _MountedPage] = {}
    for language in LANGUAGES:
        pages |= _mount_pages(app, served, load_texts(language), kept, quotas)
    app.add_middleware(
        PageHead,
        heads={path: page.head for path, page in pages.items()},
        trusted_proxies=served.settings.trusted_proxies,
    )
    admin_pages = {
        path.removesuffix("/"): page.blocks for path, page in pages.items() if path.startswith(ADMIN_PATH)
    }
    app.add_middleware(
        GradioDoor,
        mounts=[path.removesuffix("/") for path in pages],
        uploads=kept,
        on_event=AuditedEvents(served.people.audit, admin_pages),
        has_stream=lambda mount, session: (
            session in pages[f"{mount}/"].blocks._queue.pending_messages_per_session
        ),
    )
    app.add_middleware(QuotaDoor, quotas=quotas, trusted_proxies=served.settings.trusted_proxies)
    app.add_middleware(AccessGate, routes=app.router.routes, site=site_name(served.settings))
    settings = served.settings
    app.add_middleware(
        RequestGuard,
        hosts=allowed_hosts(settings.host, settings.allowed_hosts),
        trusted_proxies=settings.trusted_proxies,
        who_asks=WhoAsks(
            people=served.people,
            trusted_proxies=settings.trusted_proxies,
            knows_guest=lambda guest: bool(served.ownership.count_conversations(guest)),
        ),
    )
    return app


def _add_accounts(app: FastAPI, served: Served) -> None:
    desk = AccountDesk(
        people=served.people,
        conversations=served.ownership,
        trusted_proxies=served.settings.trusted_proxies,
        session_seconds=served.settings.session_days * 24 * 3600,
        site=site_name(served.settings),
    )
    add_routes_of_accounts(app, desk)
    add_data_routes(
        app,
        DataPages(
            desk=desk,
            people=served.people,
            own_data=served.own_data,
            replies=served.replies,
            conversation_days=served.settings.conversation_days,
        ),
    )


class _MountedPage(NamedTuple):
    head: str
    blocks: gr.Blocks


def _mount_pages(
    app: FastAPI, served: Served, texts: Texts, kept: Uploads, quotas: Quotas
) -> dict[str, _MountedPage]:
    """Add the pages of a language; returns them by their paths."""
    settings = served.settings
    services = Services(
        manager=served.manager,
        replies=served.replies,
        suggestions=Suggestions(served.knowledge),
        profiles=served.manager.profiles,
        waiting=served.waiting,
        uploads=kept,
        quotas=quotas,
    )
    chat = build_chat_page(
        services,
        texts,
        site=site_name(settings),
        max_question_characters=settings.max_question_characters,
    )
    admin = build_admin_page(served.knowledge, served.manager.profiles, texts, kept)
    pages = (
        (chat, f"/{texts.language}", describe_media(settings, texts), ("docent.css",)),
        (
            admin,
            f"{ADMIN_PATH}/{texts.language}",
            describe_documents(settings, texts),
            ("docent.css", "admin.css"),
        ),
    )
    chat.title = page_title(settings, texts)
    admin.title = page_title(settings, texts, is_admin=True)
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
        for route in app.routes:
            if isinstance(route, Mount) and route.path == path and isinstance(route.app, FastAPI):
                say_only_the_kind_of_error(route.app)
        # a second wall behind `GradioDoor`: from now on Gradio itself takes only files of its own folder
        blocks.has_launched = True
    return {
        f"{path}/": _MountedPage(render_head(settings, texts, uploads, title=str(blocks.title)), blocks)
        for blocks, path, uploads, _ in pages
    }


def _private_paths(settings: Settings) -> list[Path]:
    """Name what Gradio must never serve; its own uploads lie beside them."""
    folder = settings.data_folder
    databases = (
        folder / f"{name}.sqlite3{end}" for name in ("history", "knowledge") for end in ("", "-wal", "-shm")
    )
    return [folder / "attachments", folder / "index", folder / "weights", *databases]


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
