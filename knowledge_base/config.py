"""The configuration of a knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from knowledge_base.encoding.calibration import CalibrationFiles
from knowledge_base.encoding.encoders import Encoder
from knowledge_base.media_reader import MediaReader
from knowledge_base.picture_values import PictureEye


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeConfig:
    """Where the knowledge lies and how it is searched.

    Attributes:
        database_url: SQLAlchemy URL.
        index_folder: Folder of the indexes.
        encoder: Name of the encoder that is wanted. Another one that made the embeddings so far serves until every
            passage is embedded again.
        load_encoder: Loads an encoder by its name.
        calibrations: Where the numbers lie that depend on the encoder.
        max_document_bytes: Largest document.
        relevance_threshold: 0 to 1; a passage below it is no answer.
        relative_relevance: 0 to 1; share of the best passage's relevance below which another is left out.
        timeout_seconds: How long a search waits for the encoder.
        owner_timeout_seconds: How long to wait for another process that has the indexes.
        only_reads: Whether the documents are left to the process that owns them; the indexes are then its own copy.
        keeps_questions: Whether questions that found nothing are kept for the admin.
        marks_orders: Whether sentences that seem to speak to a machine are marked; only tests do without.
        media: Recognises scanned pages, pictures and recordings; without it they hold no text.
        eye: Looks at pictures of products; without it none can be added or recognised.
        limits: The only collections that an assistant may answer from, by its name, whatever it is given.
        today: The day that validity is judged by.
    """

    database_url: str
    index_folder: Path
    encoder: str
    load_encoder: Callable[[str], Encoder]
    calibrations: CalibrationFiles = field(default_factory=CalibrationFiles)
    max_document_bytes: int = 50_000_000
    relevance_threshold: float = 0.1  # chosen in docs/decisions/0003-retrieval.md
    relative_relevance: float = 0.5
    timeout_seconds: float = 120.0
    owner_timeout_seconds: float = 30.0
    only_reads: bool = False
    keeps_questions: bool = True
    marks_orders: bool = True
    media: MediaReader | None = None
    eye: PictureEye | None = None
    limits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    today: Callable[[], date] = date.today
