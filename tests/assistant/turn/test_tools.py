"""Tools: each keeps the contract, and a model that can call them does so a few times at most."""

import json
from typing import Any

import pytest

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.tools.calculator import CALCULATOR
from assistant.turn.tools.search import build_search
from assistant.turn.tools.tool import ToolError, ToolSpec
from assistant.turn.tools.tool_steps import MAX_STEPS
from model.chat.capabilities import Capability
from model.chat.messages import Role, ToolCallPart, ToolResultPart
from model.chat.scripted_chat_model import CallingReply
from tests.assistant.fakes import FixedRetriever, passage
from tests.assistant.turn.desk import GOOD, ME, RETURNS, MakeDesk, reply_of
from tests.contracts.tool import ToolContract

TOOLS = frozenset({Capability.TOOLS})
VOUCHERS = passage(2, "PayPal vouchers expire after 90 days.", "Vouchers", ())


def call(name: str, **arguments: str) -> CallingReply:
    return CallingReply(calls=(ToolCallPart(id="1", name=name, arguments=json.dumps(arguments)),))


class TestCalculator(ToolContract):
    @pytest.fixture
    def tool(self) -> ToolSpec[Any]:
        return CALCULATOR

    @pytest.fixture
    def arguments(self) -> str:
        return '{"expression": "(80 - 12) * 3/4"}'


class TestSearch(ToolContract):
    @pytest.fixture
    def tool(self) -> ToolSpec[Any]:
        return build_search(FixedRetriever((RETURNS,)), count=2)

    @pytest.fixture
    def arguments(self) -> str:
        return '{"query": "opened items"}'


@pytest.mark.parametrize(
    ("expression", "result"),
    [("1/4 + 1/6", "5/12"), ("0.1 + 0.2", "0.3"), ("2^10", "1024"), ("10/4", "2.5")],
)
def test_the_calculator_is_exact(expression: str, result: str, turn: ActiveTurn) -> None:
    assert f"= {result}" in CALCULATOR.call(json.dumps({"expression": expression}), turn).text


def test_the_calculator_refuses_what_it_cant_compute(turn: ActiveTurn) -> None:
    for expression in ("1/0", "price * 2", "__import__('os')"):
        with pytest.raises(ToolError):
            CALCULATOR.call(json.dumps({"expression": expression}), turn)


def test_a_model_that_can_calls_a_tool_and_answers_from_what_it_gave(make_desk: MakeDesk) -> None:
    said = "PayPal vouchers expire after 90 days."
    desk = make_desk(call("search", query="PayPal vouchers"), said, capabilities=TOOLS)
    desk.retriever.passages = (RETURNS, VOUCHERS)
    reply = reply_of(desk.ask("When do the codes for opened items expire?"))
    assert reply.text.strip() == said
    assert [citation.document_title for citation in reply.citations] == ["Vouchers"]
    *_, called, result = desk.model.calls[1]
    assert (called.role, result.role) == (Role.ASSISTANT, Role.TOOL)
    (part,) = result.parts
    assert isinstance(part, ToolResultPart)
    assert (part.id, part.name) == ("1", "search")
    assert VOUCHERS.text in part.text
    trace = desk.manager.read_trace(ME, reply.id)
    assert trace is not None
    assert [(one.tool, one.is_failed) for one in trace.calls] == [("search", False)]


def test_a_tool_that_is_not_there_or_called_wrongly_is_said_to_the_model(make_desk: MakeDesk) -> None:
    desk = make_desk(call("rm -rf"), call("calculator", formula="1"), GOOD, capabilities=TOOLS)
    assert reply_of(desk.ask("Can opened items be returned?")).text.strip() == GOOD
    results = [part.text for part in desk.model.calls[2][-1].parts if isinstance(part, ToolResultPart)]
    assert results[0].startswith("Error")


def test_the_steps_are_bounded(make_desk: MakeDesk) -> None:
    endless = [call("calculator", expression="1 + 1")] * MAX_STEPS
    desk = make_desk(*endless, GOOD, capabilities=TOOLS)
    assert reply_of(desk.ask("Can opened items be returned?")).text.strip() == GOOD
    assert len(desk.model.calls) == MAX_STEPS + 1


def test_a_model_that_cant_call_tools_is_offered_none(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    assert reply_of(desk.ask("Can opened items be returned?")).text.strip() == GOOD
    assert desk.model.offers == [()]
