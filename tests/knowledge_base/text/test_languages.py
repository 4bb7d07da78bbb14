import pytest

from knowledge_base.text.languages import Language, detect_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How long is the warranty?", "en"),
        ("保修多久？", "zh"),
        ("E-204 是什么意思", "zh"),
        ("what does 保修 mean on my receipt", "en"),
        ("12345", "zh"),
        ("", "zh"),
    ],
)
def test_language(text: str, expected: Language) -> None:
    assert detect_language(text, "zh") == expected
