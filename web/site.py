"""What a site has beside its pages: the manifest for installing it, its icon, a page for unknown addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from assistant.settings import Settings
from knowledge_base.text.languages import Language
from web.languages import choose_language
from web.plain_page import render_plain_page
from web.site_head import site_name
from web.texts import Texts, load_texts

STATIC_FOLDER = Path(__file__).parent / "static"
COLOUR = "#0f766e"


def add_site(app: FastAPI, settings: Settings) -> None:
    """Add the manifest, the icon, and the page for unknown addresses."""

    @app.get("/manifest.json")
    def manifest(language: Language = "en") -> Response:
        """What a browser that installs the page wants to know (https://www.w3.org/TR/appmanifest/)."""
        described = describe_site(settings, load_texts(language))
        return JSONResponse(described, media_type="application/manifest+json")

    @app.get("/favicon.ico")
    def icon() -> Response:
        return FileResponse(STATIC_FOLDER / "icon.svg", media_type="image/svg+xml")

    say_only_the_kind_of_error(app)

    @app.exception_handler(404)
    async def not_found(request: Request, error: Exception) -> Response:
        """Whoever reads pages gets one; scripts get the reason as before."""
        texts = load_texts(choose_language(request))
        if "text/html" in request.headers.get("accept", ""):
            return render_plain_page("not_found.html", texts, site=site_name(settings), status=404)
        detail = error.detail if isinstance(error, HTTPException) else "Not Found"
        return JSONResponse({"detail": detail}, status_code=404)


def say_only_the_kind_of_error(app: FastAPI) -> None:
    """Let an application answer a value that it can't use without the value, which FastAPI's own answer repeats."""

    @app.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, error: RequestValidationError) -> Response:
        kinds = sorted({str(found["type"]) for found in error.errors()})
        return JSONResponse({"detail": kinds}, status_code=422)


def describe_site(settings: Settings, texts: Texts) -> dict[str, Any]:
    """Describe the site as a manifest does."""
    name = site_name(settings)
    icons = [
        {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": f"/static/icons/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ),
        {
            "src": "/static/icons/icon-maskable-512.png",
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    return {
        "id": "/",
        "name": name,
        "short_name": name,
        "description": texts("page.description"),
        "lang": "zh-CN" if texts.language == "zh" else "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": COLOUR,
        "icons": icons,
    }
