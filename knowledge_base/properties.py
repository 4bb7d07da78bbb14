"""What an admin says of a document, checked: collection, tags, and the days on which it is valid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge_base.errors import CollectionNameError, DocumentPropertiesError
from knowledge_base.passages import DEFAULT_COLLECTION, DocumentProperties

COLLECTION_CHARACTERS = 60
TAG_CHARACTERS = 40
MAX_TAGS = 20


def make_properties(
    *,
    collection: str = DEFAULT_COLLECTION,
    tags: Sequence[str] = (),
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> DocumentProperties:
    """Check and tidy a document's properties.

    Raises:
        CollectionNameError: The collection has no usable name.
        DocumentPropertiesError: Too many or too long tags, or a validity that ends before it begins.
    """
    clean_tags = tuple(dict.fromkeys(filter(None, (" ".join(tag.split()) for tag in tags))))
    if len(clean_tags) > MAX_TAGS or any(len(tag) > TAG_CHARACTERS for tag in clean_tags):
        msg = f"at most {MAX_TAGS} tags of {TAG_CHARACTERS} characters are possible"
        raise DocumentPropertiesError(msg, limit=MAX_TAGS, limit_characters=TAG_CHARACTERS)
    if valid_from and valid_until and valid_until < valid_from:
        msg = f"a document can't be valid from {valid_from} until {valid_until}"
        raise DocumentPropertiesError(msg, valid_from=str(valid_from), valid_until=str(valid_until))
    return DocumentProperties(
        collection=clean_collection_name(collection),
        tags=clean_tags,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def clean_collection_name(name: str) -> str:
    """Return a collection's name with single spaces.

    Raises:
        CollectionNameError: Empty, too long, or with characters that can't be seen.
    """
    clean = " ".join(name.split())
    if not clean or len(clean) > COLLECTION_CHARACTERS or not clean.isprintable():
        msg = f"{name!r} can't name a collection: 1 to {COLLECTION_CHARACTERS} characters are possible"
        raise CollectionNameError(msg, limit=COLLECTION_CHARACTERS)
    return clean
