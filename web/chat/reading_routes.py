"""The plain routes that read a conversation: photos, citations with their pages, the export. For its owner alone."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from assistant.conversation import AttachmentId, CitationId, ConversationId, FigureId
from assistant.errors import AssistantError, NotFoundError
from assistant.manager import ConversationManager
from knowledge_base.errors import PageImageBusyError, PageImageError
from knowledge_base.text.languages import Language
from model.errors import FigureError
from web.chat.chat_view import name_place
from web.request_guard import principal_of
from web.texts import load_texts

# What users and documents bring is shown, never run, and never embedded by another site.
MEDIA_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
}
# a drawing styles itself
FIGURE_HEADERS = {
    **MEDIA_HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
PAGE_HEADERS = {**MEDIA_HEADERS, "Cache-Control": "private, max-age=300"}  # its document may be deleted


def add_reading_routes(app: FastAPI, manager: ConversationManager) -> None:
    """Add the routes and what they answer where something is wrong."""
    _add_errors(app)
    _add_citations(app, manager)

    @app.get("/attachments/{attachment_id}")
    def read_attachment(attachment_id: str, request: Request) -> Response:
        """A photo or voice clip."""
        attachment, path = manager.read_attachment(principal_of(request), AttachmentId(attachment_id))
        return FileResponse(path, media_type=attachment.mime_type, headers=MEDIA_HEADERS)

    @app.get("/figures/{figure_id}")
    def draw_figure(figure_id: str, request: Request) -> Response:
        """A picture of a reply."""
        picture, media_type = manager.draw_figure(principal_of(request), FigureId(figure_id))
        return Response(picture, media_type=media_type, headers=FIGURE_HEADERS)

    @app.get("/conversations/{conversation_id}.md")
    def export(conversation_id: str, request: Request, language: Language = "en") -> Response:
        """A conversation as Markdown."""
        owner, wanted = principal_of(request), ConversationId(conversation_id)
        title = manager.load_conversation(owner, wanted).title
        content = manager.export_markdown(owner, wanted, language)
        disposition = f"attachment; filename=\"conversation.md\"; filename*=UTF-8''{quote(title, safe='')}.md"
        return Response(
            content, media_type="text/markdown; charset=utf-8", headers={"Content-Disposition": disposition}
        )


def _add_citations(app: FastAPI, manager: ConversationManager) -> None:
    @app.get("/citations/{citation_id}")
    def read_citation(citation_id: str, request: Request, language: Language = "en") -> dict[str, object]:
        """A cited passage between its neighbours."""
        opened = manager.open_citation(principal_of(request), CitationId(citation_id))
        citation, evidence = opened.citation, opened.evidence
        section = evidence.section if evidence else None
        picture = manager.find_cited_product(citation)
        return {
            "title": citation.document_title,
            "place": name_place(citation, load_texts(language)),
            "text": citation.text,
            "quotes": citation.quote.splitlines(),
            "before": section.before if section else (),
            "after": section.after if section else (),
            "page": section.page if section else citation.page,
            "has_page_image": evidence is not None and evidence.has_page_image,
            "is_gone": opened.is_gone,
        } | ({"picture": {"product": picture.product, "caption": picture.caption}} if picture else {})

    @app.get("/citations/{citation_id}/page.webp")
    def draw_page(citation_id: str, request: Request) -> Response:
        """The page that a passage is from, the cited words marked."""
        image = manager.draw_citation(principal_of(request), CitationId(citation_id))
        return Response(image, media_type="image/webp", headers=PAGE_HEADERS)

    @app.get("/citations/{citation_id}/product")
    def read_product(citation_id: str, request: Request) -> Response:
        """The picture of the product that a passage is about."""
        mime_type, data = manager.read_cited_product(principal_of(request), CitationId(citation_id))
        return Response(data, media_type=mime_type, headers=PAGE_HEADERS)


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(NotFoundError)
    def not_found(_request: Request, _error: NotFoundError) -> Response:
        return JSONResponse({"error": "not_found"}, status_code=404)

    @app.exception_handler(AssistantError)
    def refused(_request: Request, error: AssistantError) -> Response:
        return JSONResponse({"error": error.code}, status_code=503)

    @app.exception_handler(FigureError)
    def no_figure(_request: Request, error: FigureError) -> Response:
        return JSONResponse({"error": error.code}, status_code=422)

    @app.exception_handler(PageImageError)
    def no_page(_request: Request, error: PageImageError) -> Response:
        return JSONResponse({"error": error.code}, status_code=422)

    @app.exception_handler(PageImageBusyError)
    def busy(_request: Request, error: PageImageBusyError) -> Response:
        return JSONResponse({"error": error.code}, status_code=503, headers={"Retry-After": "5"})
