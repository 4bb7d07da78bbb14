import pytest

from assistant.grounding.selection.selector import EvidenceSelector, LinearSelector, Outcome
from tests.assistant.fakes import FixedRetriever, passage
from tests.contracts.evidence_selector import QUESTION, EvidenceSelectorContract, scored


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
