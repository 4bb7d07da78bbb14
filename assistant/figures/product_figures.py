"""The pictures of products that a reply is about: found from the documents that it cites, never from a model's words.

Those that the question names are shown, else those that the cited words name, else those of a document that is about
one product. Where a question wants nothing but a picture, and the documents do not say what the product looks like, the
picture is the answer: a model would make up the words.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import uuid4

from assistant.conversation import Citation, Conversation, FigureId, StoredFigure, StoredMessage
from assistant.figures.look_request import describes_looks, find_subject, is_named
from assistant.media.product_matching import label_share, name_words
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import DocumentId, Passage, Scope
from knowledge_base.picture_values import PictureId, ProductPicture
from knowledge_base.text.languages import holds_chinese

logger = logging.getLogger(__name__)
PRODUCT_FIGURE = "product"  # of `StoredFigure.specification`
MAX_PICTURES = 3
NAMED_SHARE = 0.5  # of a name's letters in a question, from where it is meant
_OTHER_MODEL_BEFORE = re.compile(r"[A-Za-z0-9]\s?$")
_OTHER_MODEL_BEHIND = re.compile(
    r"\s?[A-Z0-9]|[a-z]"
)  # "LumiCam Pro" is no LumiCam, a "LumiCam camera" is one


class PictureShelf(Protocol):
    """The product pictures of the knowledge base."""

    def findable(self, scope: Scope) -> tuple[ProductPicture, ...]:
        """List the pictures whose documents may be used today in a scope."""


class DocumentPictures(Protocol):
    """The product pictures of single documents."""

    def of_document(self, document_id: DocumentId) -> tuple[ProductPicture, ...]:
        """List the pictures of a document; none where it is gone."""


class Scopes(Protocol):
    """Says which collections an assistant answers from."""

    def scope_of(self, assistant: str) -> Scope:
        """Return the collections of an assistant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a reply, or what could become one, rests on.

    Attributes:
        document_id: The document.
        document_title: What it is called.
        words: Its headings with the words that count.
    """

    document_id: str
    document_title: str
    words: str

    @staticmethod
    def of_citation(citation: Citation) -> Source:
        """Take a citation: what counts is its quote."""
        return Source(
            document_id=citation.document_id or "",
            document_title=citation.document_title,
            words=" ".join((*citation.heading_path, citation.quote or citation.text)),
        )

    @staticmethod
    def of_passage(passage: Passage) -> Source:
        """Take a passage that was found."""
        return Source(
            document_id=passage.document_id,
            document_title=passage.document_title,
            words=" ".join((*passage.heading_path, passage.text)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFigures:
    """Finds the pictures of products.

    Attributes:
        pictures: Those that admins have added.
        scopes: Which of them an assistant is given.
    """

    pictures: PictureShelf
    scopes: Scopes

    def find(
        self, sources: Sequence[Source], question: str, assistant: str, *, must_be_named: bool = False
    ) -> tuple[ProductPicture, ...]:
        """Find the pictures of the products that sources are about.

        Without a picture an answer is an answer still, so a failure is logged and nothing is shown.

        Args:
            sources: Best first.
            question: Understandable alone.
            assistant: Whose collections may be used.
            must_be_named: Whether the question has to name the product.

        Returns:
            At most `MAX_PICTURES`; of several products one each.
        """
        try:
            findable = self.pictures.findable(self.scopes.scope_of(assistant)) if sources else ()
        except KnowledgeBaseError:
            logger.exception("the pictures of products could not be looked for")
            return ()
        candidates = _of_documents(findable, sources) or _of_translations(findable, sources)
        chosen = _named_in_question(candidates, question) or _meant_by_subject(candidates, sources, question)
        if not chosen and not must_be_named:
            chosen = _named_in_sources(candidates, sources) or _of_whole_documents(candidates)
        return _one_each(chosen)

    def find_answer(
        self, sources: Sequence[Source], question: str, assistant: str
    ) -> tuple[ProductPicture, ...]:
        """Find the pictures that are a whole answer: the question asks for no more, and no source can say more.

        Args:
            sources: What was found for the question, best first.
            question: Understandable alone.
            assistant: Whose collections may be used.
        """
        found = self.find(sources, question, assistant, must_be_named=True)
        names = " ".join(_name(picture, sources) for picture in found)
        is_described = any(
            describes_looks(source.words)
            for source in sources
            for picture in found
            if _is_of(picture, source)
        )
        return found if is_named(find_subject(question), names) and not is_described else ()


def to_stored_figure(picture: ProductPicture) -> StoredFigure:
    """Return a picture as a figure of a reply: its id and what is said of it, not its bytes."""
    specification = {
        "figure": PRODUCT_FIGURE,
        "picture": picture.id,
        "product": picture.product,
        "caption": picture.caption,
    }
    return StoredFigure(id=FigureId(uuid4().hex), specification=specification)


def picture_of(figure: StoredFigure) -> PictureId | None:
    """Return the picture of a product that a figure shows; None where it shows something else."""
    if figure.specification.get("figure") != PRODUCT_FIGURE:
        return None
    return PictureId(int(figure.specification["picture"]))


def find_cited_product(citation: Citation, shelf: DocumentPictures) -> ProductPicture | None:
    """Return the picture of the product that a citation is about; None where its document has none of it."""
    pictures = shelf.of_document(DocumentId(citation.document_id or ""))
    found = _named_in_sources(pictures, [Source.of_citation(citation)]) or _of_whole_documents(pictures)
    return next(iter(found), None)


def with_gone_pictures(
    conversation: Conversation, keep_existing: Callable[[Sequence[PictureId]], frozenset[PictureId]]
) -> Conversation:
    """Say of every product's picture whether it has been removed since."""
    shown = [picture_of(figure) for message in conversation.messages for figure in message.figures]
    wanted = [picture_id for picture_id in shown if picture_id is not None]
    if not wanted:
        return conversation
    there = keep_existing(wanted)

    def tell(figure: StoredFigure) -> StoredFigure:
        picture_id = picture_of(figure)
        return replace(figure, is_gone=picture_id is not None and picture_id not in there)

    def tell_all(message: StoredMessage) -> StoredMessage:
        return replace(message, figures=tuple(map(tell, message.figures)))

    return replace(conversation, messages=tuple(map(tell_all, conversation.messages)))


