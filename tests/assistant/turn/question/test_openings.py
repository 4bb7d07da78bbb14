"""How messages take up the one before them."""

import pytest

from assistant.turn.question.openings import read_opening
from knowledge_base.text.languages import Language


def language_of(message: str) -> Language:
    return "en" if message.isascii() else "zh"


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("ok, and for the fern cushion?", "for the fern cushion"),
        ("what about films?", "films"),
        ("Great. And the water filter?", "the water filter"),
        ("那周末呢？", "周末"),
        ("好的，数据线呢", "数据线"),
        ("嗯，大厅呢？", "大厅"),
    ],
)
def test_an_item_takes_up_the_thread(message: str, rest: str) -> None:
    opening = read_opening(message, language_of(message))
    assert opening.is_item
    assert opening.takes_up
    assert not opening.corrects
    assert opening.rest == rest


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("No, I meant a pallet.", "a pallet"),
        ("oops, E-305 I mean", "E-305"),
        ("That's not what I asked. I meant with three devices.", "with three devices"),
        ("I was asking about opened ones", "opened ones"),
        ("不是，我问的是小号的", "小号的"),
        ("说错了，是E-305", "E-305"),
        ("不对，我指的是加热盘", "加热盘"),
    ],
)
def test_a_correction_says_what_was_meant(message: str, rest: str) -> None:
    opening = read_opening(message, language_of(message))
    assert opening.corrects
    assert opening.is_item
    assert opening.rest == rest


def test_a_correction_may_say_what_was_not_meant() -> None:
    english = read_opening("Not the Duo, the One.", "en")
    chinese = read_opening("哦不是跑步机，是电饭煲", "zh")
    assert (english.denied, english.rest) == ("the Duo", "the One")
    assert (chinese.denied, chinese.rest) == ("跑步机", "电饭煲")


@pytest.mark.parametrize(
    "message",
    [
        "ok, how long do you keep it?",
        "no, what I wanted to know is what an inspection costs",
        "and when is it due?",
        "好，那要多几天？",
        "不，我要问的是怎么延长",
        "What does express delivery cost?",
        "那可以退吗",
    ],
)
def test_a_question_is_no_item(message: str) -> None:
    assert not read_opening(message, language_of(message)).is_item


def test_a_message_that_only_takes_up_the_thread_has_nothing_left() -> None:
    opening = read_opening("ok thanks", "en")
    assert opening.rest == ""
    assert not opening.is_item
