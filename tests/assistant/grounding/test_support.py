"""The real encoder and the real citer, with claims as a small model makes them of tables, denials and two languages."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from assistant.grounding.citing import Citer
from assistant.grounding.rule_verifier import RuleVerifier
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.passages import Passage
from tests.assistant.fakes import FixedRetriever, passage

PARTS = passage(
    1,
    "Part no.: KD-110; Part: Brew group seal; Fits: Aroma One; Price EUR: 4.50; In stock: 38\n"
    "Part no.: KD-111; Part: Water tank lid; Fits: Aroma One; Price EUR: 7.90; In stock: 0\n"
    "Part no.: KD-112; Part: Drip tray; Fits: Aroma One; Price EUR: 12.40; In stock: 6\n"
    "Part no.: KD-211; Part: Drip tray; Fits: Aroma Duo; Price EUR: 15.80; In stock: 11\n"
    "Part no.: KD-212; Part: Grinder ring; Fits: Aroma Duo; Price EUR: 29.00; In stock: 2",
    "coffee-parts",
    (),
)
MESSAGES = passage(
    2,
    "Code: H06; Meaning: Descaling is due; What to do: Run the descaling programme with 1 sachet of "
    "powder\n"
    "Code: H08; Meaning: Grinder blocked; What to do: Unplug the machine and remove the stone from "
    "the bean funnel\n"
    "Code: H11; Meaning: Brew group not locked; What to do: Push the brew group in until it clicks",
    "Aroma coffee machines: messages",
    ("Messages on the display",),
)
HOURS = passage(
    3,
    "Day: Monday; Open: closed\n"
    "Day: Tuesday to Friday; Open: 10:00 to 18:30\n"
    "Day: Saturday; Open: 9:00 to 14:00",
    "The coffee studio",
    ("Opening hours",),
)
LOANS = passage(
    4,
    "While your machine is being repaired you may borrow a loan machine. The loan is free of charge "
    "and needs no deposit. Loan machines are lent only to customers whose machine is in repair with "
    "us.",
    "The coffee studio",
    ("Loan machines",),
)
TEA = passage(
    5,
    "大厅不接受预订。包间可以提前两周预订。茶馆内禁止吸烟。可以自带茶叶，每人收取15元开水费。不可以带宠物进入。停车免费，最多停4小时。",
    "竹影茶馆",
    ("须知",),
)
ROOMS = passage(
    6,
    "包间: 听雨; 人数: 4人; 每小时价格: 80元; 押金: 200元\n"
    "包间: 望山; 人数: 8人; 每小时价格: 150元; 押金: 300元\n"
    "包间: 小竹; 人数: 2人; 每小时价格: 50元; 押金: 0元",
    "竹影茶馆",
    ("包间",),
)
BOATS = passage(
    9,
    "Boat: Rowing boat Heron; Price per hour (EUR): 14; Deposit (EUR): 50\n"
    "Boat: Stand-up board Reed; Price per hour (EUR): 11; Deposit (EUR): 0",
    "boats",
    (),
)
RETURNS = passage(
    7,
    "未拆封的茶叶可在7天内退货。已拆封的茶叶不能退货。",
    "竹影茶馆",
    ("茶叶退换",),
)
CLEANING = passage(
    8,
    "The brew group must not be put in the dishwasher. The drip tray can be put in the dishwasher.",
    "Aroma",
    ("Cleaning",),
)


class EncodingRetriever(FixedRetriever):
    """Compares by meaning."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        super().__init__()
        self._encoder = encoder

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        compared: npt.NDArray[np.float32] = (
            self._encoder.embed_queries(list(queries)) @ self._encoder.embed_queries(list(texts)).T
        )
        return compared


@pytest.fixture(scope="session")
def citer(encoder: SentenceEncoder) -> Citer:
    return Citer(RuleVerifier(EncodingRetriever(encoder)))


def is_supported(citer: Citer, claim: str, passages: Sequence[Passage], question: str) -> bool:
    return citer.judge(claim, passages, question=question, is_whole=len(claim) < 6).is_supported


