"""The plain routes of product pictures: for the owner of the conversation that shows one, and for the admin."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from assistant.conversation import AttachmentId
from assistant.manager import ConversationManager
from knowledge_base.errors import PictureNotFoundError
from knowledge_base.picture_values import PictureId
from knowledge_base.pictures.product_pictures import ProductPictures
from web.access import ADMIN_PATH
from web.chat.reading_routes import PAGE_HEADERS
from web.request_guard import principal_of


def add_picture_routes(app: FastAPI, manager: ConversationManager, pictures: ProductPictures) -> None:
    """Add the routes; what is under the admin's path stands behind its gate."""

    @app.exception_handler(PictureNotFoundError)
    def gone(_request: Request, error: PictureNotFoundError) -> Response:
        return JSONResponse({"error": error.code}, status_code=404)

    @app.get("/attachments/{attachment_id}/products/{picture_id}")
    def read_card_picture(attachment_id: str, picture_id: int, request: Request) -> Response:
        """The picture of a product that a photo brought up."""
        owner = principal_of(request)
        mime_type, data = manager.read_product_picture(owner, AttachmentId(attachment_id), picture_id)
        return Response(data, media_type=mime_type, headers=PAGE_HEADERS)

    @app.get(f"{ADMIN_PATH}/pictures/{{picture_id}}")
    def read_picture(picture_id: int) -> Response:
        """Any picture."""
        mime_type, data = pictures.read(PictureId(picture_id))
        return Response(data, media_type=mime_type, headers=PAGE_HEADERS)
