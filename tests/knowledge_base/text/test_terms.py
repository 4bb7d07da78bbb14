import pytest

from knowledge_base.text.terms import extract_codes, extract_query_terms, extract_terms
from knowledge_base.text.words import fold


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("E-204?", "Code: E-204; Meaning: card not readable"),
        ("error e204", "Code: E-204"),
        ("ＡＳ２-ＢＴ５３", "Model number: AS2-BT53"),
        ("charges", "What we charge"),
        ("保修", "保修期"),
        ("充电器", "充电器和移动电源"),
        ("維修要多少錢", "维修费用"),
        ("cafe", "Our Café"),
        ("Zürich", "ZU\u0308RICH"),
        ("naïve", "NAIVE"),
        ("replacing batteries", "the battery was replaced"),
    ],
)
def test_a_question_meets_the_words_of_a_passage(question: str, passage: str) -> None:
    assert extract_query_terms(question) & frozenset(extract_terms(passage))


def test_words_that_carry_no_meaning_are_left_out_of_a_question() -> None:
    assert extract_query_terms("What is the price of it, please?") == {"price"}
    assert extract_query_terms("请问怎么退货？") == {"退货"}
    assert extract_query_terms("你好，麻烦问一下，这个咋退货啊？谢谢") == {"退货"}
    assert extract_query_terms("Hello, could anyone kindly help me? Thanks!") == frozenset()


@pytest.mark.parametrize("piece", ["a", "1", "a-", "a1-"])
def test_a_long_run_of_characters_is_read_once(piece: str) -> None:
    hostile = piece * (200_000 // len(piece))  # would take minutes if each character were a new beginning
    assert extract_codes(f"{hostile} E-204") >= {"e204"}


def test_only_latin_letters_lose_their_marks() -> None:
    assert fold("Ǻéệ ﬁ Ａ") == "aee fi a"
    assert fold("がパ 한글 й 繁體") == "がパ 한글 й 繁体"
