"""Names that were written as they sound, and common words that only sound like names."""

import pytest

from model.hearing.term_matching import TermMatcher

TERMS = ("AeroSound", "LumiCam", "LumiCharge", "Lumen", "流明", "香米电饭煲")
COMMON = {"lemon", "looming", "human", "sound", "arrow", "calm", "我们"}
MATCHER = TermMatcher(TERMS)


@pytest.mark.parametrize(
    ("heard", "language", "right"),
    [
        ("How long is the arrow sound guaranteed?", "en", "How long is the AeroSound guaranteed?"),
        ("I bought the Arrow Sound 2", "en", "I bought the AeroSound 2"),
        ("My loomy cam is dead", "en", "My LumiCam is dead"),
        ("我的Arrow Sound耳机没声音", "zh", "我的AeroSound耳机没声音"),
        ("留名电子保修多久", "zh", "流明电子保修多久"),
        ("享米电饭煲怎么用", "zh", "香米电饭煲怎么用"),
    ],
)
def test_a_name_is_put_right_by_its_sound(heard: str, language: str, right: str) -> None:
    assert MATCHER.correct(heard, language, is_common=COMMON.__contains__) == right


@pytest.mark.parametrize(
    ("heard", "language"),
    [
        ("I want a lemon and a human", "en"),
        ("looming calm weather", "en"),
        ("an error sound came from it", "en"),
        ("illuminate the calm", "en"),
        ("他收留名人", "zh"),
        ("AeroSound and LumiCam", "en"),
    ],
)
def test_what_only_sounds_a_little_like_a_name_stays(heard: str, language: str) -> None:
    assert MATCHER.correct(heard, language, is_common=COMMON.__contains__) == heard


def test_similar_names_are_found_and_those_that_stand_there_are_not() -> None:
    assert MATCHER.find_similar("the arrow sound", "en") == ("AeroSound",)
    assert MATCHER.find_similar("the AeroSound", "en") == ()
    assert MATCHER.find_similar("一个留名的人", "zh") == ("流明",)


def test_a_second_writing_that_says_something_else_is_not_taken() -> None:
    assert MATCHER.is_safe_change("the arrow sound", "the AeroSound", ["AeroSound"])
    assert not MATCHER.is_safe_change("the arrow", "AeroSound AeroSound AeroSound AeroSound", ["AeroSound"])
    assert not MATCHER.is_safe_change("the arrow sound", "the error sound", ["AeroSound"])
