import pytest

from assistant.grounding.selection.asked import AskedKind, read_asked
from knowledge_base.text.units import Dimension


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How do I borrow the rotavator?", AskedKind.STEPS),
        ("助听器啸叫怎么办？", AskedKind.STEPS),
        ("Who do I send my application to?", AskedKind.PERSON),
        ("Where is the reset button?", AskedKind.PLACE),
        ("为什么有四季？", AskedKind.REASON),
        ("May I put up a polytunnel?", AskedKind.YES_NO),
        ("货车晚上也半价吗？", AskedKind.YES_NO),
        ("Which ship goes to Little Skarvoy?", AskedKind.OPEN),
    ],
)
def test_what_is_asked_for(question: str, kind: AskedKind) -> None:
    assert read_asked(question).kind is kind


@pytest.mark.parametrize(
    ("question", "answer", "beside"),
    [
        ("How much is the rent?", "The rent is £46.00.", "The rent is due on 1 October."),
        ("What does it cost?", "Dogs travel free.", "Dogs must be on a lead."),
        ("How much does it weigh?", "It weighs 2.6 kg.", "It costs 26 euros."),
        ("T2 Pro 单只多重？", "单只重量 2.6 克", "单只价格 2600 元"),
        ("How many litres does it hold?", "It holds 12 litres.", "It holds for 12 days."),
        ("云雀租一天多少钱？", "每天 138 元", "续航 410 公里"),
        ("When is it locked?", "It is locked from 9 p.m.", "It is locked by the warden."),
    ],
)
def test_a_value_of_the_kind_that_is_asked_for_must_be_there(question: str, answer: str, beside: str) -> None:
    asked = read_asked(question)
    assert asked.kind is AskedKind.VALUE
    assert asked.is_answered_by(answer)
    assert not asked.is_answered_by(beside)


def test_in_a_row_the_unit_may_stand_in_the_name_of_the_column() -> None:
    asked = read_asked("What does the tank lid cost?")
    assert asked.dimensions == {Dimension.MONEY}
    assert asked.is_answered_by("Part: Tank lid; Price EUR: 7", is_row=True)
