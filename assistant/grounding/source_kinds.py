"""What the documents behind citations are made of: a presentation has slides and no pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from assistant.conversation import Citation, Conversation, SourceKind, StoredMessage
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import DocumentId
from knowledge_base.reading.loaders.formats import FORMATS_BY_SUFFIX, DocumentFormat

_KINDS = {
    DocumentFormat.PPTX: SourceKind.SLIDE,
    DocumentFormat.XLSX: SourceKind.SHEET,
    DocumentFormat.PICTURE: SourceKind.PICTURE,
    DocumentFormat.RECORDING: SourceKind.RECORDING,
}

ReadName = Callable[[DocumentId], str]


def with_source_kinds(conversation: Conversation, read_name: ReadName) -> Conversation:
    """Say of every citation what it is from; of a document that is gone, pages are assumed."""
    known: dict[str, SourceKind] = {}

    def tell(citation: Citation) -> Citation:
        if not citation.document_id:
            return citation
        if citation.document_id not in known:
            known[citation.document_id] = find_source_kind(citation.document_id, read_name)
        return replace(citation, source_kind=known[citation.document_id])

    def tell_all(message: StoredMessage) -> StoredMessage:
        if not message.citations:
            return message
        return replace(message, citations=tuple(map(tell, message.citations)))

    return replace(conversation, messages=tuple(map(tell_all, conversation.messages)))


def find_source_kind(document_id: str, read_name: ReadName) -> SourceKind:
    """Tell what a document is made of, by its name."""
    try:
        suffix = PurePath(read_name(DocumentId(document_id))).suffix.lower()
    except KnowledgeBaseError:
        return SourceKind.PAGE
    return _KINDS.get(FORMATS_BY_SUFFIX.get(suffix, DocumentFormat.PDF), SourceKind.PAGE)
