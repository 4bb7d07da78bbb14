"""The pages that are not Gradio's: signing in, accounts, refusals. Templates escape whatever is put into them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.site_head import render_site_head
from web.texts import Texts

TEMPLATES_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES = Environment(
    loader=FileSystemLoader(TEMPLATES_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_plain_page(
    template: str,
    texts: Texts,
    *,
    site: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Render a page.

    Args:
        template: Name of a file in `templates/`.
        texts: In the language of the page; the template calls it `t`.
        site: Whom the page is by.
        status: Of the answer.
        headers: More of the answer.
        values: What the template shows.
    """
    lang = "zh-CN" if texts.language == "zh" else "en"
    head = render_site_head(site, texts, title=site)  # HTML, escaped where it is made
    content = _TEMPLATES.get_template(template).render(t=texts, lang=lang, site=site, head=head, **values)
    return HTMLResponse(content, status_code=status, headers={"Cache-Control": "no-store", **(headers or {})})


def render_refusal(texts: Texts, message: str, *, site: str, status: int) -> HTMLResponse:
    """Render a page that says why something is refused."""
    return render_plain_page("refusal.html", texts, site=site, status=status, message=message)
