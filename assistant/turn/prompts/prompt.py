"""Instructions + history + passages + question → the messages for the model, inside a token budget.

The prompt is laid out so that the engine can keep what it has read: the system text and the history come first
and never change between the turns of a conversation; passages stand only beside the newest question. Oldest turns
fall out first, several at a time: were it one per turn, the kept prefix would be lost in every turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.errors import TurnTooLongError
from assistant.profiles.profile import AssistantProfile
from assistant.turn.prompts.context_formatting import format_context
from knowledge_base.passages import Passage
from knowledge_base.text.languages import Language
from model.chat.messages import AudioPart, ChatMessage, ImagePart, Part, Role, TextPart

HISTORY_SHARE = 0.5  # of the tokens for the prompt
KEPT_COUNTS = 2000  # messages whose tokens are remembered
KEPT_SHARE = 0.5  # of the history's tokens, once it is full

PASSAGES_HEADING = {"en": "Passages from the knowledge base:", "zh": "知识库资料："}
MEANT: dict[Language, str] = {"en": "(This means: {question})", "zh": "（意思是：{question}）"}
QUESTION_HEADING = {"en": "Question:", "zh": "问题："}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptQuestion:
    """The newest question: its parts as they stand in the history, what they mean, and what to do with it."""

    parts: tuple[Part, ...]
    passages: tuple[Passage, ...]
    task: str
    standalone: str = ""  # understandable alone, for choosing rows of tables
    rewritten: str = ""  # the same where it is not what was written


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Messages that fit, and the passages that found room among them."""

    messages: tuple[ChatMessage, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptBuilder:
    """Builds prompts.

    Attributes:
        count_tokens: Tokens that some messages take, by the engine's own tokenizer.
        budget_tokens: Tokens that a whole prompt may take.
        counted: Tokens of messages of the history, which come again in every turn.
        organisation: Whom the assistant speaks for.
    """

    count_tokens: Callable[[Sequence[ChatMessage]], int]
    budget_tokens: int
    organisation: str
    counted: dict[ChatMessage, int] = field(default_factory=dict, repr=False, compare=False)

    def build_prefix(
        self, profile: AssistantProfile, language: Language, history: Sequence[ChatMessage]
    ) -> tuple[ChatMessage, ...]:
        """Compose what stands before the newest question: the system text and the turns that are kept.

        Args:
            profile: Whom the model plays.
            language: Language of the question.
            history: Earlier questions and replies in turn, oldest first.
        """
        system = ChatMessage.of_text(Role.SYSTEM, profile.system_text(language, self.organisation))
        return (system, *self._keep_turns(history))

    def build(self, prefix: Sequence[ChatMessage], language: Language, question: PromptQuestion) -> Prompt:
        """Put the newest question behind a prefix.

        Args:
            prefix: What `build_prefix` gave.
            language: Language of the question.
            question: The newest question. It and the system text are never cut; the oldest turns give way
                first, then the last passages.

        Raises:
            TurnTooLongError: Not even the question alone fits.
        """
        system, *kept = prefix
        passages = question.passages
        while True:
            asked = _ask(language, question, passages)
            messages = (system, *kept, asked)
            if self.count_tokens(messages) <= self.budget_tokens:
                return Prompt(messages=messages, passages=passages)
            if kept:
                kept = kept[2:]
            elif passages:
                passages = passages[:-1]
            else:
                msg = f"the question does not fit {self.budget_tokens} tokens"
                raise TurnTooLongError(msg)

    def fits_alone(self, parts: tuple[Part, ...]) -> bool:
        """Whether a question fits the share of the prompt that the history never takes."""
        tokens = self.count_tokens([ChatMessage(role=Role.USER, parts=parts)])
        return tokens <= self.budget_tokens * (1 - HISTORY_SHARE)

    def _count(self, message: ChatMessage) -> int:
        """Count the tokens of a message once; those of pictures and sounds are not kept, as their bytes would be."""
        if _holds_bytes(message):
            return self.count_tokens([message])
        tokens = self.counted.get(message)
        if tokens is None:
            tokens = self.count_tokens([message])
            if len(self.counted) >= KEPT_COUNTS:
                self.counted.clear()
            self.counted[message] = tokens
        return tokens

    def _keep_turns(self, history: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
        """Choose the newest turns, at the same cut for as many turns as possible."""
        limit = self.budget_tokens * HISTORY_SHARE
        first, used = 0, 0
        sizes = [self._count(message) for message in history]
        for position, size in enumerate(sizes):
            used += size
            if used > limit:
                while first <= position and used > limit * KEPT_SHARE:
                    used -= sizes[first]
                    first += 1
        return tuple(history[first + first % 2 :])


def _holds_bytes(message: ChatMessage) -> bool:
    return any(isinstance(part, ImagePart | AudioPart) and part.data for part in message.parts)


def _ask(language: Language, question: PromptQuestion, passages: Sequence[Passage]) -> ChatMessage:
    if not passages and not question.task:
        return ChatMessage(role=Role.USER, parts=question.parts)
    before: tuple[Part, ...] = ()
    if passages:
        shown = format_context(passages, question.standalone, language)
        before = (TextPart(text=f"{PASSAGES_HEADING[language]}\n\n{shown}\n\n{QUESTION_HEADING[language]}"),)
    meant = MEANT[language].format(question=question.rewritten) if question.rewritten else ""
    after = tuple(TextPart(text=text) for text in (meant, question.task) if text)
    return ChatMessage(role=Role.USER, parts=(*before, *question.parts, *after))
