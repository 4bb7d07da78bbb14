"""What Docent itself says of the product in a photo, where a reply of the model would be a guess."""

from __future__ import annotations

import re

from assistant.conversation import AttachmentKind, StoredMessage, Understanding
from assistant.turn.question.query_rewriting import refers_to_something
from knowledge_base.text.languages import Language

_IDENTIFIES = re.compile(
    r"\bwh(?:at|ich)(?:'s| is| are)? (?:this|these|that|it)\b|\bwh(?:at|ich) (?:product|model|device|item|article)\b"
    r"|\bdo you (?:know|recogni[sz]e|sell|have) (?:this|that|it)\b|\bidentify\b"
    r"|这是(?:什么|哪)|那是什么|什么(?:型号|产品|东西|商品)|哪(?:款|个型号|一款)|认(?:识|得)(?:这|它)|(?:能|请)?识别",
    re.IGNORECASE,
)
# a shadow or a button may be read as a sign or a letter
_WORD = re.compile(r"[^\W\d_]{3}|[\u3400-\u9fff]{2}|\w*\d\w*\d")
_ENDS = re.compile(r"^[^.!?。！？]{0,60}[.!?。！？]*$")  # one short question: there is no other to answer

_IS: dict[Language, str] = {
    "en": "This is the **{product}**. What would you like to know about it?",
    "zh": "这是 **{product}**。您想了解它的什么？",
}
_PROBABLY: dict[Language, str] = {
    "en": "This looks like the **{product}**. What would you like to know about it?",
    "zh": "这看起来是 **{product}**。您想了解它的什么？",
}
_WHICH: dict[Language, str] = {
    "en": "I am not sure which product the photo shows. Is it one of these? Choose it, and I will answer for it.",
    "zh": "我不能确定照片里是哪件商品。是其中之一吗？请选择，我再为您解答。",
}
_UNKNOWN: dict[Language, str] = {
    "en": "I don't recognise the product in the photo. A photo of its label, its barcode or its model number helps.",
    "zh": "我认不出照片里的商品。请拍一下它的标签、条形码或型号再试。",
}
_UNKNOWN_THING: dict[Language, str] = {
    "en": "The photo seems to show: {thing}. I don't recognise it as one of our products. "
    "A photo of its label, its barcode or its model number helps.",
    "zh": "照片里看起来是：{thing}。我没有认出它是我们的哪件商品。请拍一下它的标签、条形码或型号再试。",
}


def product_message(question: StoredMessage, asked: str, language: Language) -> str | None:
    """Return what is to be said of the product in a question's photos; None where the question is to be answered.

    Args:
        question: Its photos understood.
        asked: Its words, typed or spoken.
        language: Of the message.
    """
    photos = _photos_of(question)
    if not photos:
        return None
    wants_name = bool(_IDENTIFIES.search(asked) and _ENDS.match(asked))
    known = next((u for u in photos if u.product), None)
    if known is not None:
        return _name(known, language) if not asked or wants_name else None
    if any(_WORD.search(u.text) or u.barcodes for u in photos):
        return None  # what is written there may answer the question
    return _say_unsure(photos, asked, language, wants_name=wants_name)


def _say_unsure(
    photos: list[Understanding], asked: str, language: Language, *, wants_name: bool
) -> str | None:
    """Offer the products that it may be, or say that it is none that is known."""
    if any(u.products for u in photos):
        is_about_it = not asked or wants_name or refers_to_something(asked, language)
        return _WHICH[language] if is_about_it else None
    return _admit(photos, language) if wants_name or _shows_thing(photos, asked) else None


def _photos_of(question: StoredMessage) -> list[Understanding]:
    images = [a for a in question.attachments if a.kind is AttachmentKind.IMAGE]
    return [a.understanding for a in images if a.understanding is not None]


def _name(known: Understanding, language: Language) -> str | None:
    card = known.product
    if card is None:
        return None
    is_certain = card.probability >= 1.0 or card.picture_id == known.chosen_picture_id
    return (_IS if is_certain else _PROBABLY)[language].format(product=_plain(card.product))


def _shows_thing(photos: list[Understanding], asked: str) -> bool:
    return not asked and any(u.things for u in photos)


def _admit(photos: list[Understanding], language: Language) -> str:
    thing = next((t for u in photos for t in u.things), None)
    if thing is None:
        return _UNKNOWN[language]
    return _UNKNOWN_THING[language].format(thing=thing.chinese if language == "zh" else thing.english)


def _plain(product: str) -> str:
    """Return a name that ends no emphasis around it."""
    return product.replace("*", "∗")
