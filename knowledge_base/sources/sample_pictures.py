"""Pictures of the sample shop's products, so that a newcomer can photograph one from another screen and try it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path

from knowledge_base.errors import KnowledgeBaseError, PictureDuplicateError
from knowledge_base.passages import DocumentSummary
from knowledge_base.picture_values import make_picture_details
from knowledge_base.pictures.product_pictures import ProductPictures

logger = logging.getLogger(__name__)
FOLDER = Path(__file__).parent / "sample_pictures"
MANIFEST = FOLDER / "pictures.json"


def add_sample_pictures(pictures: ProductPictures, documents: Iterable[DocumentSummary]) -> int:
    """Attach the sample pictures to the sample documents that are there; returns how many were added."""
    if not pictures.can_look:
        return 0
    samples = {document.name: document.id for document in documents if document.is_sample}
    added = 0
    for entry in json.loads(MANIFEST.read_text(encoding="utf-8")):
        document_id = samples.get(entry["document"])
        if document_id is None:
            continue
        details = make_picture_details(
            product=entry["product"], caption=entry["caption"], barcodes=entry["barcodes"]
        )
        try:
            pictures.add(document_id, (FOLDER / entry["file"]).read_bytes(), details)
            added += 1
        except PictureDuplicateError:
            continue
        except KnowledgeBaseError:  # the documents are of use without it
            logger.exception("a sample picture could not be added")
    return added
