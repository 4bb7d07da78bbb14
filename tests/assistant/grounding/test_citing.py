import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import UNSUPPORTED
from assistant.grounding.citing import Citer
from assistant.grounding.rule_verifier import RuleVerifier
from knowledge_base.text.content_words import find_numbers
from tests.assistant.fakes import FixedRetriever, passage

RETURNS = passage(
    1, "Unopened items can be returned within 30 days. Opened items can be returned within 14 days."
)
DELIVERY = passage(2, "Delivery costs 4.90 euros. Orders over 60 euros are free.", "Delivery", ("Costs",))
CHINESE = passage(3, "已拆封的商品可在14天内退货。运费由买家承担。", "退货", ())


def cite(
    reply: str, question: str = "?", *, is_lesson: bool = False, is_cut_off: bool = False
) -> list[tuple[str, int]]:
    """Return each anchored piece of the reply with its number."""
    found = Citer(RuleVerifier(FixedRetriever())).cite(
        reply, (RETURNS, DELIVERY, CHINESE), question=question, is_lesson=is_lesson, is_cut_off=is_cut_off
    )
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
    found = Citer(RuleVerifier(FixedRetriever())).cite(
        "Opened items can be returned within 14 days.", (RETURNS,), question="?"
    )
    assert [c.quote for c in found.citations] == ["Opened items can be returned within 14 days."]


def test_all_quoted_sentences_of_a_passage_are_kept_in_its_order() -> None:
    reply = "Opened items can be returned within 14 days. Unopened items can be returned within 30 days."
    (citation,) = Citer(RuleVerifier(FixedRetriever())).cite(reply, (RETURNS,), question="?").citations
    assert citation.quote == RETURNS.text.replace("days. ", "days.\n")
    assert (citation.document_id, citation.passage_ordinal) == ("d1", 0)


def test_a_wrong_number_is_marked_as_unsupported() -> None:
    wrong = "Opened items can be returned within 21 days."
    assert cite(wrong) == [(wrong, UNSUPPORTED)]


def test_a_number_of_the_question_needs_no_support() -> None:
    reply = "Your order of 75 euros is over 60 euros, so orders are free."
    assert cite(reply, "Is delivery free for 75 euros?") == [(reply, 1)]
    assert cite(reply) == [(reply, UNSUPPORTED)]


def test_invented_sentences_are_marked_and_polite_ones_are_not() -> None:
    reply = "Yes, you can pay with PayPal. You're welcome! Which item is it?"
    assert cite(reply) == [("Yes, you can pay with PayPal.", UNSUPPORTED)]


def test_chinese_sentences_are_matched() -> None:
    assert cite("已拆封的商品可在14天内退货。") == [("已拆封的商品可在14天内退货。", 1)]
    assert cite("可以使用微信支付。希望对您有帮助！") == [("可以使用微信支付。", UNSUPPORTED)]


def test_every_sentence_has_its_own_mark() -> None:
    first, second = "Unopened items can be returned within 30 days.", "Gift wrapping costs 3 euros."
    third = "Opened items can be returned within 14 days."
    assert cite(f"{first} {second} {third}") == [(first, 1), (second, UNSUPPORTED), (third, 1)]


def test_a_lesson_may_repeat_the_numbers_of_the_exercise() -> None:
    reply = "The original price of the jacket is 200 euros."
    assert cite(reply, "A jacket costs 200 euros. What is a fifth of it?", is_lesson=True) == []
    assert cite(reply, "A jacket costs 200 euros. What is a fifth of it?") == [(reply, UNSUPPORTED)]
    assert cite(reply, "What does the jacket cost?", is_lesson=True) == [(reply, UNSUPPORTED)]


def test_without_passages_nothing_is_marked() -> None:
    assert Citer(RuleVerifier(FixedRetriever())).cite("We sell sofas.", (), question="?").anchors == ()


def test_a_sentence_that_was_cut_off_is_not_judged() -> None:
    reply = "Opened items can be returned within 14 days. Gift wrapping is offered by"
    assert cite(reply, is_cut_off=True) == [("Opened items can be returned within 14 days.", 1)]
    assert cite(reply)[-1][1] == UNSUPPORTED


def test_code_set_formulas_and_heads_of_tables_get_no_marks() -> None:
    reply = (
        "```\nGift wrapping costs 3 euros.\n```\n\\[\nspeed = 75\n\\]\n\n"
        "| Kind of order | Time to return |\n| --- | --- |\n| Opened items returned within | 14 days |"
    )
    found = Citer(RuleVerifier(FixedRetriever())).cite(reply, (RETURNS,), question="?")
    assert [(a.offset, a.number) for a in found.anchors] == [(len(reply) - 1, 1)]


def test_numbers_have_one_spelling() -> None:
    assert find_numbers("4,90 or ４.90 or 4.9") == {"4.9"}
    assert find_numbers("1,200 and 1200") == {"1200"}
    assert find_numbers("100 at 10:00") == {"100", "10:00"}


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
    asked = "What does P-99 mean?" if "P-99" in claim else "?"
    judgement = Citer(RuleVerifier(FixedRetriever())).judge(claim, passages, question=asked)
    assert judgement.is_supported is is_supported


SAID = (
    "Opened items can be returned within 14 days.",
    "Gift wrapping costs 3 euros.",
    "You're welcome!",
    "已拆封的商品可在14天内退货。",
    "Which item is it?",
    "- Delivery costs 4.90 euros.",
    "## Costs",
)


@given(
    pieces=st.lists(st.tuples(st.sampled_from(SAID), st.sampled_from((" ", "\n", "\n\n", "  "))), max_size=8)
)
def test_every_mark_stands_behind_a_sentence_and_every_number_has_its_citation(
    pieces: list[tuple[str, str]],
) -> None:
    reply = "".join(sentence + gap for sentence, gap in pieces)

    found = Citer(RuleVerifier(FixedRetriever())).cite(reply, (RETURNS, DELIVERY, CHINESE), question="?")

    offsets = [anchor.offset for anchor in found.anchors]
    assert offsets == sorted(set(offsets))
    assert all(reply[:offset].endswith((".", "!", "。")) for offset in offsets)
    used = list(dict.fromkeys(a.number for a in found.anchors if a.number != UNSUPPORTED))
    assert used == [citation.number for citation in found.citations] == list(range(1, len(used) + 1))
    assert all(line in citation.text for citation in found.citations for line in citation.quote.split("\n"))


def test_of_several_sentences_that_support_a_claim_the_one_with_its_values_is_marked() -> None:
    workshop = passage(
        5,
        "The partner workshop Rossi is at Via Larga 7 and repairs suspension forks. "
        "It charges 95 euros for one and needs three days.",
        "Workshops",
        ("Forks",),
    )
    claim = "The partner workshop Rossi repairs suspension forks for 95 euros in three days."
    citer = Citer(RuleVerifier(FixedRetriever()))
    (citation,) = citer.cite(claim, (workshop,), question="What does a fork service at Rossi cost?").citations
    assert citation.quote == "It charges 95 euros for one and needs three days."
