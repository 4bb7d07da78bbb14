"""A prompt → a reply that was checked before anyone reads it, written a second time where that may help.

Customer service: the first claim must rest on the passages. Where it says of the right row or sentence what does not
stand there, the model is asked once more with that row or sentence before it; if it goes on to say the contrary, the
line is quoted. A lesson is read sentence by
sentence (`assistant.grounding.lesson`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.grounding.citing import Citer
from assistant.grounding.guard import (
    AdmittedIgnoranceError,
    UnsupportedReplyError,
    release_when_supported,
)
from assistant.grounding.ignorance import admits_ignorance
from assistant.grounding.lesson import Lesson, teach
from assistant.grounding.verifier import Verdict
from assistant.profiles.profile import AssistantProfile
from assistant.protocols import ChatModel
from assistant.turn.injection import without_orders
from assistant.turn.notices import quotation_notice
from assistant.turn.prompt import Prompt
from knowledge_base.text.languages import Language
from model.chat.messages import ChatMessage, Delta, GenerationSettings, TextDelta, TextPart

_LINE: dict[Language, str] = {
    "en": "This line has the answer: “{line}” Answer the question in one full sentence with the words of this line.",
    "zh": "答案就在这一行：“{line}”请用这一行的内容，写一个完整的句子回答问题。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What is to be written, and for whom.

    Attributes:
        assistant: Who writes it.
        language: Of the reply.
        question: What was asked, understandable alone.
        instructions: What the model is told besides the passages.
        conversation_key: Whose kept prefix is used.
    """

    assistant: AssistantProfile
    language: Language
    question: str
    instructions: str
    conversation_key: str


@dataclass(slots=True)
class _Look:
    """What was found when the first claim was judged: the line with the answer, and whether it says the contrary."""

    line: str = ""
    is_denied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedWriter:
    """Writes replies.

    Attributes:
        chat_model: The model.
        citer: Judges what it writes.
        generation: How a reply is sampled.
    """

    chat_model: ChatModel
    citer: Citer
    generation: GenerationSettings

    def write(self, prompt: Prompt, assignment: Assignment) -> Iterator[Delta]:
        """Write a reply; empty deltas keep the time while nothing can be shown.

        Raises:
            AdmittedIgnoranceError: The model says that it has no answer.
            UnsupportedReplyError: The passages do not say what the model writes, nor when it is asked again.
            ModelError: The engine failed.
        """
        settings = self.generation
        if limit := assignment.assistant.max_reply_tokens:
            settings = replace(settings, max_new_tokens=min(settings.max_new_tokens, limit))
        look = _Look()
        try:
            yield from self._attempt(prompt, assignment, settings, look)
        except AdmittedIgnoranceError:
            raise
        except UnsupportedReplyError:
            again = self._prepare_again(prompt, assignment, settings, look)
            if again is None:
                raise
            try:
                yield from self._attempt(again[0], assignment, again[1], _Look())
            except UnsupportedReplyError:
                if not look.is_denied:
                    raise
                yield TextDelta(text=quotation_notice(assignment.language, look.line))

    def _attempt(
        self, prompt: Prompt, assignment: Assignment, settings: GenerationSettings, look: _Look
    ) -> Iterator[Delta]:
        deltas = self.chat_model.stream(
            prompt.messages, settings, conversation_key=assignment.conversation_key
        )
        with closing(deltas):  # type: ignore[type-var]  # every engine's stream is a generator
            if not assignment.assistant.is_lesson and not prompt.passages:
                yield from deltas  # small talk
            elif not assignment.assistant.is_lesson and not self.chat_model.profile.checks_first_sentence:
                yield from deltas  # what no passage supports is marked when it is there
            elif not assignment.assistant.is_lesson:
                yield from release_when_supported(
                    deltas,
                    lambda text: self._judge(text, prompt, assignment, look, is_whole=False),
                    lambda text: self._judge(text, prompt, assignment, look, is_whole=True),
                )
            else:
                course = "\n".join(passage.text for passage in prompt.passages)
                yield from teach(
                    deltas,
                    Lesson(
                        question=assignment.question,
                        course=course,
                        instructions=assignment.instructions,
                        language=assignment.language,
                    ),
                )

    def _judge(
        self, text: str, prompt: Prompt, assignment: Assignment, look: _Look, *, is_whole: bool
    ) -> bool | None:
        if admits_ignorance(text):
            look.line = without_orders(
                self.citer.find_asked_row(prompt.passages, question=assignment.question)
            )
            return False
        judgement = self.citer.judge(text, prompt.passages, question=assignment.question, is_whole=is_whole)
        if judgement.verdict is Verdict.NO_CLAIM:
            return None
        if not judgement.is_supported:
            look.line = without_orders(judgement.quote)
            look.is_denied = judgement.verdict is Verdict.CONTRADICTED
        return judgement.is_supported

    def _prepare_again(
        self, prompt: Prompt, assignment: Assignment, settings: GenerationSettings, look: _Look
    ) -> tuple[Prompt, GenerationSettings] | None:
        """Return how a reply is written a second time, or None where that would only invite another guess."""
        profile = self.chat_model.profile
        if not profile.second_tries:
            return None
        if assignment.assistant.is_lesson:  # it reckoned wrongly
            return prompt, replace(
                settings, temperature=max(profile.second_try_temperature, settings.temperature)
            )
        if not look.line:
            return None
        *before, asked = prompt.messages
        hint = TextPart(text=_LINE[assignment.language].format(line=look.line))
        repeated = ChatMessage(role=asked.role, parts=(*asked.parts, hint))
        tokens = max(1, settings.max_new_tokens - profile.second_try_tokens)
        return replace(prompt, messages=(*before, repeated)), replace(settings, max_new_tokens=tokens)