@pytest.mark.parametrize(
    ("question", "claim", "passages", "expected"),
    [
        (
            "My machine shows H08. How do I fix it?",
            "To fix the H08 error, unplug the machine and remove the stone from the bean funnel.",
            (
                MESSAGES,
                PARTS,
            ),
            True,
        ),
        (
            "My machine shows H08. How do I fix it?",
            "Unplug the machine and remove the stone from the bean funnel.",
            (
                MESSAGES,
                PARTS,
            ),
            True,
        ),
        (
            "My machine shows H08. How do I fix it?",
            "Push the brew group in until it clicks.",
            (
                MESSAGES,
                PARTS,
            ),
            False,
        ),
        (
            "My machine shows H08. How do I fix it?",
            "H08 means that descaling is due; run the descaling programme with 1 sachet of powder.",
            (MESSAGES,),
            False,
        ),
        (
            "What does the message H07 mean?",
            "The message means that the brew group is not locked.",
            (MESSAGES,),
            False,
        ),
        (
            "How much is the drip tray for the Aroma Duo?",
            "The drip tray for the Aroma Duo costs EUR 15.80.",
            (PARTS,),
            True,
        ),
        (
            "How much is the drip tray for the Aroma Duo?",
            "The drip tray for the Aroma Duo costs 12.40 euros.",
            (PARTS,),
            False,
        ),
        ("Is the water tank lid in stock?", "Yes, the water tank lid is in stock.", (PARTS,), False),
        (
            "Do I pay a deposit for the stand-up board?",
            "Yes, you pay a deposit of 0 EUR for the stand-up board.",
            (BOATS,),
            False,
        ),
        (
            "Do I pay a deposit for the stand-up board?",
            "No, the deposit for the stand-up board is 0 EUR.",
            (BOATS,),
            True,
        ),
        ("Is the water tank lid in stock?", "No, the water tank lid is not in stock.", (PARTS,), True),
        ("Is the water tank lid in stock?", "The water tank lid has 0 in stock.", (PARTS,), True),
        ("Is the water tank lid in stock?", "No.", (PARTS,), True),
        ("Is the water tank lid in stock?", "Yes.", (PARTS,), False),
        ("Is the grinder ring available?", "Yes, the grinder ring is available.", (PARTS,), True),
        ("Is the grinder ring available?", "Yes, there are 2 grinder rings in stock.", (PARTS,), True),
        ("Is the grinder ring available?", "No, the grinder ring is out of stock.", (PARTS,), False),
        ("Are you open on Mondays?", "Yes, I am open on Mondays.", (HOURS,), False),
        ("Are you open on Mondays?", "No, the coffee studio is closed on Mondays.", (HOURS,), True),
        ("Are you open on Mondays?", "No, we are not open on Mondays.", (HOURS,), True),
        ("When do you open on Saturday?", "The coffee studio opens at 9:00 on Saturday.", (HOURS,), True),
        ("When do you open on Saturday?", "The coffee studio opens at 10:00 on Saturday.", (HOURS,), False),
        (
            "Do I have to pay a deposit for a loan machine?",
            "No, you do not have to pay a deposit for a loan machine.",
            (
                LOANS,
                PARTS,
            ),
            True,
        ),
        (
            "Do I have to pay a deposit for a loan machine?",
            "Yes, you have to pay a deposit for a loan machine.",
            (
                LOANS,
                PARTS,
            ),
            False,
        ),
        (
            "Do I have to pay a deposit for a loan machine?",
            "No.",
            (
                LOANS,
                PARTS,
            ),
            True,
        ),
        (
            "Can I put the brew group in the dishwasher?",
            "No, the brew group cannot go in the dishwasher.",
            (CLEANING,),
            True,
        ),
        (
            "Can I put the brew group in the dishwasher?",
            "Yes, you can put the brew group in the dishwasher.",
            (CLEANING,),
            False,
        ),
        (
            "Can the drip tray go in the dishwasher?",
            "Yes, the drip tray can be put in the dishwasher.",
            (
                CLEANING,
                PARTS,
            ),
            True,
        ),
        (
            "Can the drip tray go in the dishwasher?",
            "No, the drip tray cannot go in the dishwasher.",
            (
                CLEANING,
                PARTS,
            ),
            False,
        ),
        (
            "Can the drip tray go in the dishwasher?",
            "Yes.",
            (
                CLEANING,
                PARTS,
            ),
            True,
        ),
        (
            "Can I bring my own tea leaves to the tea house?",
            "Yes, you can bring your own tea leaves.",
            (TEA,),
            True,
        ),
        (
            "Can I bring my own tea leaves to the tea house?",
            "No, you cannot bring your own tea leaves.",
            (TEA,),
            False,
        ),
        ("Can I bring pets into the tea house?", "No, pets are not allowed in the tea house.", (TEA,), True),
        ("Can I bring pets into the tea house?", "Yes, pets are allowed in the tea house.", (TEA,), False),
        ("Can I return opened tea to the tea house?", "No, opened tea cannot be returned.", (RETURNS,), True),
        (
            "Can I return opened tea to the tea house?",
            "No, you cannot return opened tea to the tea house.",
            (RETURNS,),
            True,
        ),
        ("Is the water tank lid in stock?", "No water tank lid left in stock.", (PARTS,), True),
        ("Can I return opened tea to the tea house?", "Yes, opened tea can be returned.", (RETURNS,), False),
        ("Does the tea house have wifi?", "Yes, the tea house has wifi.", (TEA,), False),
        (
            "What is the deposit for the room 望山?",
            "The deposit for the room 望山 is 300 yuan.",
            (ROOMS,),
            True,
        ),
        (
            "What is the deposit for the room 望山?",
            "The deposit for the room 望山 is 200 yuan.",
            (ROOMS,),
            False,
        ),
        ("茶馆可以带宠物吗？", "茶馆不可以带宠物。", (TEA,), True),
        ("茶馆可以带宠物吗？", "茶馆可以带宠物。", (TEA,), False),
        ("茶馆可以带宠物吗？", "不可以。", (TEA,), True),
        ("茶馆可以带宠物吗？", "可以。", (TEA,), False),
        ("可以自带茶叶吗？", "可以。", (TEA,), True),
        ("可以自带茶叶吗？", "不可以。", (TEA,), False),
        ("大厅可以预订吗？", "大厅不能预订。", (TEA,), True),
        ("停车要钱吗？", "停车不要钱。", (TEA,), True),
        ("停车要钱吗？", "停车是免费的。", (TEA,), True),
        ("小竹包间要押金吗？", "小竹包间不需要押金。", (ROOMS,), True),
        ("小竹包间要押金吗？", "小竹包间要押金200元。", (ROOMS,), False),
        ("小竹包间要押金吗？", "小竹包间的押金是0元。", (ROOMS,), True),
        ("望山包间一小时多少钱？", "望山包间一小时150元。", (ROOMS,), True),
        ("望山包间一小时多少钱？", "望山包间一小时80元。", (ROOMS,), False),
        ("未拆封的茶叶可以退货吗？", "可以，未拆封的茶叶可在7天内退货。", (RETURNS,), True),
        ("冲煮器可以放进洗碗机吗？", "冲煮器不能放进洗碗机。", (CLEANING,), True),
        ("冲煮器可以放进洗碗机吗？", "冲煮器可以放进洗碗机。", (CLEANING,), False),
        ("咖啡机显示H08是什么意思？", "H08表示研磨器堵塞。", (MESSAGES,), True),
    ],
)
def test_a_claim_needs_its_subject_its_value_and_its_yes_or_no_in_one_place(
    citer: Citer, question: str, claim: str, passages: tuple[Passage, ...], *, expected: bool
) -> None:
    assert is_supported(citer, claim, passages, question) is expected


