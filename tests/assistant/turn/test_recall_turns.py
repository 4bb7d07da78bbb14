"""Turns that need no knowledge: questions about the conversation, and messages that say nothing."""

import pytest

from tests.assistant.turn.desk import GOOD, MakeDesk, reply_of


def test_the_first_question_is_quoted(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    desk.ask("Can opened items be returned?")
    reply = reply_of(desk.ask("What was my first question?", desk.only().id))
    assert "> Can opened items be returned?" in reply.text
    assert not reply.citations
    assert reply.finish_reason == "stop"


def test_what_was_said_on_something_is_quoted_with_the_reply(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    desk.ask("Can opened items be returned?")
    reply = reply_of(desk.ask("what did you say about opened items before?", desk.only().id))
    assert "> Can opened items be returned?" in reply.text
    assert "within 14 days" in reply.text


def test_a_conversation_is_summed_up_by_its_questions(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    desk.ask("Can opened items be returned?")
    reply = reply_of(desk.ask("summarise what we talked about", desk.only().id))
    assert "1. “Can opened items be returned?”\n   Opened items can be returned within 14 days." in reply.text


def test_at_the_beginning_nothing_was_asked(make_desk: MakeDesk) -> None:
    reply = reply_of(make_desk().ask("What was my first question?"))
    assert "beginning of our conversation" in reply.text


@pytest.mark.parametrize("message", ["👍", "？？？"])
def test_marks_alone_are_met_with_a_question_and_searched_for_never(
    message: str, make_desk: MakeDesk
) -> None:
    desk = make_desk()
    reply = reply_of(desk.ask(message))
    assert "What would you like to know?" in reply.text
    assert not reply.citations
    assert not desk.retriever.queries
    assert not desk.usage.unanswered


def test_a_lone_word_that_means_nothing_here_is_met_with_a_question(make_desk: MakeDesk) -> None:
    reply = reply_of(make_desk().ask("photosynthesis"))
    assert "“photosynthesis”" in reply.text
    assert "as a question" in reply.text


def test_a_name_is_greeted(make_desk: MakeDesk) -> None:
    assert (
        reply_of(make_desk("Hello! How can I help you?").ask("I'm Tom")).text == "Hello! How can I help you?"
    )


def test_marks_after_an_answer_ask_whether_there_is_more(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    desk.ask("Can opened items be returned?")
    assert "anything else" in reply_of(desk.ask("👍", desk.only().id)).text


def test_small_talk_that_the_model_spoils_is_never_not_found(make_desk: MakeDesk) -> None:
    ignorance = "I could not find that in the knowledge base."
    desk = make_desk(ignorance, ignorance, ignorance)
    reply = reply_of(desk.ask("hi", assistant="tutor"))
    assert "could not find" not in reply.text
    assert "What would you like to know?" in reply.text
