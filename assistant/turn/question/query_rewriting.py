"""A follow-up such as "and in blue?" → a question that can be searched for without the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.protocols import ChatModel
from knowledge_base.text.content_words import find_words
from knowledge_base.text.languages import Language
from knowledge_base.text.words import stem
from model.chat.messages import ChatMessage, GenerationSettings, Role, TextDelta

MAX_NEW_TOKENS = 48
MAX_CHARACTERS = 240
SHORT_WORDS = 3
SHORT_HAN = 6

_REFERENCE = {
    "en": re.compile(
        r"\b(it|its|they|them|their|that|this|these|those|one|ones|he|she|there|then|same|other|another|else"
        r"|instead|too|also|former|latter)\b|^(and|or|but|so|what about|how about|why|what if)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"它|他们|她|这|那|其|上面|前面|刚才|刚刚|同样|另外|别的|呢[？?]?$|^(还有|那么|如果|为什么|然后|再|也|换成)"
    ),
}
_INSTRUCTION: dict[Language, str] = {
    "en": "Rewrite my last message as one complete question that can be understood without this conversation. "
    "Name the thing it is about: the one that I spoke of last. Write only the question.\n\n"
    "My message before: {previous}\nMy last message: {question}",
    "zh": "请把我的最后一句话改写成一个不看对话也能明白的完整问题，写出所指的事物，也就是我刚刚说到的那一个。"
    "只写这个问题。\n\n我的上一句话：{previous}\n我的最后一句话：{question}",
}
_POINTING = {
    "en": re.compile(r"\b(?:it|its|they|them|their|that one|this one|he|she)\b", re.IGNORECASE),
    "zh": re.compile(r"它|他们|她|这个|那个|其"),
}
# words that ask and name nothing
_ASKS = frozenset(
    stem(word)
    for word in """why much many long often cost costs price pay more less again explain tell mean else ok okay sure
    thing same 什么 为什 怎么 么样 多少 少钱 多久 几个 哪里 为何 如何 时候 什时 解释 详细 一点""".split()  # noqa: SIM905  # as prose
)
# "And for the charger?" asks the last question of another thing
_OTHER_THING = re.compile(
    r"^(?:and|but|or|what about|how about|and what about)\s+(?:(?:for|of|on|with|about)\s+)?(?:the\s+)?(.+?)\s*\?*$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\s*(?:rewritten\s+)?(?:question|问题|改写后?的?问题)\s*[:：]\s*", re.IGNORECASE)


def refers_back(question: str, language: Language) -> bool:
    """Tell whether a question holds words that point to earlier ones, or is very short."""
    if language == "zh":
        is_short = len(re.findall(r"[\u3400-\u9fff]", question)) <= SHORT_HAN
    else:
        is_short = len(question.split()) <= SHORT_WORDS
    return is_short or _REFERENCE[language].search(question) is not None


def names_subject(question: str, language: Language) -> bool:
    """Tell whether a question says itself what it is about, as “And the E-204?” does and “And in blue?” may not."""
    return bool(find_words(question) - _ASKS) and not _POINTING[language].search(question)


def refers_to_something(question: str, language: Language) -> bool:
    """Tell whether a question says "this" or "it" instead of a name."""
    return _REFERENCE[language].search(question) is not None


def rewrite_query(
    question: str,
    language: Language,
    *,
    prefix: Sequence[ChatMessage],
    recent: Sequence[str],
    earlier: Sequence[str],
    chat_model: ChatModel,
    conversation_key: str,
) -> str:
    """Rewrite a follow-up with the model; it reads on from the prefix that it has kept.

    Args:
        question: The follow-up.
        language: Its language.
        prefix: System text and history as they stand in the prompt, so that nothing is read twice.
        recent: The questions since the last one that names its subject, oldest first. Put before the follow-up where
            the model's rewriting is of no use.
        earlier: All messages before the follow-up; a rewriting that goes back beyond `recent` is of no use.
        chat_model: The model.
        conversation_key: Whose kept prefix to use.
    """
    asked = _INSTRUCTION[language].format(previous=" ".join(recent), question=question)
    ask = ChatMessage.of_text(Role.USER, asked)
    settings = GenerationSettings(max_new_tokens=MAX_NEW_TOKENS, temperature=0)
    deltas = chat_model.stream([*prefix, ask], settings, conversation_key=conversation_key)
    written = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
    rewritten = _LABEL.sub("", written.strip().split("\n")[0]).strip(" \"'“”「」")
    rewritten = _about_that_alone(rewritten, question)
    is_usable = (
        len(question) // 2 < len(rewritten) <= MAX_CHARACTERS
        and _keeps_codes(question, rewritten)
        and not _goes_back(rewritten, question, recent, earlier)
    )
    return rewritten if is_usable else " ".join((*recent, question))


def _about_that_alone(rewritten: str, question: str) -> str:
    """Take the earlier thing away where a small model asks about both: “for the earbuds and the charger”."""
    other = _OTHER_THING.match(question.strip())
    if other is None:
        return rewritten
    both = rf"\b(for|of|on|to|with|about)\s+[^?.,]*?\band\s+(?:\1\s+)?((?:the\s+)?{re.escape(other[1])})\b"
    return re.sub(both, r"\1 \2", rewritten, flags=re.IGNORECASE)


def _goes_back(rewritten: str, question: str, recent: Sequence[str], earlier: Sequence[str]) -> bool:
    """Tell whether a rewriting names what was spoken of before the last question that names its subject."""
    if not recent or recent[0] not in earlier:
        return False
    last = len(earlier) - 1 - list(reversed(earlier)).index(recent[0])
    older = find_words(" ".join(earlier[:last])) - find_words(" ".join((*earlier[last:], question))) - _ASKS
    return bool(find_words(rewritten) & older)


def _keeps_codes(question: str, rewritten: str) -> bool:
    """Numbers and model names are what a search hangs on: none may get lost."""
    return all(
        code.lower() in rewritten.lower() for code in re.findall(r"[\w-]*\d[\w-]*", question, re.ASCII)
    )
