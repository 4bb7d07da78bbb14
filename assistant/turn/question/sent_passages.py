"""What was sent with a question, as evidence: what was read from a photo can be quoted and cited as “Your photo”."""

from __future__ import annotations

from assistant.conversation import AttachmentKind, StoredMessage
from assistant.turn.injection import without_orders
from assistant.turn.question.model_messages import describe
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.text.languages import Language

FIRST_ID = -1_000_000  # below those of citations that are recalled
_TITLE: dict[Language, str] = {"en": "Your photo", "zh": "您的照片"}


def read_sent(question: StoredMessage, language: Language) -> tuple[Passage, ...]:
    """Return a passage for each photo in which something was read.

    Args:
        question: Its attachments understood.
        language: Of the answer.
    """
    photos = [a for a in question.attachments if a.kind is AttachmentKind.IMAGE]
    read = [without_orders(describe(photo.understanding)) for photo in photos]
    return tuple(
        Passage(
            id=PassageId(FIRST_ID - place),
            document_id=DocumentId(""),
            document_title=_TITLE[language],
            heading_path=(),
            page=None,
            ordinal=place,
            text=text,
        )
        for place, text in enumerate(read)
        if text.strip()
    )
