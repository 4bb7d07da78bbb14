import pytest

from assistant.grounding.selection.selector import EvidenceSelector, LinearSelector, Outcome
from tests.assistant.fakes import FixedRetriever, passage
from tests.contracts.evidence_selector import QUESTION, EvidenceSelectorContract, scored

TRAY = "Drip tray for the big machine"


class TestLinearSelector(EvidenceSelectorContract):
    @pytest.fixture
    def selector(self) -> EvidenceSelector:
        return LinearSelector(comparer=FixedRetriever())


def test_what_is_about_something_else_does_not_answer() -> None:
    found = passage(1, "The library lends books to its members.", "Library", ())
    assert LinearSelector(comparer=FixedRetriever()).select(QUESTION, [scored(found, 0.05)]).outcome is not (
        Outcome.ANSWER
    )


def test_the_row_of_the_subject_goes_before_its_neighbours() -> None:
    rows = passage(1, "Part: Tank lid; Price EUR: 7\nPart: Drip tray; Price EUR: 9", "Parts", ())
    evidence = LinearSelector(comparer=FixedRetriever()).select(
        "What does the drip tray cost?", [scored(rows)]
    )
    assert evidence.excerpts[0].text == "Part: Drip tray; Price EUR: 9"


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Which is cheaper, the drip tray for the big machine or the tank lid?", {TRAY, "Tank lid"}),
        ("What does the drip tray for the big machine cost?", {TRAY}),
    ],
)
def test_who_compares_two_rows_gets_both(question: str, parts: set[str]) -> None:
    names = ("Tank lid", "Brush", TRAY, "Filter", "Hose")
    table = "\n".join(f"Part: {name}; Price EUR: {price}" for price, name in enumerate(names, start=7))
    evidence = LinearSelector(comparer=FixedRetriever()).select(
        question, [scored(passage(1, table, "Parts", ()))]
    )
    assert {excerpt.cells[0][1] for excerpt in evidence.excerpts} == parts
    assert {excerpt.text for excerpt in evidence.excerpts} <= {excerpt.text for excerpt in evidence.close}


@pytest.mark.parametrize(("year", "outcome"), [("2026", Outcome.ANSWER), ("2023", Outcome.POSSIBLE)])
def test_what_is_said_of_one_year_may_not_hold_for_another(year: str, outcome: Outcome) -> None:
    fees = passage(1, "A permit for the market square costs 40 euros.", "Fees 2026", ())
    evidence = LinearSelector(comparer=FixedRetriever()).select(
        f"How much did a permit for the market square cost in {year}?", [scored(fees, 0.99)]
    )
    assert evidence.outcome is outcome
