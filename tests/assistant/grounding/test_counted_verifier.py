"""What the rules support and the counts speak against."""

import pytest

from assistant.grounding.claim_features import find_features
from assistant.grounding.counted_verifier import WEIGHTS, CountedVerifier
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.grounding.verifier import Judgement, Verdict
from tests.assistant.fakes import FixedRetriever, passage

TICKETS = passage(
    1,
    "Ticket: Motorcycle; Single: €16.00; Return: €29.00\nTicket: Bicycle; Single: €4.00; Return: €7.00",
    "Fares 2026",
    (),
)
SHIPS = passage(
    2,
    "The Tern has a drinks machine only. The Eider has a cafeteria with hot meals until 7 p.m.",
    "Ships",
    (),
)
GUARANTEE = passage(
    4, "The frame is guaranteed for ten years, the motor for two years.", "City bike", ("Guarantee",)
)
DOGS = passage(3, "狗可以上船，需要拴绳。", "渡船须知", ())


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("What is a return ticket for a motorcycle?", "A return ticket for a motorcycle is €29.00."),
        ("What does a motorcycle pay in 2026?", "The single ticket for a motorcycle is €16.00 in 2026."),
        ("Does the Eider have hot meals?", "The Eider has a cafeteria with hot meals until 7 p.m."),
        ("Does the Tern have a drinks machine?", "The Tern has a drinks machine only."),
        ("狗可以上船吗？", "狗可以上船，需要拴绳。"),
    ],
)
def test_what_stands_there_passes(question: str, claim: str) -> None:
    assert judge(claim, question).is_supported


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("What is a return ticket for a motorcycle?", "The single ticket for a motorcycle is €29.00."),
        ("What did a motorcycle pay in 2023?", "The single ticket for a motorcycle was €16.00 in 2023."),
        ("Can I get a hot soup on the Tern?", "Yes, you can get a hot soup on the Tern."),
        ("Is a bicycle free?", "A bicycle with a single ticket is free, without charge."),
        ("狗可以坐在餐厅里吗？", "可以，狗可以坐在餐厅里。"),
        ("How long is the saddle guaranteed?", "The saddle is guaranteed for ten years."),
        ("How heavy is a motorcycle?", "A motorcycle with a return ticket is €29.00."),
    ],
)
def test_what_is_added_exchanged_or_said_after_the_question_does_not(question: str, claim: str) -> None:
    judgement = judge(claim, question)
    assert judgement.verdict in (Verdict.UNSUPPORTED, Verdict.CONTRADICTED)
    assert judgement.probability <= 0.5


def test_a_lesson_is_left_to_the_rules() -> None:
    rules = RuleVerifier(FixedRetriever())
    claims, question = ["The single ticket for a motorcycle is €29.00."], "What is a ticket?"
    counted = CountedVerifier(inner=rules).verify(claims, [TICKETS], question, is_lesson=True)
    assert counted == rules.verify(claims, [TICKETS], question, is_lesson=True)


def test_no_weight_is_of_a_feature_that_is_not_there() -> None:
    assert WEIGHTS.keys() <= find_features("A claim.", ("Evidence.",), "", 0.5).keys()


def judge(claim: str, question: str) -> Judgement:
    verifier = CountedVerifier(inner=RuleVerifier(FixedRetriever()))
    (judgement,) = verifier.verify([claim], [TICKETS, SHIPS, DOGS, GUARANTEE], question)
    return judgement
