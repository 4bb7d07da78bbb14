"""Lets a model call tools while it answers, a few times at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.protocols import ChatModel
from assistant.trace import TracedCall
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.injection import without_orders
from assistant.turn.tools.tool import ToolError, ToolSpec
from knowledge_base.passages import Passage
from model.chat.capabilities import Capability
from model.chat.messages import (
    ChatMessage,
    Delta,
    GenerationFinished,
    GenerationSettings,
    Role,
    TextDelta,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

MAX_STEPS = 4  # answers that may call tools; the one after them has to do without
MAX_CALLS = 4  # of one answer
MAX_RESULT_CHARACTERS = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSteps:
    """Streams a reply; what tools are called for is done in between.

    Attributes:
        chat_model: Is offered tools only where it can call them.
        tools: That the assistant may use.
        turn: The question; its notes take down the calls.
        found: Filled with the passages that tools gave: the reply may rest on them.
    """

    chat_model: ChatModel
    tools: Sequence[ToolSpec[Any]]
    turn: ActiveTurn
    found: list[Passage] = field(default_factory=list)

    def stream(self, messages: Sequence[ChatMessage], settings: GenerationSettings) -> Iterator[Delta]:
        """Answer; the last piece is that of the last step."""
        can_call = Capability.TOOLS in self.chat_model.capabilities
        offers = tuple(tool.offer() for tool in self.tools) if can_call else ()
        asked = list(messages)
        for step in range(MAX_STEPS + 1):
            offered = offers if step < MAX_STEPS else ()
            said, finished = "", None
            deltas = self.chat_model.stream(
                asked, replace(settings, tools=offered), conversation_key=self.turn.conversation_id
            )
            with closing(deltas):  # type: ignore[type-var]  # every engine's stream is a generator
                for delta in deltas:
                    if offered and isinstance(delta, GenerationFinished) and delta.calls:
                        finished = delta
                        break
                    said += _words_of(delta)
                    yield delta
            if finished is None:
                return
            yield _part_from(said)
            asked += self._run(said, finished.calls[:MAX_CALLS])

    def _run(self, said: str, calls: Sequence[ToolCallPart]) -> Iterator[ChatMessage]:
        """Yield the message with the calls and one with each result."""
        before = (TextPart(text=said),) if said.strip() else ()
        yield ChatMessage(role=Role.ASSISTANT, parts=(*before, *calls))
        for call in calls:
            result = ToolResultPart(id=call.id, name=call.name, text=self._call(call))
            yield ChatMessage(role=Role.TOOL, parts=(result,))

    def _call(self, call: ToolCallPart) -> str:
        tool = next((tool for tool in self.tools if tool.name == call.name), None)
        is_failed = True
        try:
            if tool is None:
                return f"There is no tool {call.name!r}."
            outcome = tool.call(call.arguments, self.turn)
            is_failed = False
        except ToolError as exc:
            return f"Error: {exc}"
        finally:
            name = tool.name if tool else "unknown"  # a name that the model made up may hold anything
            self.turn.draft.notes.calls.append(TracedCall(tool=name, is_failed=is_failed))
        self.found.extend(passage for passage in outcome.passages if passage not in self.found)
        return without_orders(outcome.text)[:MAX_RESULT_CHARACTERS]


def _words_of(delta: Delta) -> str:
    return delta.text if isinstance(delta, TextDelta) else ""


def _part_from(said: str) -> TextDelta:
    """Begin a paragraph behind what was said before a tool was called."""
    return TextDelta(text="\n\n" if said.strip() else "")
