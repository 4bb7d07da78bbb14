"""Whole turns over a real index whose answers are computed: the model is not asked, and the rows are cited."""

import pytest

from assistant.conversation import UNSUPPORTED, StoredMessage
from knowledge_base.knowledge import KnowledgeBase
from tests.assistant.turn.desk import ME, Desk, MakeDesk, reply_of
from tests.assistant.turn.evidence.test_evidence_turns import IGNORANCE, Ask


@pytest.fixture
def ask(make_desk: MakeDesk, shelf: KnowledgeBase) -> Ask:
    def ask_it(question: str, *replies: str) -> tuple[StoredMessage, Desk]:
        desk = make_desk(*replies, knowledge=shelf)
        return reply_of(desk.ask(question)), desk

    return ask_it


def test_a_sum_is_computed_and_its_rows_are_cited(ask: Ask) -> None:
    reply, desk = ask("What do two canoes and a cabin boat cost per year together?")
    assert reply.text == "2 × £31.00 (Canoe, Per year) + £260.00 (Cabin boat, Per year) = **£322.00**"
    assert desk.model.calls == []
    (citation,) = reply.citations
    assert citation.heading_path == ("Mooring",)
    assert "Canoe; Per year: £31.00" in citation.quote
    assert "Cabin boat; Per year: £260.00" in citation.quote
    assert [(a.number, a.offset) for a in reply.anchors] == [(1, len(reply.text))]
    assert UNSUPPORTED not in {a.number for a in reply.anchors}
    trace = desk.manager.read_trace(ME, reply.id)
    assert trace is not None
    assert trace.responder == "computed_answer"
    assert "computing" in trace.seconds


def test_the_cheapest_one_is_chosen_among_all_rows(ask: Ask) -> None:
    reply, desk = ask("Which boat has the lowest deposit?")
    assert reply.text.startswith("**Canoe**: **none** (Deposit); next comes Sailing dinghy (£40)")
    assert desk.model.calls == []


def test_chinese(ask: Ask) -> None:
    reply, desk = ask("初级班报两期一共多少钱？", IGNORANCE)
    assert reply.text == "2 × 680 元（初级班每期） = **1360 元**"
    assert desk.model.calls == []


def test_what_stays_open_goes_to_the_model(ask: Ask) -> None:
    reply, desk = ask("What do two rowing boats cost per year?", IGNORANCE, IGNORANCE)
    assert "×" not in reply.text
    trace = desk.manager.read_trace(ME, reply.id)
    assert trace is not None
    assert trace.responder != "computed_answer"


def test_a_plain_question_stays_plain(ask: Ask) -> None:
    reply, desk = ask("What is the deposit for a sailing dinghy?", IGNORANCE)
    trace = desk.manager.read_trace(ME, reply.id)
    assert trace is not None
    assert trace.responder != "computed_answer"
    assert "| Sailing dinghy | £84.00 | £40 |" in reply.text
