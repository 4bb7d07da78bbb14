"""Answers that the model writes, held to the guardrail of the assistant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from assistant.events import Stage, StageChanged
from assistant.figures.documented_figures import words_only
from assistant.figures.figures import FigureMaker
from assistant.grounding.selection.selector import Outcome
from assistant.protocols import ChatModel
from assistant.trace import WithholdReason
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.guardrails.checked_writing import CheckedWriter, limit_settings
from assistant.turn.guardrails.fallback_messages import miscalculated_message, question_back_message
from assistant.turn.guardrails.output_guardrails import OutputGuardrail, WithheldReplyError, WritingRequest
from assistant.turn.prompts.evidence_hint import point_to_evidence
from assistant.turn.prompts.prompt_writing import PromptWriting
from assistant.turn.question.sent_passages import read_sent
from assistant.turn.responders.figure_answers import draw_under_reply
from assistant.turn.responders.not_found import NotFound
from assistant.turn.responders.quoted_evidence import put_first, quote_evidence, quote_missing
from assistant.turn.responders.responder import TurnEvents
from assistant.turn.tools.registry import Tools
from assistant.turn.tools.tool_steps import ToolSteps
from assistant.tutoring.ladder.ladder import guide
from assistant.tutoring.ladder.rungs import Rung, find_rung
from assistant.tutoring.ladder.subject_hints import hint_for
from knowledge_base.passages import Passage
from model.chat.messages import GenerationSettings, TextDelta


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReply:
    """Lets the model answer.

    Attributes:
        guardrails: By the names that profiles use.
        tools: By the names that profiles use.
        not_found: Speaks where the reply must not be shown.
        generation: How a reply is sampled.
    """

    chat_model: ChatModel
    prompts: PromptWriting
    figures: FigureMaker
    guardrails: Mapping[str, OutputGuardrail]
    tools: Tools
    not_found: NotFound
    generation: GenerationSettings
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer any question."""
        return self.write(turn)

    def write(self, turn: ActiveTurn, lead: str = "") -> TurnEvents:
        """Write an answer.

        Args:
            turn: The question.
            lead: What stands above the answer and is known to be true; the model is told of it.
        """
        draft = turn.draft
        task = " ".join(filter(None, self._instruct(turn, lead)))
        guidance = guide(turn.situation, turn.language) if turn.situation else ""
        prompt = self.prompts.write(turn, f"{task} {guidance}".strip())
        tools = tuple(self.tools[name] for name in turn.profile.tools)
        steps = ToolSteps(chat_model=self.chat_model, tools=tools, turn=turn)
        request = WritingRequest(
            language=turn.language,
            question=turn.standalone_question,
            instructions=task,
            settings=limit_settings(self.generation, turn.profile),
            model_profile=self.chat_model.profile,
            found=steps.found,
            evidence=turn.evidence,
            situation=turn.situation,
            shows_solution=_shows_solution(turn),
        )
        writer = CheckedWriter(
            steps=steps,
            second_tries=self.chat_model.profile.second_tries,
            guardrail=self.guardrails[turn.profile.guardrail],
            check=turn.profile.guardrail,
            notes=draft.notes,
        )
        yield StageChanged(stage=Stage.WRITING)
        yield TextDelta(text=f"{lead}\n\n" if lead else "")
        try:
            with closing(writer.write(prompt, request)) as deltas, draft.notes.timed("writing"):  # type: ignore[type-var]
                yield from draft.fill(deltas)
            draft.passages = (*draft.passages, *steps.found, *_sent_evidence(turn))
        except WithheldReplyError as exc:
            yield self._replace(turn, exc.reason, request.would_rest_on)
            return
        if quotation := quote_missing(turn, request.borne_out_by, is_cut=bool(request.left_out)):
            yield quotation
        yield from draw_under_reply(turn, self.figures, prompt.messages)

    def _instruct(self, turn: ActiveTurn, lead: str) -> tuple[str, ...]:
        language = turn.language
        return (
            "" if turn.is_small_talk or turn.draft.figures else point_to_evidence(turn.evidence, language),
            "" if turn.is_small_talk else _choose_task(turn),
            lead,
            words_only(language)
            if turn.draft.figures
            else self.figures.hint(turn.intent, turn.passages, language),
        )

    def _replace(self, turn: ActiveTurn, reason: WithholdReason, would_rest_on: Sequence[str]) -> TextDelta:
        if turn.is_small_talk:  # nothing was asked that could not be found
            return turn.draft.say(question_back_message(turn.language, "", is_first=not turn.earlier))
        if turn.exercise is not None:  # the program can teach it alone
            return turn.draft.say(hint_for(turn.exercise.problem.subject, turn.language))
        if reason is WithholdReason.MISCALCULATED:
            return turn.draft.say(miscalculated_message(turn.language))
        is_doubted = reason is WithholdReason.ADMITTED_IGNORANCE
        is_borne_out = reason is WithholdReason.BLAMES
        quotation = (
            quote_evidence(put_first(turn, would_rest_on), is_doubted=is_doubted, is_borne_out=is_borne_out)
            if turn.intent is None
            else None
        )
        if quotation is None:
            return self.not_found.say(turn)
        if turn.evidence is not None and turn.evidence.outcome is not Outcome.ANSWER:
            self.not_found.note(turn)
        return quotation


def _choose_task(turn: ActiveTurn) -> str:
    """Return what the model is to do: an exercise without passages is not taught from passages."""
    of_exercise = turn.profile.exercise_task_text(turn.language) if turn.is_exercise else ""
    return of_exercise if of_exercise and not turn.passages else turn.profile.task_text(turn.language)


def _shows_solution(turn: ActiveTurn) -> bool:
    """Tell whether the student has had every other help, and the solution may be shown."""
    requests = turn.situation.requests if turn.situation else 0
    return find_rung(requests, shows_solutions=turn.profile.shows_solutions) is Rung.SOLUTION


def _sent_evidence(turn: ActiveTurn) -> tuple[Passage, ...]:
    """Return what was read from the question's photos and may bear a sentence out."""
    known = {passage.id for passage in turn.draft.passages}
    sent = () if turn.evidence is None else read_sent(turn.question, turn.language)
    return tuple(passage for passage in sent if passage.id not in known)
