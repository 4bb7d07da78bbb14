"""What the replies of the model are held to before anyone reads them; the profile of an assistant names one.

Grounded answers: the first claim must rest on the passages. Lessons: each step is computed, no result is handed over.
A guardrail may say how a second try would go better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.grounding.citing import Citer
from assistant.grounding.guard import (
    AdmittedIgnoranceError,
    UnsupportedReplyError,
    release_when_supported,
)
from assistant.grounding.ignorance import admits_ignorance
from assistant.grounding.lesson import Lesson, teach
from assistant.grounding.verifier import Verdict
from assistant.trace import WithholdReason
from assistant.turn.guardrails.fallback_messages import quotation_message
from assistant.turn.injection import withheld_in, without_orders
from assistant.turn.prompts.prompt import Prompt
from knowledge_base.passages import Passage
from knowledge_base.text.languages import Language
from model.chat.messages import ChatMessage, Delta, GenerationSettings, TextPart
from model.chat.model_profile import ModelProfile

_LINE: dict[Language, str] = {
    "en": "This line has the answer: “{line}” Answer the question in one full sentence with the words of this line.",
    "zh": "答案就在这一行：“{line}”请用这一行的内容，写一个完整的句子回答问题。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingRequest:
    """What is to be written.

    Attributes:
        language: Of the reply.
        question: What was asked, understandable alone.
        instructions: What the model is told besides the passages.
        settings: How the reply is sampled.
        model_profile: What helps the model that writes it.
        found: Passages that tools give while it is written: a claim may rest on them, too.
    """

    language: Language
    question: str
    instructions: str
    settings: GenerationSettings
    model_profile: ModelProfile
    found: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTry:
    """How a withheld reply is written again.

    Attributes:
        hint: Put behind the question; may be empty.
        fewer_tokens: Taken from the reply's, as room for the hint.
        min_temperature: So that the model goes another way.
        last_resort: What is said where the second reply must be withheld, too; empty: nothing is known.
    """

    hint: str = ""
    fewer_tokens: int = 0
    min_temperature: float = 0.0
    last_resort: str = ""

    def change_prompt(self, prompt: Prompt) -> Prompt:
        """Return the prompt of the second try."""
        if not self.hint:
            return prompt
        *before, asked = prompt.messages
        repeated = ChatMessage(role=asked.role, parts=(*asked.parts, TextPart(text=self.hint)))
        return replace(prompt, messages=(*before, repeated))

    def change_settings(self, settings: GenerationSettings) -> GenerationSettings:
        """Return how the second try is sampled."""
        return replace(
            settings,
            max_new_tokens=max(1, settings.max_new_tokens - self.fewer_tokens),
            temperature=max(settings.temperature, self.min_temperature),
        )


class WithheldReplyError(Exception):
    """A reply must not be shown; nothing of it was released.

    Attributes:
        reason: Why.
        second_try: How it may go better; None where that would only invite another guess.
    """

    def __init__(self, reason: WithholdReason, second_try: SecondTry | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.second_try = second_try


class OutputGuardrail(Protocol):
    """Decides what of a reply is shown; `tests/contracts/output_guardrail.py` says what every implementation does."""

    def filter(self, deltas: Iterator[Delta], prompt: Prompt, request: WritingRequest) -> Iterator[Delta]:
        """Pass a reply on as far as it may be shown; empty deltas keep the time while nothing can be.

        Raises:
            WithheldReplyError: It must not be shown. Only before a word of it was passed on.
        """


@dataclass(slots=True)
class _FirstClaim:
    """What was found when the first claim was judged."""

    reason: WithholdReason = WithholdReason.UNSUPPORTED
    line: str = ""  # that has the answer
    is_denied: bool = False  # whether the line says the contrary


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundedAnswers:
    """Holds a reply back until its first claim is known to rest on the passages.

    Where it says of the right row or sentence what does not stand there, a second try has that line before it; if the
    model goes on to say the contrary, the line is quoted.
    """

    citer: Citer

    def filter(self, deltas: Iterator[Delta], prompt: Prompt, request: WritingRequest) -> Iterator[Delta]:
        """See `OutputGuardrail.filter`; without passages a reply is small talk, and passes."""
        if not prompt.passages or not request.model_profile.checks_first_sentence:
            yield from deltas
            return
        found = _FirstClaim()
        try:
            yield from release_when_supported(
                deltas,
                lambda text: self._judge(text, prompt, request, found, is_whole=False),
                lambda text: self._judge(text, prompt, request, found, is_whole=True),
            )
        except UnsupportedReplyError as exc:
            raise WithheldReplyError(found.reason, _show_line(found, request)) from exc

    def _judge(
        self, text: str, prompt: Prompt, request: WritingRequest, found: _FirstClaim, *, is_whole: bool
    ) -> bool | None:
        passages = (*prompt.passages, *request.found)
        if admits_ignorance(text):
            found.reason = WithholdReason.ADMITTED_IGNORANCE
            line = self.citer.find_asked_row(passages, question=request.question)
            found.line = without_orders(line, withheld_in(passages))
            return False
        judgement = self.citer.judge(text, passages, question=request.question, is_whole=is_whole)
        if judgement.verdict is Verdict.NO_CLAIM:
            return None
        if not judgement.is_supported:
            found.reason = WithholdReason.UNSUPPORTED
            found.line = without_orders(judgement.quote, withheld_in(passages))
            found.is_denied = judgement.verdict is Verdict.CONTRADICTED
        return judgement.is_supported


def _show_line(found: _FirstClaim, request: WritingRequest) -> SecondTry | None:
    if not found.line:
        return None
    return SecondTry(
        hint=_LINE[request.language].format(line=found.line),
        fewer_tokens=request.model_profile.second_try_tokens,
        last_resort=quotation_message(request.language, found.line) if found.is_denied else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Reads a lesson sentence by sentence; see `assistant.grounding.lesson`."""

    def filter(self, deltas: Iterator[Delta], prompt: Prompt, request: WritingRequest) -> Iterator[Delta]:
        """See `OutputGuardrail.filter`; a lesson ends where the student is to find a result."""
        lesson = Lesson(
            question=request.question,
            course="\n".join(passage.text for passage in prompt.passages),
            instructions=request.instructions,
            language=request.language,
        )
        try:
            yield from teach(deltas, lesson)
        except AdmittedIgnoranceError as exc:
            raise WithheldReplyError(WithholdReason.ADMITTED_IGNORANCE) from exc
        except UnsupportedReplyError as exc:
            other_way = SecondTry(min_temperature=request.model_profile.second_try_temperature)
            raise WithheldReplyError(WithholdReason.MISCALCULATED, other_way) from exc


@dataclass(frozen=True, slots=True, kw_only=True)
class NoGuardrail:
    """Shows what the model writes."""

    def filter(self, deltas: Iterator[Delta], prompt: Prompt, request: WritingRequest) -> Iterator[Delta]:
        """See `OutputGuardrail.filter`."""
        del prompt, request
        yield from deltas


def build_guardrails(citer: Citer) -> Mapping[str, OutputGuardrail]:
    """Return the guardrails by the names that profiles use."""
    return {"grounded_answers": GroundedAnswers(citer=citer), "lessons": Lessons(), "none": NoGuardrail()}
