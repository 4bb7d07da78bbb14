"""What of a recogniser's raw words is shown."""

import pytest

from model.hearing.heard_text import clean_heard, end_sentence, join_heard, without_loops


@pytest.mark.parametrize(
    "invented",
    [
        "Thank you for watching!",
        "Thanks for watching the video.",
        "Please subscribe to my channel.",
        "字幕by索兰娅",
        "請不吝點贊訂閱轉發打賞支持明鏡與點點欄目",
        "谢谢大家观看",
        "[Music]",
        "♪♪♪",
        "(upbeat music)",
        ".",
    ],
)
def test_what_whisper_invents_is_left_out(invented: str) -> None:
    assert clean_heard(invented, "en" if invented.isascii() else "zh") == ""


def test_an_invention_behind_a_question_goes_and_the_question_stays() -> None:
    assert (
        clean_heard("How long is the warranty? Thank you for watching.", "en") == "How long is the warranty?"
    )
    assert clean_heard("我要退貨, 怎麼辦? 謝謝觀看", "zh") == "我要退货，怎么办？"


@pytest.mark.parametrize(
    ("heard", "shown"),
    [("一个非建制地区Ｇ", "一个非建制地区"), ("屏幕显示E", "屏幕显示E"), ("套餐Ａ多少钱", "套餐Ａ多少钱")],
)
def test_a_full_width_letter_at_the_end_was_never_said(heard: str, shown: str) -> None:
    assert clean_heard(heard, "zh") == shown


@pytest.mark.parametrize(
    "said", ["Thank you.", "no no no that is fine", "1 1 1 1 2 3", "好好好", "我想订阅会员"]
)
def test_what_people_say_stays(said: str) -> None:
    assert clean_heard(said, "en" if said.isascii() else "zh") == said


@pytest.mark.parametrize(
    ("loop", "once"),
    [
        ("the " * 40, "the"),
        ("How long? " * 5, "How long?"),
        ("You are a man, " * 30, "You are a man,"),
        ("对" * 30, "对"),
        ("保修多久，" * 9, "保修多久，"),
    ],
)
def test_a_loop_is_said_once(loop: str, once: str) -> None:
    assert without_loops(loop) == once


def test_chinese_parts_are_joined_with_commas_and_end_with_a_mark() -> None:
    joined = join_heard(["你好", "", "保修多久"], "zh")
    assert (joined, end_sentence(joined, "zh")) == ("你好，保修多久", "你好，保修多久？")
    assert end_sentence("耳机坏了", "zh") == "耳机坏了。"
    assert join_heard(["Hello.", "How long?"], "en") == "Hello. How long?"
