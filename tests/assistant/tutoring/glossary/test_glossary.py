"""What the tutor explains without a document: words and methods of school mathematics, and nothing else."""

import re

import pytest

from assistant.grounding.arithmetic import find_equations
from assistant.tutoring.glossary.glossary import LANGUAGES, find_asked, load_entries, stands_in_glossary
from assistant.tutoring.situation import read_situation
from knowledge_base.text.languages import Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_entry_is_found_by_each_of_its_names_and_reckons_right(language: Language) -> None:
    entries = load_entries(language)
    assert len(entries) >= 60
    assert len({entry.key for entry in entries}) == len(entries)
    for entry in entries:
        assert not any(equation.is_wrong for equation in find_equations(entry.text))
        assert (re.search("[一-鿿]", entry.text) is not None) is (language == "zh")
        for name in entry.names if not entry.asks else ():
            asked = f"What does {name} mean?" if language == "en" else f"什么是{name}？"
            assert find_asked(asked, language) == entry


def test_both_languages_explain_the_same() -> None:
    english, chinese = ([entry.key for entry in load_entries(language)] for language in LANGUAGES)
    assert english == chinese


@pytest.mark.parametrize(
    ("question", "language", "key"),
    [
        ("what is a denominator?", "en", "denominator"),
        ("What is a common denominator?", "en", "common_denominator"),
        ("Explain percentages", "en", "percentage"),
        ("prime numbers", "en", "prime_number"),
        ("How do I add fractions?", "en", "add_fractions"),
        ("How can I divide two fractions?", "en", "divide_fractions"),
        ("What does it mean to solve an equation?", "en", "solve_equation"),
        ("什么是质数？", "zh", "prime_number"),
        ("分母是什么意思", "zh", "denominator"),
        ("怎么把分数相加？", "zh", "add_fractions"),
        ("什么是和？", "zh", "sum"),
        ("老师，请讲讲中位数", "zh", "median"),
    ],
)
def test_what_something_is_and_how_it_goes_is_answered(question: str, language: Language, key: str) -> None:
    found = find_asked(question, language)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who invented fractions?", "en"),
        ("What is the speed of light?", "en"),
        ("What is the area of my room?", "en"),
        ("What is the sum of 3 and 4?", "en"),
        ("What is the average temperature in May?", "en"),
        ("What is the power of prayer?", "en"),
        ("What is the capital of France?", "en"),
        ("What is 15 % of 80?", "en"),
        ("谁发明了分数？", "zh"),
        ("光速是什么？", "zh"),
        ("小明和小红是什么关系", "zh"),
        ("为什么不能除以零？", "zh"),
    ],
)
def test_what_asks_for_more_than_a_word_is_left_to_others(question: str, language: Language) -> None:
    assert find_asked(question, language) is None


def test_a_sentence_of_the_glossary_needs_no_other_source() -> None:
    assert stands_in_glossary("A prime number is a natural number with exactly two divisors, 1 and itself.")
    assert not stands_in_glossary("A prime number is a natural number with exactly three divisors.")
    assert not stands_in_glossary("")


def test_who_asks_for_a_word_moves_no_rung() -> None:
    asked = ["How do I solve 3x + 5 = 20?", "hint", "What is an equation?", "hint"]
    assert read_situation(asked).requests == 2
    assert read_situation(asked[:3]).term is not None
