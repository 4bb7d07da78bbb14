"""Replies in the background, written by threads that the test holds and lets go."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from assistant.conversation import ConversationId, MessageId, StoredMessage
from assistant.errors import ConversationBusyError, CrowdedError, QuotaError, ReplyError
from assistant.events import QuestionSaved, ReplyEvent, Stage, StageChanged
from assistant.people.principal import Principal
from assistant.turn.replies.running_replies import Most, RunningReplies, RunningReply
from model.chat.messages import Role, TextDelta

ME, OTHER = Principal.guest("m"), Principal.guest("o")
WAIT_SECONDS = 30.0


def asked(conversation: str) -> QuestionSaved:
    message = StoredMessage(
        id=MessageId(f"q-{conversation}"), role=Role.USER, text="Hello?", created_at=datetime.now(UTC)
    )
    return QuestionSaved(conversation_id=ConversationId(conversation), message=message)


class Script:
    """A reply that goes on when it may, and notes how it ended."""

    def __init__(self, conversation: str, *, error: Exception | None = None) -> None:
        self.conversation, self.error = conversation, error
        self.go, self.began, self.ended = threading.Event(), threading.Event(), threading.Event()
        self.was_closed = False

    def events(self) -> Iterator[ReplyEvent]:
        try:
            yield asked(self.conversation)
            yield StageChanged(stage=Stage.WRITING)
            self.began.set()
            yield TextDelta(text="One ")
            while not self.go.wait(0.01):
                yield TextDelta(text="")
            if self.error:
                raise self.error
            yield TextDelta(text="two.")
        except GeneratorExit:
            self.was_closed = True
            raise
        finally:
            self.ended.set()


def finished(reply: RunningReply) -> bool:
    done = threading.Event()

    def look() -> None:
        if reply.progress.is_done:
            done.set()

    reply.listen(look)
    look()
    return done.wait(WAIT_SECONDS)


def test_a_reply_is_written_without_anyone_reading_it() -> None:
    replies, script = RunningReplies(limit=2), Script("c")
    reply = replies.start(ME, script.events())
    assert reply.progress.question.text == "Hello?"
    assert replies.find(ME, ConversationId("c")) is reply
    assert replies.find(OTHER, ConversationId("c")) is None
    assert replies.of_principal(OTHER) == ()
    script.go.set()
    assert finished(reply)
    assert reply.progress.text == "One two."
    assert replies.find(ME, ConversationId("c")) is None


def test_a_question_that_is_refused_runs_nothing() -> None:
    def refuse(*, is_busy: bool) -> Iterator[ReplyEvent]:
        if is_busy:
            raise ConversationBusyError("busy")
        yield asked("c")

    replies = RunningReplies(limit=2)
    with pytest.raises(ConversationBusyError):
        replies.start(ME, refuse(is_busy=True))
    assert replies.of_principal(ME) == ()


def test_no_more_than_the_limit_are_written_at_once_and_a_waiting_one_can_be_stopped() -> None:
    replies = RunningReplies(limit=1)
    first, second, third = Script("a"), Script("b"), Script("c")
    one, two, three = (replies.start(ME, script.events()) for script in (first, second, third))
    assert first.began.wait(WAIT_SECONDS)
    replies.stop(OTHER, ConversationId("b"))
    assert not two.is_stopped
    replies.stop(ME, ConversationId("b"))
    assert finished(two)
    assert second.was_closed
    assert not second.began.is_set()
    assert not third.began.is_set()
    first.go.set()
    third.go.set()
    assert finished(one)
    assert finished(three)
    assert three.progress.text == "One two."


def test_a_reply_that_breaks_off_says_why_and_frees_its_place() -> None:
    replies, broken = RunningReplies(limit=1), Script("a", error=ReplyError("no engine"))
    reply = replies.start(ME, broken.events())
    broken.go.set()
    assert finished(reply)
    assert isinstance(reply.error, ReplyError)
    after = Script("a")
    after.go.set()
    assert finished(replies.start(ME, after.events()))


def test_closing_stops_what_is_written() -> None:
    replies, script = RunningReplies(limit=1), Script("a")
    replies.start(ME, script.events())
    assert script.began.wait(WAIT_SECONDS)
    replies.close()
    assert script.ended.is_set()
    assert script.was_closed


def test_another_who_asks_is_next_and_each_who_waits_hears_the_place() -> None:
    replies = RunningReplies(limit=1)
    mine = [Script(f"m{number}") for number in range(3)]
    running = [replies.start(ME, script.events()) for script in mine]
    assert mine[0].began.wait(WAIT_SECONDS)
    theirs = Script("o")
    asked_last = replies.start(OTHER, theirs.events())
    assert asked_last.progress.place <= 2
    for script in (mine[0], mine[1], theirs):
        script.go.set()
    assert theirs.ended.wait(WAIT_SECONDS)
    assert not mine[2].ended.is_set()
    mine[2].go.set()
    assert finished(running[2])
    assert running[2].progress.place == 0
    replies.close()


def test_places_are_bounded_for_a_visitor_a_network_and_all() -> None:
    replies = RunningReplies(limit=1, most=Most(of_principal=2, of_network=3, in_all=4))
    scripts = [Script(f"c{number}") for number in range(6)]
    begun = [replies.start(ME, script.events(), network="n") for script in scripts[:2]]
    with pytest.raises(QuotaError) as refused:
        replies.start(ME, scripts[2].events(), network="other")
    assert refused.value.params["replies"] == 2
    begun.append(replies.start(OTHER, scripts[2].events(), network="n"))
    with pytest.raises(QuotaError):  # a new cookie is no new network
        replies.start(Principal.guest("new"), scripts[3].events(), network="n")
    begun.append(replies.start(Principal.guest("far"), scripts[3].events(), network="far"))
    with pytest.raises(CrowdedError):
        replies.start(Principal.guest("late"), scripts[4].events(), network="late")
    for script in scripts:
        script.go.set()
    assert all(finished(reply) for reply in begun)
    last = replies.start(ME, scripts[5].events(), network="n")  # the places are free again
    assert finished(last)
    replies.close()
