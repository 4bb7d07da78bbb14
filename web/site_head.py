"""What every page of a site has in its head, and whose site it is."""

from __future__ import annotations

from html import escape

from assistant.settings import Settings
from web.texts import Texts


def site_name(settings: Settings) -> str:
    """Return whom the pages are by: the organisation where one is named, else Docent."""
    return settings.organisation or "Docent"


ORIGIN = "{origin}"
"""Stands in a head where the scheme and the host of the request are put: previews take no other addresses."""


def render_site_head(name: str, texts: Texts, *, title: str, has_image: bool = False) -> str:
    """Render what every page of a site has in its head: the theme, the icons, and what a link to it shows.

    Args:
        name: Whom the site is by.
        texts: In the language of the page.
        title: Of the page.
        has_image: Whether a link to it shows a picture; `ORIGIN` must be replaced then.
    """
    previewed = {
        "og:type": "website",
        "og:site_name": name,
        "og:title": title,
        "og:description": texts("page.description"),
        **({"og:image": f"{ORIGIN}/static/icons/icon-512.png"} if has_image else {}),
        "twitter:card": "summary",
    }
    return (
        '<script src="/static/theme.js"></script>'
        f'<meta name="description" content="{escape(texts("page.description"))}">'
        f'<meta name="apple-mobile-web-app-title" content="{escape(name)}">'
        + "".join(f'<meta property="{key}" content="{escape(value)}">' for key, value in previewed.items())
        + f'<link rel="manifest" href="/manifest.json?language={texts.language}">'
        '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
        '<link rel="apple-touch-icon" href="/static/icons/icon-180.png">'
        '<meta name="theme-color" content="#fafaf9" media="(prefers-color-scheme: light)">'
        '<meta name="theme-color" content="#0c0a09" media="(prefers-color-scheme: dark)">'
    )
