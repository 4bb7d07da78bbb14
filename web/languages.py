"""Which language a visitor gets: the one chosen by the switch, else the browser's."""

from __future__ import annotations

from fastapi import Request

from knowledge_base.text.languages import Language
from web.texts import LANGUAGES

LANGUAGE_COOKIE = "docent_language"


def choose_language(request: Request) -> Language:
    """Return the language of the cookie or, without one, the better liked of the two in `Accept-Language`."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    known = next((language for language in LANGUAGES if language == chosen), None)
    return known or prefer_language(request.headers.get("accept-language", ""))


def prefer_language(accepted: str) -> Language:
    """Read an `Accept-Language` header (https://www.rfc-editor.org/rfc/rfc9110#name-accept-language)."""
    best: Language = "en"
    best_quality = 0.0
    for entry in accepted.split(","):
        tag, _, parameter = entry.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        language = tag.strip().lower().partition("-")[0]
        if quality > best_quality and language in {"en", "zh"}:
            best, best_quality = ("zh" if language == "zh" else "en"), quality
    return best
