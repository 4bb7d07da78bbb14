"""Which messages say nothing that could be looked up."""

import pytest

from assistant.turn.question.unclear import is_lone_word, says_nothing


@pytest.mark.parametrize("message", ["👍", "？？？", "...", "❤️ 🙏", "?!", "。。。"])
def test_marks_and_pictures_say_nothing(message: str) -> None:
    assert says_nothing(message)


@pytest.mark.parametrize("message", ["hi", "5", "x", "好", "E17 ?!", "= 5", "√"])
def test_letters_numbers_and_formulas_say_something(message: str) -> None:
    assert not says_nothing(message)


def test_an_empty_message_is_no_message() -> None:
    assert not says_nothing(" ")


@pytest.mark.parametrize("message", ["Peter", "asdfgh", "Anna!", "王芳", "O'Neill"])
def test_a_name_is_a_lone_word(message: str) -> None:
    assert is_lone_word(message)


@pytest.mark.parametrize("message", ["E17", "E-204", "42", "Peter Pan flight", "年卡多少钱", "AS2-BT53"])
def test_codes_numbers_and_phrases_are_not(message: str) -> None:
    assert not is_lone_word(message)
