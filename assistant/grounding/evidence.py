"""What is shown when someone opens a citation: the original as far as it is still there, else the copy."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation import Citation
from assistant.errors import NotFoundError
from assistant.protocols import EvidenceSource
from knowledge_base.errors import DocumentNotFoundError, PassageNotFoundError
from knowledge_base.evidence.evidence import CitedPassage, Evidence
from knowledge_base.passages import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCitation:
    """A citation with what stands behind it.

    Attributes:
        citation: The passage as it was cited.
        evidence: Where it stands in its document; None where that can't be told.
        is_gone: Whether the document was deleted, or says something else now.
    """

    citation: Citation
    evidence: Evidence | None
    is_gone: bool


def open_citation(citation: Citation, source: EvidenceSource) -> OpenedCitation:
    """Look a citation up in its document."""
    cited = _to_cited(citation)
    if cited is None:
        return OpenedCitation(citation=citation, evidence=None, is_gone=False)
    try:
        evidence = source.open_evidence(cited)
    except (DocumentNotFoundError, PassageNotFoundError):
        return OpenedCitation(citation=citation, evidence=None, is_gone=True)
    return OpenedCitation(citation=citation, evidence=evidence, is_gone=False)


def draw_citation(citation: Citation, source: EvidenceSource) -> bytes:
    """Draw the page that a citation is from, as WebP.

    Raises:
        NotFoundError: The document is gone or says something else now, or it was never known.
        PageImageError: The document has no pages, or this one can't be drawn.
        PageImageBusyError: Too many pages are being drawn.
    """
    cited = _to_cited(citation)
    if cited is None:
        msg = f"the document of citation {citation.id!r} is not known"
        raise NotFoundError(msg)
    try:
        return source.render_evidence(cited)
    except (DocumentNotFoundError, PassageNotFoundError) as exc:
        msg = f"the document of citation {citation.id!r} is gone"
        raise NotFoundError(msg) from exc


def _to_cited(citation: Citation) -> CitedPassage | None:
    if not citation.document_id or citation.passage_ordinal is None:
        return None
    return CitedPassage(
        document_id=DocumentId(citation.document_id),
        ordinal=citation.passage_ordinal,
        text=citation.text,
        quote=citation.quote,
    )
