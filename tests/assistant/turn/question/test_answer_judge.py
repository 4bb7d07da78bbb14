"""What the model's yes or no does to the evidence that was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from assistant.grounding.selection.asked import read_asked
from assistant.grounding.selection.excerpts import split_excerpts
from assistant.grounding.selection.selector import Evidence, Outcome
from assistant.turn.question.answer_judge import MAX_CHARACTERS, MAX_QUESTION, JudgedChoice, lay_out
from assistant.turn.question.cross_lingual import CrossLingualChoice
from assistant.turn.question.evidence_choice import EvidenceChoice
from assistant.turn.question.finding import Finding
from knowledge_base.passages import ScoredPassage
from model.chat.capabilities import Capability
from model.chat.model_profile import SMALL_MODEL, AnswerWeights
from model.chat.plain_text import render_plain_text
from model.chat.scripted_chat_model import ScriptedChatModel
from tests.assistant.fakes import passage

QUESTION = "What does the sauna cost?"
SAUNA = passage(1, "The sauna costs 6 euros a visit.", "Prices", ("Pool",))
FOUND = Finding(
    passages=(SAUNA,),
    query=QUESTION,
    candidates=(
        ScoredPassage(
            passage=SAUNA, score=0.0, dense_score=0.0, dense_rank=None, lexical_rank=None, relevance=0.5
        ),
    ),
)
WEIGHED = replace(SMALL_MODEL, answer_weights=AnswerWeights(said=1.0, counted=0.5, intercept=0.0))


@dataclass
class GivenEvidence:
    """Selects what it is given."""

    evidence: Evidence

    def select(self, question: str, found: Sequence[ScoredPassage]) -> Evidence:
        del question, found
        return self.evidence


def evidence(outcome: Outcome, probability: float, *, is_limited: bool = False) -> Evidence:
    return Evidence(
        outcome=outcome,
        asked=read_asked(QUESTION),
        excerpts=split_excerpts(SAUNA),
        probability=probability,
        is_limited=is_limited,
    )


def judge(chosen: Evidence, model: ScriptedChatModel) -> Evidence | None:
    inner = CrossLingualChoice(
        choice=EvidenceChoice(selector=GivenEvidence(chosen), count=4), chat_model=model
    )
    choice = JudgedChoice(choice=inner, chat_model=model)
    return choice.choose(QUESTION, FOUND, lambda _: FOUND, conversation_key="c")[1]


@pytest.mark.parametrize(
    ("before", "yes", "after"),
    [
        (evidence(Outcome.POSSIBLE, 0.3), 0.95, Outcome.ANSWER),
        (evidence(Outcome.POSSIBLE, 0.3), 0.4, Outcome.POSSIBLE),
        (evidence(Outcome.ANSWER, 0.6), 0.05, Outcome.NEAREST),
        (evidence(Outcome.POSSIBLE, 0.06), 0.001, Outcome.NOTHING),
        (evidence(Outcome.NEAREST, 0.02), 0.99, Outcome.ANSWER),
    ],
)
def test_the_models_word_is_weighed_with_what_was_counted(
    before: Evidence, yes: float, after: Outcome
) -> None:
    judged = judge(before, ScriptedChatModel(choices=[(yes, 1 - yes)], profile=WEIGHED))
    assert judged is not None
    assert judged.outcome is after
    assert (judged.probability > before.probability) == (yes >= 0.4)
    assert judged.excerpts == before.excerpts


def test_what_is_ruled_out_for_a_missing_code_is_not_let_in_again() -> None:
    judged = judge(
        evidence(Outcome.NEAREST, 0.6, is_limited=True), ScriptedChatModel(choices=["yes"], profile=WEIGHED)
    )
    assert judged is not None
    assert judged.outcome is Outcome.NEAREST


@pytest.mark.parametrize(
    ("chosen", "model"),
    [
        (evidence(Outcome.ANSWER, 0.95), ScriptedChatModel(profile=WEIGHED)),
        (evidence(Outcome.POSSIBLE, 0.3), ScriptedChatModel(profile=SMALL_MODEL)),
        (
            evidence(Outcome.POSSIBLE, 0.3),
            ScriptedChatModel(profile=WEIGHED, capabilities=frozenset({Capability.EXACT_TOKENS})),
        ),
        (Evidence(outcome=Outcome.NOTHING, asked=read_asked(QUESTION)), ScriptedChatModel(profile=WEIGHED)),
    ],
)
def test_a_model_that_cannot_help_is_not_asked(chosen: Evidence, model: ScriptedChatModel) -> None:
    assert judge(chosen, model) in (chosen, None)


def test_the_prompt_begins_the_same_for_every_question_and_has_an_end() -> None:
    long = replace(SAUNA, text="The sauna costs 6 euros a visit. " * 200)
    first = lay_out(QUESTION, evidence(Outcome.POSSIBLE, 0.3))
    other = lay_out("a" * 1000, replace(evidence(Outcome.POSSIBLE, 0.3), excerpts=split_excerpts(long)))
    assert first[:-1] == other[:-1]
    assert "6 euros" in render_plain_text(first[-1])
    assert len(render_plain_text(other[-1])) < MAX_CHARACTERS + MAX_QUESTION + 100
