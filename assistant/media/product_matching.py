"""Which product a customer's photo shows: what it looks like, what its label says and its barcodes, taken together.

A barcode that is a product's is certain. Otherwise the cosine of the best picture, how far it is ahead of the next
product, and how much of the product's name stands on the label give a probability; the numbers were fitted on
photographs that no picture was made from (docs/products.md). Below the threshold nothing is shown: a wrong product is
worse than none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from assistant.conversation import PassageCopy, ProductCard
from knowledge_base.passages import Passage, Retrieval, Scope
from knowledge_base.picture_values import PictureMatch, ProductPicture
from knowledge_base.text.languages import Language, holds_chinese

FloatArray = npt.NDArray[np.float32]
SHOWN = 3
SHOWN_PROBABILITY = 0.5
SURE = 0.75  # from here on the product's name joins the search without a question
COMPARED_PICTURES = 12
EXCERPT_CHARACTERS = 220
MIN_WORD = 2  # characters of a word that can name a product
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchWeights:
    """A logistic model of how likely a product is the one in the photo; fitted as docs/products.md says.

    Attributes:
        bias: Log odds of a photo with nothing in common.
        similarity: Per unit of the best picture's cosine.
        lead: Per unit of cosine ahead of the best other product; negative leads count, too.
        label: Per share of the name on the label ahead of the next product's, -1 to 1.
    """

    bias: float = -3.62
    similarity: float = 5.99
    lead: float = 13.62
    label: float = 6.0  # set by hand: a whole name is enough, half of one is a hint

    def probability(self, *, similarity: float, lead: float, label: float) -> float:
        """Return how likely it is, 0 to 1."""
        odds = self.bias + self.similarity * similarity + self.lead * lead + self.label * label
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))


class _About(NamedTuple):
    question: str
    language: Language


class PictureSource(Protocol):
    """The product pictures of the knowledge base."""

    def findable(self, scope: Scope) -> tuple[ProductPicture, ...]:
        """List the pictures whose documents may be used today in a scope."""

    def search(self, embedding: FloatArray, *, k: int, scope: Scope) -> tuple[PictureMatch, ...]:
        """Find the `k` pictures that look most like a photo."""

    def with_barcode(self, barcode: str, scope: Scope) -> tuple[ProductPicture, ...]:
        """Find the pictures of products that carry a barcode."""


class PassageSource(Protocol):
    """The search of the knowledge base."""

    def retrieve(self, query: str, *, k: int, scope: Scope) -> Retrieval:
        """Find the passages that answer a query best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMatcher:
    """Recognises products.

    Attributes:
        pictures: What products look like.
        passages: Where a card's passage comes from.
        weights: How much each sign counts.
    """

    pictures: PictureSource
    passages: PassageSource
    weights: MatchWeights = MatchWeights()

    def match(
        self,
        embedding: FloatArray,
        *,
        text: str,
        barcodes: Sequence[str],
        scope: Scope,
        question: str = "",
        language: Language = "en",
    ) -> tuple[ProductCard, ...]:
        """Return the products that a photo may show, likeliest first; none where that is unsure.

        Args:
            embedding: Of the photo, unit length, shape `(dimension,)`.
            text: What was read in it.
            barcodes: What its barcodes hold.
            scope: Whose documents may be used.
            question: What is asked beside the photo: a card's passage shall answer it.
            language: In which the passages of a card are preferred.

        Raises:
            KnowledgeBaseError: The search failed.
        """
        findable = self.pictures.findable(scope)
        if not findable:
            return ()
        certain = [p for code in barcodes for p in self.pictures.with_barcode(code, scope)]
        certain = certain or self._named_by_passages(barcodes, findable, scope)
        found = self.pictures.search(embedding, k=COMPARED_PICTURES, scope=scope)
        scored = self._score(found, findable, text)
        scored |= {_key(picture): (1.0, picture) for picture in certain}
        likely = sorted(
            (pair for pair in scored.values() if pair[0] >= SHOWN_PROBABILITY),
            key=lambda pair: (-pair[0], pair[1].product),
        )
        if certain:
            likely = [pair for pair in likely if pair[0] == 1.0]
        # it is one of them at most: several that are likely alone are not sure together
        total = max(1.0, sum(probability for probability, _ in likely))
        return tuple(
            self._to_card(
                picture, probability, scope, _About(question, language), is_sure=probability / total >= SURE
            )
            for probability, picture in likely[:SHOWN]
        )

    def _score(
        self, found: Sequence[PictureMatch], findable: Sequence[ProductPicture], text: str
    ) -> dict[str, tuple[float, ProductPicture]]:
        best: dict[str, PictureMatch] = {}
        for match in found:  # best first
            best.setdefault(_key(match.picture), match)
        words = name_words(text)
        shares = {_key(p): label_share(p.product, words) for p in findable}
        scored: dict[str, tuple[float, ProductPicture]] = {}
        for picture in findable:
            key = _key(picture)
            if key in scored or (key not in best and not shares[key]):
                continue
            similarity = best[key].similarity if key in best else 0.0
            others = [m.similarity for other, m in best.items() if other != key]
            probability = self.weights.probability(
                similarity=similarity,
                lead=similarity - max(others, default=_FAR),
                label=shares[key] - max((v for k, v in shares.items() if k != key), default=0.0),
            )
            scored[key] = (probability, best[key].picture if key in best else picture)
        return scored

    def _named_by_passages(
        self, barcodes: Sequence[str], findable: Sequence[ProductPicture], scope: Scope
    ) -> list[ProductPicture]:
        """Return the pictures of a document of which a passage holds one of the barcodes."""
        named: list[ProductPicture] = []
        for code in barcodes:
            if len(code) < 8:  # a short number stands in many passages
                continue
            found = self.passages.retrieve(code, k=SHOWN, scope=scope)
            holders = {s.passage.document_id for s in found.candidates if code in s.passage.text}
            named += [picture for picture in findable if picture.document_id in holders]
        return named

    def _to_card(
        self, picture: ProductPicture, probability: float, scope: Scope, about: _About, *, is_sure: bool
    ) -> ProductCard:
        query = f"{about.question} {picture.product}".strip()
        found = self.passages.retrieve(query, k=SHOWN, scope=scope)
        own = [s.passage for s in found.candidates if _is_about(s.passage, picture)]
        wants_chinese = about.language == "zh"
        own.sort(key=lambda passage: holds_chinese(passage.text) != wants_chinese)  # else in their order
        return ProductCard(
            picture_id=picture.id,
            product=picture.product,
            caption=picture.caption,
            document_id=picture.document_id,
            probability=1.0 if probability == 1.0 else min(0.999, round(probability, 3)),
            is_sure=is_sure,
            passage=_copy(own[0]) if own else None,
        )


