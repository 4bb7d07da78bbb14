"""What Docent itself says where the model must not guess, in both languages."""

from __future__ import annotations

import re

from assistant.conversation import AttachmentKind, Language

_ADMISSION = re.compile(
    r"\b(?:could ?n[o']t|can ?not|can't|did ?n[o']t|unable to|not able to) find\b"
    r"|\bnot (?:mentioned|stated|specified)\b|\b(?:do|does)(?: not|n't) (?:say|mention|state|specify)\b"
    r"|没有?(?:找到|提到|提及|说明)|未(?:找到|提到|提及|说明)|找不到",
    re.IGNORECASE,
)

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


def not_found_notice(language: Language, organisation: str, contact: str) -> str:
    """Say that the knowledge does not hold the answer, and what can be done next."""
    person = _PERSON[language].format(contact=contact) if contact else _NO_PERSON[language]
    whose = _WHOSE[language].format(organisation=organisation) if organisation else _OWN[language]
    return _NOT_FOUND[language].format(whose=whose, person=person)


def admits_ignorance(sentence: str) -> bool:
    """Tell whether a model says that it found no answer: then Docent says it better, with the next step."""
    return _ADMISSION.search(sentence) is not None


def nothing_read_notice(language: Language, kind: AttachmentKind) -> str:
    """Say that an attachment without any words beside it could not be understood."""
    return _NOTHING_READ[kind][language]
