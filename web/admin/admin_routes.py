"""What the admin page asks for beside Gradio: a document's passages. The gate stands before it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId
from knowledge_base.text.languages import Language
from web.access import ADMIN_PATH
from web.admin.admin_view import name_place
from web.texts import load_texts

PASSAGES_AT_ONCE = 50


def add_admin_routes(app: FastAPI, knowledge: KnowledgeBase) -> None:
    """Serve the passages of documents under the path that the gate guards."""

    @app.get(f"{ADMIN_PATH}/documents/{{document_id}}/passages")
    def list_passages(
        document_id: str, language: Language = "en", offset: Annotated[int, Query(ge=0, le=10**6)] = 0
    ) -> JSONResponse:
        """Return some of a document's passages in order, and whether there are more."""
        texts = load_texts(language)
        try:
            found = knowledge.list_passages(
                DocumentId(document_id), offset=offset, limit=PASSAGES_AT_ONCE + 1
            )
        except KnowledgeBaseError as exc:
            return JSONResponse({"problem": texts.error(exc.code, exc.params)}, status_code=404)
        shown: list[dict[str, Any]] = [
            {"ordinal": passage.ordinal, "place": name_place(passage, texts), "text": passage.text}
            for passage in found[:PASSAGES_AT_ONCE]
        ]
        title = found[0].document_title if found else ""
        return JSONResponse(
            {"title": title, "passages": shown, "has_more": len(found) > PASSAGES_AT_ONCE},
            headers={"Cache-Control": "no-store"},
        )
