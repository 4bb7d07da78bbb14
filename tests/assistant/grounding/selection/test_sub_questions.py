from assistant.grounding.selection.sub_questions import split_question


def test_a_question_about_two_things_asks_two_questions() -> None:
    asked = "What do I pay for a lost fob and when is the gate locked?"
    assert split_question(asked) == ("What do I pay for a lost fob", "when is the gate locked")
    assert split_question("演出时可以录像吗？多要一张票多少钱？") == ("演出时可以录像吗", "多要一张票多少钱")


def test_a_question_about_one_thing_stays_whole() -> None:
    assert split_question("What do salt and pepper cost?") == ()
    assert split_question("I lost my key. Where can I get another one?") == ()
    assert split_question("小蜂租一天，开了 100 公里，一共多少钱？") == ()


def test_a_code_beside_two_questions_goes_with_both() -> None:
    asked = "What does this error mean, and what should I do? E12"
    assert split_question(asked) == ("What does this error mean E12", "what should I do E12")