@pytest.mark.parametrize(
    "hired", ["Bike: City bike; Day EUR: 18; Deposit EUR: 80", "The city bike costs 18 euros a day."]
)
def test_another_kind_of_the_same_thing_is_another_subject(citer: Citer, hired: str) -> None:
    shop = passage(1, hired, "Hire", ())
    assert is_supported(
        citer, "The city bike costs 18 euros a day.", [shop], "What does the city bike cost a day?"
    )
    assert not is_supported(
        citer, "The fat bike costs 18 euros a day.", [shop], "What does the fat bike cost a day?"
    )


def test_a_value_of_a_neighbouring_sentence_is_not_the_subjects() -> None:
    hire = passage(1, "The city bike costs 18 euros a day. The fat bike costs 26 euros a day.", "Hire", ())
    citer = Citer(RuleVerifier(FixedRetriever()))
    assert is_supported(citer, "The fat bike costs 26 euros a day.", [hire], "What does the fat bike cost?")
    assert not is_supported(
        citer, "The fat bike costs 18 euros a day.", [hire], "What does the fat bike cost?"
    )
    assert not is_supported(citer, "It costs 18 euros a day.", [hire], "What does the fat bike cost a day?")


def test_values_of_two_sentences_may_be_told_in_one() -> None:
    both = passage(
        1, "Delivery costs 4.90 euros. Orders over 60 euros are delivered free of charge.", "Delivery", ()
    )
    claim = "Delivery costs 4.90 euros, and orders over 60 euros are delivered free of charge."
    assert is_supported(Citer(RuleVerifier(FixedRetriever())), claim, [both], "What does delivery cost?")


