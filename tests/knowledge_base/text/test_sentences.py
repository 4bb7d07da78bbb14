from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text.sentences import find_first_sentence_end, split_sentences


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


def test_english_and_chinese_sentences_end_at_their_own_marks() -> None:
    assert texts("It costs 4.90 euros. Dr. Lee says e.g. now! 签收后七天内可以退货。运费自理") == [
        "It costs 4.90 euros.",
        "Dr. Lee says e.g. now!",
        "签收后七天内可以退货。",
        "运费自理",
    ]


def test_markdown_lines_are_sentences_without_their_markup() -> None:
    assert texts("## Steps\n1. Press reset\n2. Wait.\n- Done") == ["Steps", "Press reset", "Wait.", "Done"]


@given(st.text(alphabet=st.sampled_from("ab .!?。！\n-1"), max_size=80))
def test_ends_are_where_the_sentences_end(text: str) -> None:
    position = 0
    for sentence in split_sentences(text):
        assert text[: sentence.end].endswith(sentence.text[-1])
        assert sentence.text in text[position : sentence.end]
        position = sentence.end
    assert not text[position:].strip(" \n-.0123456789!?。！") or position == 0


def test_first_sentence_is_complete_only_when_something_follows() -> None:
    assert find_first_sentence_end("It costs 4.") is None
    assert find_first_sentence_end("It costs 4.90 euros. And") == len("It costs 4.90 euros.")
    assert find_first_sentence_end("可以退货。") == 5
    assert find_first_sentence_end("A line\n") == 6


def test_a_long_run_of_marks_is_read_once() -> None:
    hostile = "." * 200_000 + "x"  # would take minutes if each mark were a new beginning
    assert texts(f"One. {hostile} is it?! Two.") == ["One.", f"{hostile} is it?!", "Two."]
