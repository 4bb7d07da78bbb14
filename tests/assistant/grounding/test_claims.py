import pytest

from assistant.grounding.claims import claims_nothing, holds_new_values, only_leads_on
from assistant.grounding.ignorance import admits_ignorance
from tests.assistant.grounding.sentences import read_sentences


def is_silent(sentence: str, *, is_lesson: bool = False) -> bool:
    has_values = holds_new_values(sentence, "")
    return only_leads_on(sentence, has_values=has_values) or claims_nothing(
        sentence, has_values=has_values, is_lesson=is_lesson
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Which item would you like to return?",
        "您想退哪一件商品？",
        "Sure!",
        "好的。",
        "You're welcome!",
        "I hope this helps.",
        "Please let me know if you need anything else.",
        "If you have any other questions, please contact our support team.",
        "希望以上信息对您有帮助！",
        "如果您还有其他问题，请随时联系我们。",
        "Here are the steps:",
        "以下是具体步骤：",
        "**Returning opened items**",
        "## Delivery times",
        "I could not find anything about gift cards.",
        "The rest is 80 - 20 = 60 euros.",
    ],
)
def test_what_only_leads_on_greets_or_reckons_claims_nothing(sentence: str) -> None:
    assert is_silent(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sure, you can pay with PayPal.",
        "Yes, gift cards can be returned.",
        "好的，可以使用微信支付。",
        "You will pay for the return shipping.",
        "Press the button for 5 seconds.",
        "Add the memory card and restart the camera.",
        "If you have any questions, call us at 0800 123456.",
        "If you have questions, write to help@shop.example.",
        "Delivery takes 3 days:",
        "The rest is 80 - 20 = 50 euros.",
        "请将商品寄回我们的仓库。",
    ],
)
def test_what_a_shop_says_of_itself_is_a_claim(sentence: str) -> None:
    assert not is_silent(sentence)


@pytest.mark.parametrize(
    ("sentence", "is_step"),
    [
        ("Subtract the constant from both sides.", True),
        ("So, 3x = 15.", True),
        ("First, find 10% of 80, which is 8.", True),
        ("**Remove brackets**: There are no brackets in this equation.", True),
        ("先把两边同时减去3，得到2x = 8。", True),
        ("Let's look at your example together.", True),
        ("**去括号**：由于方程中没有括号，我们不需要进行任何操作。", True),
        ("Add both together: 8 + 4 = 13.", False),
        ("The tutor speaks Chinese every Monday.", False),
        ("Lessons begin at 8:30 in the morning.", False),
        ("每周三下午有辅导课。", False),
    ],
)
def test_a_step_of_a_lesson_is_no_claim_unless_it_is_wrong(sentence: str, *, is_step: bool) -> None:
    assert is_silent(sentence, is_lesson=True) is is_step


def test_no_labelled_claim_goes_unchecked() -> None:
    claims = [s.text for s in read_sentences() if s.kind == "claim"]
    assert [text for text in claims if is_silent(text) or admits_ignorance(text)] == []


def test_few_labelled_courtesies_and_lead_ins_are_checked_in_vain() -> None:
    silent = [s.text for s in read_sentences() if s.kind in ("courtesy", "lead-in")]
    checked = [text for text in silent if not is_silent(text) or admits_ignorance(text)]
    assert len(checked) <= 0.03 * len(silent), checked


def test_labelled_admissions_of_ignorance_are_heard() -> None:
    admissions = [s.text for s in read_sentences() if s.kind == "ignorance"]
    assert [text for text in admissions if not admits_ignorance(text)] == []