_FAR = 0.45  # stands in for the next product where a shop has one only: what two like drawings reach


def label_share(product: str, words: frozenset[str]) -> float:
    """Return how much of a product's name stands among the words of a label, 0 to 1.

    One letter that was read wrongly in a long word does no harm; a part of less than half says nothing.
    """
    wanted = name_words(product)
    if not wanted or not words:
        return 0.0
    weights: Mapping[str, int] = {word: len(word) for word in wanted}
    found = sum(weight for word, weight in weights.items() if _stands_in(word, words))
    share = found / sum(weights.values())
    return share if share >= 0.5 else 0.0


def _stands_in(word: str, words: frozenset[str]) -> bool:
    if word in words:
        return True
    if len(word) < 6:
        return word.isascii() is False and any(word in other for other in words)
    joined = "".join(sorted(words, key=len))
    return word in joined or any(_differs_by_one(word, other) for other in words)


def _differs_by_one(word: str, other: str) -> bool:
    return len(word) == len(other) and sum(a != b for a, b in zip(word, other, strict=True)) == 1


def name_words(text: str) -> frozenset[str]:
    """Return the words of a text that can name a product."""
    return frozenset(word for word in _WORD.findall(text.lower()) if len(word) >= MIN_WORD or word.isdigit())


def _is_about(passage: Passage, picture: ProductPicture) -> bool:
    """Tell whether a passage is of a product's document, or of another that carries its name: a translation."""
    return passage.document_id == picture.document_id or _key(picture) in passage.document_title.casefold()


def _key(picture: ProductPicture) -> str:
    return picture.product.casefold()


def _copy(passage: Passage) -> PassageCopy:
    text = passage.text
    return PassageCopy(
        document_title=passage.document_title,
        heading_path=passage.heading_path,
        page=passage.page,
        text=text,
        excerpt=_excerpt(text),
        passage_ordinal=passage.ordinal,
        document_id=passage.document_id,
    )


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= EXCERPT_CHARACTERS:
        return line
    cut = line[:EXCERPT_CHARACTERS]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > EXCERPT_CHARACTERS // 2 else cut) + " …"
