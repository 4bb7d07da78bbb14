"""What the admin learns from use: questions that were asked in vain, and which documents answer any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from knowledge_base.passages import DocumentId

Language = Literal["en", "zh"]
Reason = Literal["not_found", "not_supported"]  # no passage is relevant; one is, but supports no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredQuestion:
    """A question that was not answered; nobody's name is on it.

    Attributes:
        id: For dismissing it.
        text: As it was asked first, personal data masked.
        language: Of the question.
        asked_at: When it was asked last, in UTC.
        count: How often it, or nearly the same, was asked.
        best_passage_title: Title of the document that came nearest; None where nothing was ranked.
        best_relevance: How likely it was to answer, 0 to 1.
        reason: Why it was not answered when it was asked last.
    """

    id: int
    text: str
    language: Language
    asked_at: datetime
    count: int
    best_passage_title: str | None
    best_relevance: float
    reason: Reason = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentUse:
    """How often replies cited a document."""

    document_id: DocumentId
    cited_count: int
    last_cited_at: datetime  # in UTC
