"""What the replies of the model are held to before anyone reads them; the profile of an assistant names one.

Grounded answers: each claim must rest on the evidence. Lessons: each step is computed, no result is handed over.
A guardrail may say how a second try would go better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from assistant.grounding.blame import blames_somebody
from assistant.grounding.citing import Citer
from assistant.grounding.ignorance import admits_ignorance
from assistant.grounding.lesson import Lesson, teach
from assistant.grounding.selection.selector import Evidence
from assistant.grounding.sentence_release import (
    AdmittedIgnoranceError,
    Checks,
    UnsupportedReplyError,
    release_when_supported,
)
from assistant.grounding.verifier import Verdict
from assistant.protocols import SentenceEmbedder
from assistant.trace import WithholdReason
from assistant.turn.prompts.prompt import Prompt
from assistant.tutoring.judgement import Verdict as AttemptVerdict
from assistant.tutoring.situation import Situation, gives_away, misleads
from knowledge_base.passages import Passage
from knowledge_base.text.languages import Language
from model.chat.messages import Delta, GenerationSettings
from model.chat.model_profile import ModelProfile


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
        evidence: What was selected for the question; None where nothing was.
        situation: In a lesson: the exercise that is worked on, and what was proven of the attempt; else None.
        shows_solution: Whether a lesson may state the solution of its exercise.
        left_out: Why sentences were left out, filled while it is written.
        borne_out_by: The lines of documents that sentences rest on, filled while it is written.
        would_rest_on: The lines that withheld sentences come nearest to.
    """

    language: Language
    question: str
    instructions: str
    settings: GenerationSettings
    model_profile: ModelProfile
    found: Sequence[Passage] = ()
    evidence: Evidence | None = None
    situation: Situation | None = None
    shows_solution: bool = False
    left_out: list[WithholdReason] = field(default_factory=list)
    borne_out_by: list[str] = field(default_factory=list)
    would_rest_on: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTry:
    """How a withheld reply is written again.

    Attributes:
        min_temperature: So that the model goes another way.
    """

    min_temperature: float

    def change_settings(self, settings: GenerationSettings) -> GenerationSettings:
        """Return how the second try is sampled."""
        return replace(settings, temperature=max(settings.temperature, self.min_temperature))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundedAnswers:
    """Shows of a reply the sentences that rest on the evidence for its question.

    Where evidence was selected, a claim must rest on that: a true sentence beside the point is no answer. What blames
    somebody is left to the documents' own words.

    Attributes:
        citer: Judges claims.
        blames: Tells whether a sentence blames somebody.
    """

    citer: Citer
    blames: Callable[[str], bool] = lambda _: False

    def filter(self, deltas: Iterator[Delta], prompt: Prompt, request: WritingRequest) -> Iterator[Delta]:
        """See `OutputGuardrail.filter`; without passages a reply is small talk, and passes."""
        if not prompt.passages or not request.model_profile.checks_first_sentence:
            yield from deltas
            return
        reasons: list[WithholdReason] = []
        checks = Checks(
            judge=lambda text: self._judge(text, prompt, request, reasons, is_whole=False),
            judge_whole=lambda text: self._judge(text, prompt, request, reasons, is_whole=True),
            note_withheld=lambda: request.left_out.append(reasons[-1]),
        )
        try:
            yield from release_when_supported(deltas, checks)
        except UnsupportedReplyError as exc:
            raise WithheldReplyError(reasons[-1] if reasons else WithholdReason.UNSUPPORTED) from exc

    def _judge(
        self,
        text: str,
        prompt: Prompt,
        request: WritingRequest,
        reasons: list[WithholdReason],
        *,
        is_whole: bool,
    ) -> bool | None:
        if admits_ignorance(text):
            reasons.append(WithholdReason.ADMITTED_IGNORANCE)
            return False
        chosen = request.evidence.close_passages if request.evidence else prompt.passages
        judgement = self.citer.judge(
            text, (*chosen, *request.found), question=request.question, is_whole=is_whole
        )
        if judgement.verdict is Verdict.NO_CLAIM:
            return None
        if not judgement.is_supported:
            reasons.append(WithholdReason.UNSUPPORTED)
            request.would_rest_on.extend(filter(None, (judgement.quote,)))
            return False
        if self.blames(text):
            reasons.append(WithholdReason.BLAMES)
            return False
        request.borne_out_by.append(judgement.quote)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Reads a lesson sentence by sentence; see `assistant.grounding.lesson`."""

    def filter(self, deltas: Iterator[Delta], prompt: Prompt, request: WritingRequest) -> Iterator[Delta]:
        """See `OutputGuardrail.filter`; a lesson ends where the student is to find a result."""
        situation = request.situation
        lesson = Lesson(
            hands_over=partial(_hands_over, situation)
            if situation and not request.shows_solution
            else lambda _: False,
            misleads=partial(misleads, situation) if situation else lambda _: False,
            leaves_results=situation is not None and situation.is_open,
            may_confirm=situation is None or not situation.is_exercise or situation.is_proven,
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


def _hands_over(situation: Situation, sentence: str) -> bool:
    """Tell whether a sentence states the solution of an exercise that the student has not solved yet."""
    is_solved = situation.is_solved or situation.judgement.verdict is AttemptVerdict.RIGHT
    return situation.exercise is not None and not is_solved and gives_away(situation.exercise, sentence)


def build_guardrails(citer: Citer, embedder: SentenceEmbedder) -> Mapping[str, OutputGuardrail]:
    """Return the guardrails by the names that profiles use."""
    grounded = GroundedAnswers(citer=citer, blames=lambda text: blames_somebody(text, embedder))
    return {"grounded_answers": grounded, "lessons": Lessons(), "none": NoGuardrail()}
