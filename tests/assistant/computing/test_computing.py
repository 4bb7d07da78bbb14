"""What is computed from a document, and what is left to others because something stays open."""

import pytest

from assistant.computing.computing import compute_answer
from assistant.computing.documents.sheets import read_sheet
from tests.assistant.computing.documents import compute, make_passage, make_sheet

KENNEL = make_sheet(
    "Dog: Small dog; Day: €14.50; Week: €90.00; Deposit: €40\n"
    "Dog: Large dog; Day: €19.00; Week: €118.00; Deposit: €60",
    "A bath costs €12, a walk €6.50 per hour. A blanket is 1.2 m wide and weighs 900 g.\n"
    "Owners of five or more dogs save 10 %. Members pay half on Sundays.",
    title="Willow kennel",
)
MUSEUM = make_sheet(
    "Visitor: Adult; Ticket: £9.00\nVisitor: Child 5 to 15; Ticket: £4.00\n"
    "Visitor: Child under 5; Ticket: free\nVisitor: Senior from 65; Ticket: £6.50",
    title="Museum",
)
LAMPS = make_sheet(
    "Voltage; Luma 2: 12 V; Luma 3: 24 V\nCurrent; Luma 2: 1.5 A; Luma 3: 2 A\n"
    "Weight; Luma 2: 800 g; Luma 3: 1.3 kg\nGuarantee; Luma 2: 18 months; Luma 3: 2 years",
    title="Lamps",
)
NURSERY = make_sheet(
    "植物: 绿萝; 每盆价格: 18元; 高度: 30厘米\n植物: 龟背竹; 每盆价格: 65元; 高度: 80厘米\n"
    "植物: 吊兰; 每盆价格: 15元; 高度: 25厘米",
    "换盆每盆10元，营养土一袋22元。花架租用每月30元，押金100元。\n会员打九折。",
    title="花圃价目",
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "What do two small dogs and a large dog cost for a day?",
            "2 × €14.50 (Small dog, Day) + €19.00 (Large dog, Day) = €48.00",
        ),
        (
            "What is a small dog for a week plus the deposit?",
            "€90.00 (Small dog, Week) + €40 (Small dog, Deposit) = €130.00",
        ),
        ("What does a walk of three hours cost for two hours?", ""),
        ("How much do I pay for a walk for three hours?", "3 × €6.50 (Walk) = €19.50"),
        (
            "How much more does a large dog cost than a small dog for a week?",
            "€118.00 (Large dog, Week) − €90.00 (Small dog, Week) = €28.00",
        ),
    ],
)
def test_sums_and_differences(question: str, answer: str) -> None:
    assert compute(question, KENNEL) == answer


@pytest.mark.parametrize(
    "question",
    [
        "What do two small dogs cost?",  # for a day or a week?
        "What do two medium dogs cost for a day?",  # there are none
        "What do six small dogs cost for a day?",  # five or more pay less
        "As a member, what do I pay for two small dogs for a day?",  # a condition that may apply
        "What do two small dogs cost for three days?",  # a week may be cheaper
        "What do two small dogs and a cat cost for a day?",
        "How much is a small dog for a day?",  # it stands there
        "How wide is a blanket?",
    ],
)
def test_what_stays_open_is_not_computed(question: str) -> None:
    assert compute(question, KENNEL) == ""


def test_ages_choose_the_row() -> None:
    said = compute("What do two adults and three children aged 7, 9 and 12 pay?", MUSEUM)
    assert said == "2 × £9.00 (Adult, Ticket) + 3 × £4.00 (Child 5 to 15, Ticket) = £30.00"
    assert compute("What do an adult and a child of three pay?", MUSEUM).endswith("= £9.00")
    assert compute("What do two adults and three children pay?", MUSEUM) == ""


def test_a_table_whose_columns_are_compared_is_turned() -> None:
    assert compute("How many watts does the Luma 3 draw?", LAMPS) == "24 V × 2 A = 48 W (Luma 3)"
    assert compute("Which is heavier, the Luma 2 or the Luma 3?", LAMPS) == (
        "Luma 3: 1.3 kg (Luma 3, Weight) − 800 g (Luma 2, Weight) = 500 g"
    )
    assert compute("Which lamp is the lightest?", LAMPS).startswith(
        "Luma 2: 800 g (Weight); next comes Luma 3"
    )
    assert compute("Does the Luma 2 have a longer guarantee than the Luma 3?", LAMPS).startswith(
        "No. 2 years"
    )


