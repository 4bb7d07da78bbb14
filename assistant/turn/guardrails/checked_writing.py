"""A prompt → a reply that was held to its guardrail before it is read, written a second time where that may help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.profiles.profile import AssistantProfile
from assistant.trace import WithheldReply
from assistant.turn.guardrails.output_guardrails import OutputGuardrail, WithheldReplyError, WritingRequest
from assistant.turn.prompts.prompt import Prompt
from assistant.turn.replies.trace_notes import TraceNotes
from assistant.turn.tools.tool_steps import ToolSteps
from model.chat.messages import Delta, GenerationSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedWriter:
    """Writes replies.

    Attributes:
        steps: The model with the tools that it may call.
        second_tries: How often a withheld reply is written again.
        guardrail: What its replies are held to.
        check: The guardrail's name, for the trace.
        notes: Take down which replies were withheld.
    """

    steps: ToolSteps
    second_tries: int
    guardrail: OutputGuardrail
    check: str
    notes: TraceNotes

    def write(self, prompt: Prompt, request: WritingRequest) -> Iterator[Delta]:
        """Write a reply; empty deltas keep the time while nothing can be shown.

        Raises:
            WithheldReplyError: It must not be shown, nor what was written in its place.
            ModelError: The engine failed.
        """
        try:
            yield from self._attempt(prompt, request, request.settings)
        except WithheldReplyError as exc:
            again = exc.second_try
            if again is None or not self.second_tries:
                raise
            yield from self._attempt(prompt, request, again.change_settings(request.settings))

    def _attempt(
        self, prompt: Prompt, request: WritingRequest, settings: GenerationSettings
    ) -> Iterator[Delta]:
        with closing(self.steps.stream(prompt.messages, settings)) as deltas:  # type: ignore[type-var]  # a generator
            try:
                yield from self.guardrail.filter(deltas, prompt, request)
            except WithheldReplyError as exc:
                self.notes.withheld.append(WithheldReply(check=self.check, reason=exc.reason))
                raise
            self.notes.withheld += [
                WithheldReply(check=self.check, reason=reason) for reason in request.left_out
            ]


def limit_settings(settings: GenerationSettings, profile: AssistantProfile) -> GenerationSettings:
    """Return how a reply of an assistant is sampled: its own limits go before those of everyone."""
    if profile.max_reply_tokens is not None:
        limit = min(settings.max_new_tokens, profile.max_reply_tokens)
        settings = replace(settings, max_new_tokens=limit)
    if profile.temperature is not None:
        settings = replace(settings, temperature=profile.temperature)
    return settings
