"""What the conversation manager needs of the packages below it, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.attempts import Attempt
from assistant.conversation import (
    AttachmentId,
    Citation,
    CitationAnchor,
    FinishReason,
    MessageId,
    StoredFigure,
    StoredMessage,
    Understanding,
)
from assistant.trace import Trace
from knowledge_base.evidence.evidence import CitedPassage, Evidence
from knowledge_base.passages import EVERYTHING, DocumentId, Passage, Retrieval, Scope
from knowledge_base.picture_values import PictureId, ProductPicture
from model.chat.capabilities import Capability
from model.chat.messages import ChatMessage, Delta, GenerationSettings
from model.chat.model_profile import ModelProfile


class ChatModel(Protocol):
    """A model that answers in a stream; safe to use from several threads."""

    @property
    def name(self) -> str:
        """Names the model and its weights."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do besides answering text with text."""

    @property
    def profile(self) -> ModelProfile:
        """How it is best used."""

    @property
    def context_tokens(self) -> int:
        """Prompt and reply of one conversation together, in tokens."""

    def count_tokens(self, messages: Sequence[ChatMessage]) -> int:
        """Return how many tokens these messages take in a prompt."""

    def stream(
        self, messages: Sequence[ChatMessage], settings: GenerationSettings, *, conversation_key: str
    ) -> Iterator[Delta]:
        """Answer; closing the iterator cancels. Prompts of one key share their kept prefix.

        The last piece is a `GenerationFinished`; ContextLengthError where the prompt does not fit, GenerationError
        where the model fails.
        """

    def choose(self, messages: Sequence[ChatMessage], options: Sequence[str]) -> tuple[float, ...]:
        """Return how likely each of some different texts is as the answer; they sum to 1. Needs `CHOICE`."""

    def warm(self, messages: Sequence[ChatMessage]) -> None:
        """Read a prompt ahead, so that a later one that begins with it is answered sooner."""

    def close(self) -> None:
        """Give back what the model holds."""


class SentenceEmbedder(Protocol):
    """The knowledge base as classifiers of sentences see it."""

    def embed_sentences(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Embed sentences by the second encoder: unit vectors, shape `(n, 512)`."""


class Retriever(SentenceEmbedder, Protocol):
    """The knowledge base as the manager sees it."""

    def retrieve(self, query: str, *, k: int, scope: Scope = EVERYTHING) -> Retrieval:
        """Find the `k` passages that answer a query best."""

    def scope_of(self, assistant: str) -> Scope:
        """Return which collections an assistant answers from."""

    def may_use(self, document_id: DocumentId, scope: Scope) -> bool:
        """Tell whether an answer may come from a document today: it is there, not replaced, valid, in the scope."""

    def list_passages(
        self, document_id: DocumentId, *, offset: int = 0, limit: int = 50
    ) -> tuple[Passage, ...]:
        """Return a document's passages in order; DocumentNotFoundError where it is gone."""

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Compare texts by meaning: similarities, shape `(len(queries), len(texts))`, on one scale for all encoders."""

    def compare_pieces(
        self, query: str, pieces: Sequence[tuple[Passage, Sequence[str]]]
    ) -> npt.NDArray[np.float32]:
        """Compare a question with pieces of passages in four ways, shape `(pieces of all, 4)`."""


class EvidenceSource(Protocol):
    """The knowledge base as citations need it."""

    def read_name(self, document_id: DocumentId) -> str:
        """Return a document's file name; DocumentNotFoundError where it is gone."""

    def open_evidence(self, cited: CitedPassage) -> Evidence:
        """Find a cited passage in its document; DocumentNotFoundError or PassageNotFoundError where it is gone."""

    def render_evidence(self, cited: CitedPassage) -> bytes:
        """Draw its page as WebP; also PageImageError and PageImageBusyError."""


class PictureReader(Protocol):
    """The product pictures of the knowledge base."""

    def read(self, picture_id: PictureId) -> tuple[str, bytes]:
        """Return a picture's MIME type and bytes; PictureNotFoundError where it is gone."""

    def keep_existing(self, picture_ids: Sequence[PictureId]) -> frozenset[PictureId]:
        """Return those that are there."""

    def of_document(self, document_id: DocumentId) -> tuple[ProductPicture, ...]:
        """List the pictures of a document that serves; none where it is gone."""


class ReplyHistory(Protocol):
    """Where a reply is saved."""

    def save_reply(
        self,
        question_id: MessageId,
        *,
        text: str,
        finish_reason: FinishReason,
        citations: tuple[Citation, ...],
        anchors: tuple[CitationAnchor, ...],
        understandings: Mapping[AttachmentId, Understanding],
        figures: tuple[StoredFigure, ...] = (),
        trace: Trace | None = None,
        attempt: Attempt | None = None,
    ) -> StoredMessage:
        """Save the reply to a question, in place of the reply that it had, and the attempt that it judges."""


class CheckedMedia(Protocol):
    """A file that can be used, ready to be kept."""

    @property
    def kind(self) -> str:
        """`image` or `audio`."""

    @property
    def mime_type(self) -> str:
        """What the bytes are, by their content."""

    @property
    def data(self) -> bytes:
        """The bytes to keep, without camera data."""


class MediaChecker(Protocol):
    """Tells photos and voice clips from everything else."""

    def check(self, data: bytes) -> CheckedMedia:
        """Identify the bytes and refuse with a `MediaError` what can't be used."""
