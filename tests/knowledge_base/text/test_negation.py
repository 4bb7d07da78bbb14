import pytest

from knowledge_base.text.negation import contradict, contradicts_cells, denies, is_nothing


@pytest.mark.parametrize(
    ("text", "is_denial"),
    [
        ("You can't return it.", True),
        ("It is sold out.", True),
        ("The notebook is here.", False),
        ("大厅不接受预订。", True),
        ("不锈钢水壶", False),
        ("能不能退货", False),
        ("未拆封的茶叶可以退货", False),
        ("订单尚未发货", True),
        ("无线网络免费", False),
    ],
)
def test_what_denies(text: str, *, is_denial: bool) -> None:
    assert denies(text) is is_denial


@pytest.mark.parametrize(
    ("claim", "clause", "is_contradiction"),
    [
        ("Yes, you may swim.", "Swimming is not allowed.", True),
        ("No, you may not swim.", "Swimming is not allowed.", False),
        ("No, you cannot bring your dog on a kayak.", "Dogs are allowed on rowing boats only.", False),
        ("No, the shop is not open on Monday.", "The shop is closed on Monday.", False),
        ("Parking is free.", "There is no charge for parking.", False),
        ("Guests need no appointment.", "Guests make an appointment by telephone.", True),
        ("No.", "Swimming is allowed.", True),
        ("Yes.", "Swimming is allowed.", False),
        ("可以。", "不可以带宠物进入", True),
        ("不可以。", "可以自带茶叶", True),
        ("可以，茶叶能退货。", "茶叶不能退货", True),
    ],
)
def test_what_contradicts_a_clause(claim: str, clause: str, *, is_contradiction: bool) -> None:
    assert contradict(claim, clause, "?") is is_contradiction


def test_a_yes_before_a_denial_misleads_unless_a_denial_was_asked_for() -> None:
    claim, clause = "Yes, no licence is needed.", "a licence is not needed"
    assert contradict(claim, clause, "Do I need a licence?")
    assert not contradict(claim, clause, "Can I drive without a licence?")


@pytest.mark.parametrize(
    ("claim", "value", "is_contradiction"),
    [
        ("Yes, the lid is in stock.", "0", True),
        ("Yes, there are 0 in stock.", "0", True),
        ("No, the lid is not in stock.", "0", False),
        ("The lid is out of stock.", "12", True),
        ("Yes, 12 are in stock.", "12", False),
        ("Yes, it is available.", "sold out", True),
        ("有现货。", "无", True),
        ("没有现货。", "无", False),
    ],
)
def test_what_contradicts_a_column_of_the_stock(claim: str, value: str, *, is_contradiction: bool) -> None:
    assert (
        contradicts_cells(claim, "Is the lid in stock? 有货吗？", [("In stock", value)]) is is_contradiction
    )


def test_a_price_of_nothing_is_free() -> None:
    cells = [("Deposit", "0 EUR")]
    assert not contradicts_cells("There is no deposit.", "Deposit?", cells)
    assert not contradicts_cells("The deposit is free.", "Deposit?", cells)
    assert contradicts_cells("You have to leave a deposit.", "Deposit?", cells)
    assert contradicts_cells("Yes, you pay a deposit of 0 EUR.", "Do I pay a deposit?", cells)
    assert not contradicts_cells("Yes, the deposit is 0 EUR.", "Is there no deposit?", cells)


@pytest.mark.parametrize(
    ("value", "says_nothing"),
    [
        ("0", True),
        ("0.00 €", True),
        ("0元", True),
        ("none", True),
        ("无", True),
        ("10", False),
        ("0.5 l", False),
    ],
)
def test_cells_that_say_nothing(value: str, *, says_nothing: bool) -> None:
    assert is_nothing(value) is says_nothing
