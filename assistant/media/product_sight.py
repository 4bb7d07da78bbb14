"""What a customer's photo shows: products of the shop, and everyday things where none is recognised."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.conversation import ProductCard, SeenThing
from assistant.media.product_matching import ProductMatcher
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import Scope
from knowledge_base.text.languages import Language
from model.errors import ModelError

logger = logging.getLogger(__name__)


class Label(Protocol):
    """An everyday thing."""

    @property
    def english(self) -> str:
        """Its English name."""

    @property
    def chinese(self) -> str:
        """Its Chinese name."""


class PhotoLook(Protocol):
    """What a photo looks like."""

    @property
    def embedding(self) -> npt.NDArray[np.float32]:
        """Unit length, shape `(dimension,)`."""

    @property
    def labels(self) -> Sequence[Label]:
        """What it shows, likeliest first."""


class PhotoEncoder(Protocol):
    """Looks at photos."""

    def look(self, data: bytes) -> PhotoLook:
        """Embed a photo and name what it shows."""


class Scopes(Protocol):
    """Says which collections an assistant answers from."""

    def scope_of(self, assistant: str) -> Scope:
        """Return the collections of an assistant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSight:
    """Looks at photos and compares them with the products of the assistant that is asked."""

    encoder: PhotoEncoder
    matcher: ProductMatcher
    scopes: Scopes

    def see(
        self,
        data: bytes,
        *,
        text: str,
        barcodes: Sequence[str],
        question: str,
        assistant: str,
        language: Language,
    ) -> tuple[tuple[ProductCard, ...], tuple[SeenThing, ...]]:
        """Return the products and things that a photo may show.

        A question can be answered without this, so a failure is logged and nothing is shown.
        """
        try:
            look = self.encoder.look(data)
            products = self.matcher.match(
                look.embedding,
                text=text,
                barcodes=barcodes,
                scope=self.scopes.scope_of(assistant),
                question=question,
                language=language,
            )
        except (ModelError, KnowledgeBaseError):
            logger.exception("a photo could not be compared with the products")
            return (), ()
        return products, tuple(SeenThing(english=s.english, chinese=s.chinese) for s in look.labels)
