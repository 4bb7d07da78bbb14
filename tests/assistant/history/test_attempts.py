"""Attempts are kept with the reply that judged them, and go with it."""

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from assistant.attempts import Attempt, Outcome
from assistant.conversation import ConversationId, MessageId, Turn
from assistant.history.attempts import AttemptLog
from assistant.history.history import SqlHistory
from assistant.history.history_ages import HistoryAges
from assistant.history.ownership import ConversationOwnership
from assistant.history.records import AttemptRecord
from assistant.people.principal import Principal

ANNA, BEN = Principal.guest("anna"), Principal.guest("ben")
FIRST = ConversationId("c1")
WRONG = Attempt(
    exercise="Solve 3x + 5 = 20.",
    kind="equation",
    skill="equation",
    outcome=Outcome.WRONG,
    misconception="sign_when_moving",
    hints=2,
    is_given=True,
)
RIGHT = Attempt(exercise="Work out 2 + 3.", kind="value", skill="arithmetic", outcome=Outcome.RIGHT)


def save(history: SqlHistory, question: MessageId, attempt: Attempt | None) -> None:
    history.save_reply(
        question,
        text="I checked it.",
        finish_reason="stop",
        citations=(),
        anchors=(),
        understandings={},
        attempt=attempt,
    )


def ask(history: SqlHistory, who: Principal, conversation: ConversationId) -> MessageId:
    found = history.add_question(who, conversation, Turn(text="3x = 25"), new_assistant="tutor")
    return found.messages[-1].id


def count(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(AttemptRecord)) or 0


def test_attempts_are_read_by_who_made_them(engine: Engine, history: SqlHistory) -> None:
    save(history, ask(history, ANNA, FIRST), WRONG)
    save(history, ask(history, BEN, ConversationId("c2")), RIGHT)
    save(history, ask(history, BEN, ConversationId("c3")), None)
    (mine,) = AttemptLog(engine).list_all(ANNA)
    assert (mine.attempt, mine.conversation_id) == (WRONG, FIRST)
    assert mine.at.tzinfo is not None
    assert [one.attempt for one in AttemptLog(engine).list_all(BEN)] == [RIGHT]


def test_a_reply_that_is_written_again_has_one_attempt(engine: Engine, history: SqlHistory) -> None:
    question = ask(history, ANNA, FIRST)
    save(history, question, WRONG)
    save(history, question, RIGHT)
    assert [one.attempt for one in AttemptLog(engine).list_all(ANNA)] == [RIGHT]
    assert count(engine) == 1


def test_attempts_go_with_their_conversation_and_with_an_edited_question(
    engine: Engine, history: SqlHistory
) -> None:
    save(history, ask(history, ANNA, FIRST), WRONG)
    history.edit_question(ANNA, FIRST, "3x = 15")
    assert count(engine) == 0
    save(history, ask(history, ANNA, ConversationId("c2")), WRONG)
    history.delete_conversation(ANNA, ConversationId("c2"))
    assert count(engine) == 0


def test_attempts_go_when_a_conversation_is_too_old(engine: Engine, history: SqlHistory) -> None:
    save(history, ask(history, ANNA, FIRST), WRONG)
    newest = HistoryAges(engine).newest_message()
    assert newest is not None
    HistoryAges(engine).delete_idle(newest.replace(year=newest.year + 1))
    assert count(engine) == 0


def test_attempts_of_a_guest_who_becomes_a_member_are_the_members(
    engine: Engine, history: SqlHistory
) -> None:
    save(history, ask(history, ANNA, FIRST), WRONG)
    ConversationOwnership(engine).take_over(ANNA, BEN)
    assert AttemptLog(engine).list_all(ANNA) == ()
    assert [one.attempt for one in AttemptLog(engine).list_all(BEN)] == [WRONG]