def test_a_list_over_several_rows_is_supported_and_a_mixture_is_not() -> None:
    citer, question = Citer(RuleVerifier(FixedRetriever())), "Which parts fit the Aroma One?"
    rows = "the brew group seal for 4.50, the water tank lid for 7.90 and the drip tray for 12.40"
    assert is_supported(citer, f"These parts fit the Aroma One: {rows}.", [PARTS], question)
    assert not is_supported(citer, "The brew group seal for the Aroma One costs 12.40.", [PARTS], question)


def test_an_order_number_is_no_code_that_a_passage_must_hold() -> None:
    question = "My order LX-2041 has not come. Do I pay a deposit for a loan machine?"
    assert is_supported(
        Citer(RuleVerifier(FixedRetriever())), "The loan needs no deposit.", [LOANS], question
    )


def test_the_line_with_the_answer_is_named_where_the_claim_is_false(citer: Citer) -> None:
    known = citer.judge(
        "Yes, the water tank lid is in stock.", [PARTS], question="Is the water tank lid in stock?"
    )
    assert known.quote.startswith("Part no.: KD-111")
    unknown = citer.judge("Yes, you can pay with PayPal.", [LOANS], question="Can I pay with PayPal?")
    assert (unknown.quote, unknown.passage) == ("", None)


def test_a_sentence_quoted_from_the_passage_is_supported_whatever_its_marks(citer: Citer) -> None:
    quoted = "> **The loan is free of charge and needs no deposit.**"
    assert is_supported(citer, quoted, [LOANS], "Tell me about gift vouchers, discounts and parking")


GROUPS = passage(
    8,
    "Product group: Wireless earbuds and headphones; Warranty: 2 years; Extension: 1 year for 15 euros\n"
    "Product group: Chargers and power banks; Warranty: 18 months; Extension: not available",
    "Warranty and repair",
    ("How long the warranty lasts",),
)
EARBUDS_MANUAL = passage(
    9, "A full charge lasts 7 hours.", "AeroSound 2 wireless earbuds: manual", ("Charging",)
)


@pytest.mark.parametrize(
    ("sentence", "manuals", "is_true"),
    [
        ("The warranty on the AeroSound 2 earbuds is 2 years.", (EARBUDS_MANUAL,), True),
        ("The warranty on the AeroSound 2 is 18 months.", (EARBUDS_MANUAL,), False),
        ("The warranty on the AeroSound 2 earbuds is 2 years.", (), False),
    ],
)
def test_a_row_about_a_kind_holds_for_the_product_whose_manual_names_the_kind(
    citer: Citer, sentence: str, manuals: tuple[Passage, ...], is_true: bool
) -> None:
    question = "How long is the warranty on the AeroSound 2?"

    judgement = citer.judge(sentence, (*manuals, GROUPS), question=question)

    assert judgement.is_supported is is_true
