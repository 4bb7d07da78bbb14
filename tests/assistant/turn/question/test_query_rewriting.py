import pytest

from assistant.turn.question.query_rewriting import names_subject, rewrite_query
from model.chat.messages import ChatMessage, Role
from model.chat.scripted_chat_model import ScriptedChatModel

HISTORY = [
    ChatMessage.of_text(Role.USER, "How long is the warranty of the X2?"),
    ChatMessage.of_text(Role.ASSISTANT, "24 months."),
]


def rewrite(question: str, written: str, recent: tuple[str, ...] = (), earlier: tuple[str, ...] = ()) -> str:
    return rewrite_query(
        question,
        "en",
        prefix=[ChatMessage.of_text(Role.SYSTEM, "s"), *HISTORY],
        recent=recent or ("How long is the warranty of the X2?",),
        earlier=earlier,
        chat_model=ScriptedChatModel(replies=[written]),
        conversation_key="c",
    )


def test_the_models_rewriting_is_used_without_its_label() -> None:
    assert rewrite("and its price?", "Question: What is the price of the X2?\nMore") == (
        "What is the price of the X2?"
    )


@pytest.mark.parametrize("written", ["", "x" * 300, "What does the E-20 cost?"])
def test_a_useless_rewriting_falls_back_to_both_questions(written: str) -> None:
    assert rewrite("and the E-204?", written) == "How long is the warranty of the X2? and the E-204?"


def test_it_is_what_was_spoken_of_last() -> None:
    earlier = (
        "What does the punt cost?",
        "The punt costs 20 euros.",
        "And the canoe?",
        "The canoe costs 9 euros.",
    )
    wrong = "What is the deposit for the punt?"
    right = "What is the deposit for the canoe?"
    assert rewrite("What is the deposit for it?", wrong, ("And the canoe?",), earlier) == (
        "And the canoe? What is the deposit for it?"
    )
    both = "What are the deposits for the punt and the canoe?"
    assert rewrite("What is the deposit for it?", both, ("And the canoe?",), earlier).startswith("And the")
    assert rewrite("What is the deposit for it?", right, ("And the canoe?",), earlier) == right


@pytest.mark.parametrize(
    ("question", "is_named"),
    [
        ("And the canoe?", True),
        ("What is the deposit for it?", False),
        ("why?", False),
        ("And is it blue?", False),
    ],
)
def test_which_questions_name_their_subject(question: str, *, is_named: bool) -> None:
    assert names_subject(question, "en") is is_named


def test_which_chinese_questions_name_their_subject() -> None:
    assert names_subject("那望山包间呢？", "zh")
    assert not names_subject("它要押金吗？", "zh")


def test_a_question_about_another_thing_is_about_that_alone() -> None:
    both = "How long is the warranty for the wireless earbuds and the charger?"

    assert rewrite("And for the charger?", both) == "How long is the warranty for the charger?"
    assert rewrite("What about batteries?", "How do I care for the case and batteries?").endswith(
        "for batteries?"
    )
