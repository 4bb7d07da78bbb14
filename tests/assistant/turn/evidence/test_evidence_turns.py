"""Whole turns over a real index: in doubt the documents' own words are the answer."""

from collections.abc import Callable

import pytest

from assistant.conversation import StoredMessage
from assistant.events import ReplyEvent
from knowledge_base.knowledge import KnowledgeBase
from tests.assistant.turn.desk import ME, Desk, MakeDesk, reply_of

IGNORANCE = "I could not find it."


Ask = Callable[..., tuple[StoredMessage, Desk]]


@pytest.fixture
def ask(make_desk: MakeDesk, shelf: KnowledgeBase) -> Ask:
    def ask_it(question: str, *replies: str) -> tuple[StoredMessage, Desk]:
        desk = make_desk(*replies, knowledge=shelf)
        events: list[ReplyEvent] = desk.ask(question)
        return reply_of(events), desk

    return ask_it


def test_a_row_is_shown_where_the_model_finds_nothing(ask: Ask) -> None:
    reply, desk = ask("What is the deposit for a sailing dinghy?", IGNORANCE)
    assert reply.text.startswith("This is what the documents say:")
    assert "| Boat | Per year | Deposit |" in reply.text
    assert "| Sailing dinghy | £84.00 | £40 |" in reply.text
    (citation,) = reply.citations
    assert citation.heading_path == ("Mooring",)
    assert "Sailing dinghy" in citation.quote
    assert [a.number for a in reply.anchors] == [1]
    trace = desk.manager.read_trace(ME, reply.id)
    assert trace is not None
    assert trace.evidence is not None
    assert (trace.evidence.outcome, trace.evidence.asked) == ("answer", "open")
    assert [w.reason for w in trace.withheld] == ["admitted_ignorance"]


@pytest.mark.parametrize(
    "invented", ["The gate is locked from 11 p.m. to 5 a.m.", "The barrier key is with the harbour master."]
)
def test_the_sentence_is_shown_in_place_of_a_false_or_drifting_reply(ask: Ask, invented: str) -> None:
    reply, _ = ask("When is the gate locked?", invented)
    assert invented not in reply.text
    assert "> The gate is locked from 10 p.m. to 5 a.m." in reply.text


def test_a_true_reply_is_shown_as_it_is(ask: Ask) -> None:
    said = "The gate is locked from 10 p.m. to 5 a.m."
    reply, _ = ask("When is the gate locked?", said)
    assert reply.text.strip() == said
    assert reply.citations[0].heading_path == ("The gate",)


def test_steps_are_shown_whole_without_the_model(ask: Ask) -> None:
    reply, desk = ask("How do I use the slipway?")
    assert "**How to use the slipway**" in reply.text
    assert "1. Ask the harbour master" in reply.text
    assert "3. Pay £4 into the box" in reply.text
    assert desk.model.calls == []


def test_a_near_miss_is_said_to_be_one(ask: Ask) -> None:
    untranslated = "not translated"  # it is asked in Chinese, too, since no weight is among what was found
    reply, desk = ask("How heavy may a cabin boat be?", untranslated)
    assert "This is what the documents say" not in reply.text
    assert len(desk.model.calls) == 1
    assert desk.usage.unanswered == ["How heavy may a cabin boat be?"]


def test_both_halves_of_a_question_are_answered(ask: Ask) -> None:
    said = "The gate is locked from 10 p.m. to 5 a.m."
    untranslated = "not translated"  # what the model makes of it is no Chinese, and leads nowhere
    reply, _ = ask("When is the gate locked and what does mooring a canoe cost per year?", untranslated, said)
    assert reply.text.startswith(said)
    assert "| Canoe | £31.00 | none |" in reply.text


def test_the_subject_decides_among_many_that_are_nearly_alike(ask: Ask) -> None:
    reply, _ = ask("How long is the warranty for the wireless earbuds?", "The warranty lasts 7 months.")
    assert "7 months" not in reply.text.replace("25 months", "")
    assert "| Wireless earbuds | 25 months |" in reply.text


def test_a_chinese_line_with_latin_names_is_chinese(ask: Ask) -> None:
    reply, _ = ask("LumiKiln Pro 2 Max 电窑保修多久？", "LumiKiln Pro 2 Max 电窑保修两年。")
    assert "两年" not in reply.text
