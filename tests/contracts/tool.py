"""What every tool does. A test class of a tool inherits this and gives the fixtures."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.tools.tool import ToolError, ToolSpec


class ToolContract:
    @pytest.fixture
    def tool(self) -> ToolSpec[Any]:
        raise NotImplementedError

    @pytest.fixture
    def arguments(self) -> str:
        """Arguments that the tool can work with, as JSON text."""
        raise NotImplementedError

    def test_its_offer_names_each_argument(self, tool: ToolSpec[Any], arguments: str) -> None:
        offer = tool.offer()
        schema = json.loads(offer.parameters)
        assert (offer.name, offer.description) == (tool.name, tool.description)
        assert schema["type"] == "object"
        assert json.loads(arguments).keys() <= schema["properties"].keys()

    def test_it_gives_a_text(self, tool: ToolSpec[Any], arguments: str, turn: ActiveTurn) -> None:
        assert tool.call(arguments, turn).text.strip()

    @pytest.mark.parametrize("wrong", ["", "{", "[]", '{"nothing": 1}', "null"])
    def test_arguments_that_are_none_are_refused_with_its_name(
        self, tool: ToolSpec[Any], wrong: str, turn: ActiveTurn
    ) -> None:
        with pytest.raises(ToolError, match=tool.name):
            tool.call(wrong, turn)

    def test_it_changes_nothing_of_the_reply(
        self, tool: ToolSpec[Any], arguments: str, turn: ActiveTurn
    ) -> None:
        tool.call(arguments, turn)
        assert (turn.draft.text, turn.draft.passages, turn.draft.figures) == ("", (), ())
