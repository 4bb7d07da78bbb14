import re
from string import Formatter

import pytest

from assistant import errors as assistant_errors
from assistant.events import Stage
from knowledge_base import errors as knowledge_errors
from knowledge_base.passages import DocumentState
from knowledge_base.text.languages import Language
from model import errors as model_errors
from web.languages import prefer_language
from web.texts import LANGUAGES, load_texts


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    english, chinese = load_texts("en").words, load_texts("zh").words
    assert english.keys() == chinese.keys()
    assert {key for key in english if fields(english[key]) != fields(chinese[key])} == set()


def test_chinese_is_chinese() -> None:
    same = {"page.title", "language.other"}
    untranslated = [
        k for k, v in load_texts("zh").words.items() if k not in same and not re.search(r"[一-鿿]", v)
    ]
    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_state_and_stage_has_a_text(language: Language) -> None:
    texts = load_texts(language)
    codes = {
        error.code
        for package in (assistant_errors, knowledge_errors, model_errors)
        for error in vars(package).values()
        if isinstance(error, type) and issubclass(error, Exception) and hasattr(error, "code")
    }
    keys = {f"error.{code}" for code in codes}
    keys |= {f"admin.state_{state}" for state in DocumentState} | {f"chat.stage_{stage}" for stage in Stage}
    keys |= {f"chat.mark_{reason}" for reason in ("cancelled", "length", "error", "unanswered")}
    assert keys - texts.words.keys() == set()


def test_a_text_for_a_value_goes_before_the_general_one() -> None:
    texts = load_texts("en")
    assert "120 seconds" in texts.error("media_too_large", {"limit_seconds": 120}, name="a.wav")
    assert "40 megapixels" in texts.error("media_too_large", {"limit_megapixels": 40}, name="a.jpg")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de-DE,de;q=0.9,zh-TW;q=0.5,en;q=0.3", "zh"),
        ("fr", "en"),
        ("zh;q=nonsense", "en"),
    ],
)
def test_the_browsers_language_is_followed(header: str, language: Language) -> None:
    assert prefer_language(header) == language
