import pytest

from assistant.citing import MIN_SUPPORT, Citer, find_numbers
from tests.assistant.fakes import FixedRetriever, passage

RETURNS = passage(
    1, "Unopened items can be returned within 30 days. Opened items can be returned within 14 days."
)
DELIVERY = passage(2, "Delivery costs 4.90 euros. Orders over 60 euros are free.", "Delivery", ("Costs",))
CHINESE = passage(3, "已拆封的商品可在14天内退货。运费由买家承担。", "退货", ())


def cite(reply: str, question: str = "?") -> list[tuple[str, int]]:
    """Return each anchored piece of the reply with its number."""
    found = Citer(FixedRetriever()).cite(reply, (RETURNS, DELIVERY, CHINESE), question=question)
    ends = [0, *(anchor.offset for anchor in found.anchors)]
    return [
        (reply[start : anchor.offset].strip(), anchor.number)
        for start, anchor in zip(ends, found.anchors, strict=False)
    ]


def test_each_sentence_gets_the_passage_that_says_it_numbered_by_first_use() -> None:
    reply = "Delivery costs 4.90 euros. Opened items can be returned within 14 days."
    assert cite(reply) == [
        ("Delivery costs 4.90 euros.", 1),
        ("Opened items can be returned within 14 days.", 2),
    ]


def test_the_quote_is_the_sentence_of_the_passage() -> None:
    found = Citer(FixedRetriever()).cite(
        "Opened items can be returned within 14 days.", (RETURNS,), question="?"
    )
    assert [c.quote for c in found.citations] == ["Opened items can be returned within 14 days."]


def test_a_wrong_number_is_not_cited() -> None:
    assert cite("Opened items can be returned within 21 days.") == []


def test_a_number_of_the_question_needs_no_support() -> None:
    reply = "Your order of 75 euros is over 60 euros, so orders are free."
    assert cite(reply, "Is delivery free for 75 euros?") == [(reply, 1)]
    assert cite(reply) == []


def test_invented_and_polite_sentences_are_not_cited() -> None:
    assert cite("Yes, you can pay with PayPal. You're welcome! Which item is it?") == []


def test_chinese_sentences_are_matched() -> None:
    assert cite("已拆封的商品可在14天内退货。") == [("已拆封的商品可在14天内退货。", 1)]
    assert cite("可以使用微信支付。") == []


def test_one_mark_ends_a_run_of_sentences_with_the_same_passage() -> None:
    reply = "Unopened items can be returned within 30 days. Opened items can be returned within 14 days."
    assert cite(reply) == [(reply, 1)]


def test_numbers_have_one_spelling() -> None:
    assert find_numbers("4,90 or ４.90") == {"4.90"}


@pytest.mark.parametrize(
    ("claim", "is_supported"),
    [
        ("Animal cells have no chloroplasts.", True),
        ("Yes, animal cells have chloroplasts.", False),
        ("Error P-17 means that the paper tray is empty.", True),
        ("Error P-99 means that the paper tray is empty.", False),
        ("The PaperPro tray is empty.", False),
        ("内胆不能放进洗碗机。", True),
        ("内胆可以放进洗碗机。", False),
    ],
)
def test_a_denial_and_a_code_are_no_details(claim: str, *, is_supported: bool) -> None:
    passages = (
        passage(1, "Animal cells have no cell wall and no chloroplasts."),
        passage(2, "Printer error P-17 means that the paper tray is empty: fill it with paper."),
        passage(3, "内胆用软布清洗，不能放进洗碗机。"),
    )
    support = Citer(FixedRetriever()).find_support(claim, passages, question="What does P-99 mean?")
    assert support is not None
    assert (support.score >= MIN_SUPPORT) is is_supported
