from assistant.conversation import ConversationId, Turn
from assistant.people.principal import Principal
from web.chat import waiting_questions
from web.chat.waiting_questions import MOST_WAITING, WaitingQuestions

ME, OTHER = Principal.guest("me"), Principal.guest("other")
HERE, THERE = ConversationId("here"), ConversationId("there")


def add(waiting: WaitingQuestions, text: str, where: ConversationId = HERE) -> bool:
    return waiting.add(ME, where, Turn(text=text), "tutor")


def test_questions_wait_in_their_order_for_whoever_asked() -> None:
    waiting = WaitingQuestions()
    assert [add(waiting, text) for text in ("a", "b", "c")] == [True] * 3
    second = waiting.list(ME, HERE)[1]
    waiting.take_back(OTHER, HERE, second.number)
    waiting.take_back(ME, HERE, second.number)
    waiting.take_back(ME, HERE, second.number)  # it is gone already
    assert waiting.list(OTHER, HERE) == ()
    taken = [waiting.take_next(ME, HERE) for _ in range(3)]
    assert [question.turn.text if question else None for question in taken] == ["a", "c", None]
    assert waiting.conversations(ME) == ()


def test_what_waits_is_bounded() -> None:
    waiting = WaitingQuestions()
    assert [add(waiting, "x") for _ in range(MOST_WAITING + 1)] == [True] * MOST_WAITING + [False]
    for number in range(waiting_questions.MOST_CONVERSATIONS):
        add(waiting, "y", ConversationId(str(number)))
    assert waiting.list(ME, HERE) == ()
    assert len(waiting.conversations(ME)) == waiting_questions.MOST_CONVERSATIONS