def _of_documents(pictures: Sequence[ProductPicture], sources: Sequence[Source]) -> list[ProductPicture]:
    """Return the pictures of the sources' documents, in the order of the sources."""
    places: dict[str, int] = {}
    for place, source in enumerate(sources):
        places.setdefault(source.document_id, place)
    own = [picture for picture in pictures if picture.document_id in places]
    return sorted(own, key=lambda picture: (places[picture.document_id], picture.id))


def _of_translations(pictures: Sequence[ProductPicture], sources: Sequence[Source]) -> list[ProductPicture]:
    """Return the pictures of products that a document of the other language carries in its title."""
    return [picture for picture in pictures if any(_is_translation(picture, source) for source in sources)]


def _is_translation(picture: ProductPicture, source: Source) -> bool:
    title = source.document_title
    return holds_chinese(title) != holds_chinese(picture.document_title) and _carries(title, picture.product)


def _is_of(picture: ProductPicture, source: Source) -> bool:
    return picture.document_id == source.document_id or _is_translation(picture, source)


def _carries(title: str, product: str) -> bool:
    start = title.casefold().find(product.casefold())
    if start < 0 or len(title) != len(title.casefold()):
        return False
    before, behind = title[:start], title[start + len(product) :]
    return not (_OTHER_MODEL_BEFORE.search(before) or _OTHER_MODEL_BEHIND.match(behind))


def _named_in_question(pictures: Sequence[ProductPicture], question: str) -> list[ProductPicture]:
    """Return those that a question names: by their whole name, or else by most of it."""
    words = name_words(question)
    shares = {picture.product: label_share(picture.product, words) for picture in pictures}
    enough = 1.0 if 1.0 in shares.values() else NAMED_SHARE
    found = {product: _shared(product, words) for product, share in shares.items() if share >= enough}
    # "the blue kettle" has a word in common with the red one, too, but not as many
    best = {p for p, own in found.items() if not any(own < other for other in found.values())}
    return [picture for picture in pictures if picture.product in best]


def _meant_by_subject(
    pictures: Sequence[ProductPicture], sources: Sequence[Source], question: str
) -> list[ProductPicture]:
    """Return those whose names, titles and captions together hold all that a question is about: “the earbuds”."""
    subject = find_subject(question)
    return [picture for picture in pictures if is_named(subject, _name(picture, sources))]


def _name(picture: ProductPicture, sources: Sequence[Source]) -> str:
    titles = (source.document_title for source in sources if _is_of(picture, source))
    return " ".join((picture.product, picture.caption, picture.document_title, *dict.fromkeys(titles)))


def _shared(product: str, words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in name_words(product) if label_share(word, words) == 1.0)


def _named_in_sources(pictures: Sequence[ProductPicture], sources: Sequence[Source]) -> list[ProductPicture]:
    words = name_words(" ".join(source.words for source in sources))
    return [picture for picture in pictures if label_share(picture.product, words) == 1.0]


def _of_whole_documents(pictures: Sequence[ProductPicture]) -> list[ProductPicture]:
    """Return those that show what their document is about: it has one product, or its title names it."""
    products: dict[str, set[str]] = {}
    for picture in pictures:
        products.setdefault(picture.document_id, set()).add(picture.product.casefold())
    return [
        picture
        for picture in pictures
        if len(products[picture.document_id]) == 1
        or label_share(picture.product, name_words(picture.document_title)) == 1.0
    ]


def _one_each(pictures: Sequence[ProductPicture]) -> tuple[ProductPicture, ...]:
    by_product: dict[str, list[ProductPicture]] = {}
    for picture in pictures:
        by_product.setdefault(picture.product.casefold(), []).append(picture)
    if len(by_product) == 1:
        return tuple(pictures[:MAX_PICTURES])
    return tuple(own[0] for own in by_product.values())[:MAX_PICTURES]
