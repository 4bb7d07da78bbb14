"""What Docent itself says where the model must not guess, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation import AttachmentKind, StoredFigure
from knowledge_base.text.languages import Language

_NOT_FOUND: dict[Language, str] = {
    "en": "I could not find anything about this in the knowledge {whose}, so I won't guess. "
    "You could ask in other words or with the exact product name or error code{person}.",
    "zh": "我在{whose}知识库里没有找到相关内容，所以不作猜测。"
    "您可以换一种说法，或写出准确的产品名称或错误代码再问一次{person}。",
}
_WHOSE: dict[Language, str] = {"en": "of {organisation}", "zh": "{organisation}的"}
_OWN: dict[Language, str] = {"en": "base", "zh": ""}
_PERSON: dict[Language, str] = {"en": ", or ask a person: {contact}", "zh": "，也可以联系人工：{contact}"}
_NO_PERSON: dict[Language, str] = {"en": ", or ask a member of our team", "zh": "，也可以咨询我们的工作人员"}

_STILL_READING: dict[Language, str] = {
    "en": "I could not find this in what I have read so far, but some documents are still being read. "
    "Please ask again in a moment.",
    "zh": "在目前已读取的资料里没有找到相关内容，不过还有文档正在读取。请稍后再问一次。",
}

_EVIDENCE: dict[Language, str] = {
    "en": "This is what the documents say:",
    "zh": "资料里是这样写的：",
}
_UNSURE: dict[Language, str] = {
    "en": "I am not sure that this answers your question. The documents say:",
    "zh": "不能确定这是否回答了您的问题，资料里是这样写的：",
}
_NEAREST: dict[Language, str] = {
    "en": "I found no direct answer to this in the documents. What comes nearest:",
    "zh": "资料里没有找到直接的答案，最接近的内容是：",
}
_MISCALCULATED: dict[Language, str] = {
    "en": "I did not get the calculation right, so I would rather not show it. Please write down your first step, "
    "and I will check it.",
    "zh": "我没有把计算做对，所以不展示给你。请写出你的第一步，我来检查。",
}
_NOTHING_READ: dict[AttachmentKind, dict[Language, str]] = {
    AttachmentKind.IMAGE: {
        "en": "I could not read any text in the photo. A sharper picture from closer up may help, "
        "or tell me in words what you would like to know.",
        "zh": "我没能从照片里读出文字。请靠近一点、拍得清楚一些再试，或者用文字告诉我您想了解什么。",
    },
    AttachmentKind.AUDIO: {
        "en": "I could not hear a question in the recording. Please speak again closer to the microphone, "
        "or type your question.",
        "zh": "我没有在录音里听到问题。请靠近麦克风再说一遍，或者直接输入您的问题。",
    },
}
_GREETED: dict[Language, str] = {
    "en": "Hello! What would you like to know? A sentence in your own words is best.",
    "zh": "您好！您想了解什么？用一句话告诉我就可以。",
}
_GO_ON: dict[Language, str] = {
    "en": "Is there anything else that you would like to know?",
    "zh": "您还想了解什么吗？",
}
_LONE_WORD: dict[Language, str] = {
    "en": "I am not sure what you would like to know about “{word}”. Could you ask it as a question?",
    "zh": "我不确定您想了解“{word}”的什么，可以用一句话问我吗？",
}
_PICTURED: dict[Language, str] = {
    "en": "You can see it below: {products}.",
    "zh": "图片在下面：{products}。",
}
_DRAWN: dict[Language, str] = {"en": "Here is the picture.", "zh": "图在下面。"}


def question_back_message(language: Language, asked: str, *, is_first: bool) -> str:
    """Ask what somebody would like to know whose message says nothing that could be looked up."""
    word = " ".join(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", asked))
    if word:
        return _LONE_WORD[language].format(word=word)
    return _GREETED[language] if is_first else _GO_ON[language]


def drawn_message(language: Language) -> str:
    """Stand above a picture that needed nothing from the knowledge."""
    return _DRAWN[language]


def pictured_message(language: Language, figures: Sequence[StoredFigure]) -> str:
    """Stand above pictures of products of which the knowledge does not say what they look like."""
    products = dict.fromkeys(str(figure.specification["product"]) for figure in figures)
    names = [f"**{product.replace('*', '∗')}**" for product in products]
    return _PICTURED[language].format(products=("、" if language == "zh" else ", ").join(names))


def not_found_message(
    language: Language, organisation: str, contact: str, *, offers_person: bool = True
) -> str:
    """Say that the knowledge does not hold the answer, and what can be done next."""
    named = _PERSON[language].format(contact=contact) if contact else _NO_PERSON[language]
    person = named if offers_person else ""
    whose = _WHOSE[language].format(organisation=organisation) if organisation else _OWN[language]
    return _NOT_FOUND[language].format(whose=whose, person=person)


def still_reading_message(language: Language) -> str:
    """Say that the answer may be in a document that is not read yet."""
    return _STILL_READING[language]


def evidence_lead(language: Language) -> str:
    """Stand above words of the documents that answer."""
    return _EVIDENCE[language]


def unsure_lead(language: Language) -> str:
    """Stand above words of the documents that may answer."""
    return _UNSURE[language]


def nearest_lead(language: Language) -> str:
    """Stand above words of the documents that come near without answering."""
    return _NEAREST[language]


def miscalculated_message(language: Language) -> str:
    """Say that a lesson began with a wrong calculation, twice."""
    return _MISCALCULATED[language]


def nothing_read_message(language: Language, kind: AttachmentKind) -> str:
    """Say that an attachment without any words beside it could not be understood."""
    return _NOTHING_READ[kind][language]