def test_a_bound_is_checked() -> None:
    assert (
        compute("Is the Luma 3 lighter than 1.5 kg?", LAMPS)
        == "Yes: 1.3 kg (Luma 3, Weight) is less than 1.5 kg"
    )
    assert compute("Is the Luma 3 lighter than 1300 g?", LAMPS).startswith("No: 1.3 kg")
    assert compute("Which tickets cost less than 7 pounds?", MUSEUM) == (
        "Less than £7 (Ticket): Child 5 to 15 (£4.00), Child under 5 (free), Senior from 65 (£6.50)"
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "两盆绿萝加一盆龟背竹一共多少钱？",
            "2 × 18元（绿萝，每盆价格） + 65元（龟背竹，每盆价格） = 101元",
        ),
        ("花架租半年，不算押金，一共多少钱？", "6 × 30元（花架租用每月） = 180元"),
        ("花架租六个月，不算押金，一共多少钱？", "6 × 30元（花架租用每月） = 180元"),
        ("哪种植物最便宜？", "吊兰：15元（每盆价格）；其次是绿萝（18元）"),
        ("每盆20元以下的植物有哪些？", "不超过20元（每盆价格）：绿萝（18元）、吊兰（15元）"),
        ("龟背竹比绿萝高多少？", "80厘米（龟背竹，高度） − 30厘米（绿萝，高度） = 50厘米"),
        ("龟背竹超过70厘米吗？", "是的：80厘米（龟背竹，高度），超过70厘米"),
        ("会员买两盆绿萝多少钱？", ""),
        ("两盆芦荟一共多少钱？", ""),
        ("绿萝多少钱一盆？", ""),
    ],
)
def test_chinese(question: str, answer: str) -> None:
    assert compute(question, NURSERY, "zh") == answer


def test_a_tie_is_said() -> None:
    sheet = make_sheet("Course: Clay; Fee: £80\nCourse: Glass; Fee: £80\nCourse: Wood; Fee: £95")
    assert compute("Which is cheaper, Clay or Glass?", sheet) == (
        "They are the same: £80 (Clay, Fee) = £80 (Glass, Fee)"
    )
    assert compute("Which course is the cheapest?", sheet).startswith("Clay, Glass: £80")


def test_a_table_that_may_have_more_rows_has_no_cheapest_one() -> None:
    passages = [make_passage("Course: Clay; Fee: £80\nCourse: Glass; Fee: £70")]
    whole, cut = read_sheet(passages), read_sheet(passages, is_cut_behind=True)
    question = "Which course is the cheapest?"
    assert compute(question, whole).startswith("Glass: £70")
    assert compute(question, cut) == ""


def test_two_documents_that_differ_give_no_answer() -> None:
    one = make_sheet("Visitor: Adult; Ticket: £9.00\nVisitor: Child; Ticket: £4.00")
    other = make_sheet("Visitor: Adult; Ticket: £8.00\nVisitor: Child; Ticket: £4.00")
    question = "What do two adults and a child pay for tickets?"
    assert compute_answer(question, [one, one], "en") is not None
    assert compute_answer(question, [one, other], "en") is None


def test_a_discount_that_the_document_names_is_taken_off() -> None:
    sheet = make_sheet("A bench costs €180. Readers of our leaflet get 15 % off every bench.")
    said = compute("What does the bench cost with the 15 % leaflet discount?", sheet)
    assert said == "€180 (Bench) × 85 % = €153"
    assert compute("What does the bench cost with a 20 % discount?", sheet) == ""


def test_a_surcharge_in_the_row_has_to_be_ruled_out() -> None:
    sheet = make_sheet(
        "项目: 皮划艇; 全天: 120元; 说明: 须穿救生衣；周末加收20元\n项目: 桨板; 全天: 90元; 说明: 不限",
        title="水上项目",
    )
    assert compute("租皮划艇和桨板各一天一共多少钱？", sheet, "zh") == ""
    assert compute("平日租皮划艇和桨板各一天一共多少钱？", sheet, "zh").endswith("= 210元")


def test_names_of_documents_are_shown_as_they_are() -> None:
    sheet = make_sheet("Item: So *bold* [x](http://a.example); Fee: £2\nItem: Plain; Fee: £3")
    computed = compute_answer("Which item has the highest fee?", [sheet], "en")
    assert computed is not None
    assert r"So \*bold\* \[x\](http://a.example)" in computed.text
