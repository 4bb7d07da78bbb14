import pytest

from knowledge_base.text.content_words import find_numbers, find_terms, find_words


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("維修需要兩週", "维修需要两周"),
        ("our cafe", "Unser Café"),
        ("a stand-up paddle board", "board to stand up on"),
        ("Ｒｅｆｕｎｄｓ", "refund"),
        ("charging", "It charges"),
        ("the H08 error", "H08: grinder blocked"),
    ],
)
def test_a_claim_meets_the_words_of_its_passage(said: str, written: str) -> None:
    assert find_words(said) & find_words(written)


def test_words_of_grammar_and_of_asking_say_nothing() -> None:
    assert find_terms("It is not in the, with them, and we can please you") == frozenset()
    assert find_terms("可以是的，您可了") == frozenset()


def test_a_number_is_a_term_in_one_spelling_and_no_word() -> None:
    assert find_terms("1,200 pieces for 4,90") == {"1200", "4.9", "piec"}
    assert find_words("1,200 pieces for 4,90") == {"piec"}
    assert find_numbers("4.90 and 4,9 and 2nd") == {"4.9", "2"}
