"""What a model may call while it answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from assistant.turn.active_turn import ActiveTurn
from knowledge_base.passages import Passage
from model.chat.messages import ToolOffer

Parameters = TypeVar("Parameters", bound=BaseModel)


class ToolError(Exception):
    """A tool can't do what it was called for; the message is for the model, which may try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolOutcome:
    """What a tool gives back.

    Attributes:
        text: For the model: data, never an order.
        passages: That the text is from: the reply may rest on them and cite them.
    """

    text: str
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSpec(Generic[Parameters]):
    """A tool; `tests/contracts/tool.py` says what every one does.

    Attributes:
        name: What the model calls it by.
        description: For the model: what it does and when to use it.
        parameters: What it takes; its JSON schema is shown to the model, and arguments are checked by it.
        run: Does it, for a turn.
    """

    name: str
    description: str
    parameters: type[Parameters]
    run: Callable[[Parameters, ActiveTurn], ToolOutcome]

    def offer(self) -> ToolOffer:
        """Return what the model is told of it."""
        return ToolOffer(
            name=self.name,
            description=self.description,
            parameters=json.dumps(self.parameters.model_json_schema(), ensure_ascii=False),
        )

    def call(self, arguments: str, turn: ActiveTurn) -> ToolOutcome:
        """Run it with the JSON text that a model wrote.

        Raises:
            ToolError: The arguments are not those of this tool, or it can't do it.
        """
        try:
            read = self.parameters.model_validate_json(arguments or "{}")
        except ValidationError as exc:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in exc.errors())
            msg = f"these are no arguments of {self.name}: {wrong}"
            raise ToolError(msg) from exc
        return self.run(read, turn)
