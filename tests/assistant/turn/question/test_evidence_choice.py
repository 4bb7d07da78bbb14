"""What a question is answered from where a photo was sent with it, or where its answer is in the other language."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from assistant.grounding.selection.asked import read_asked
from assistant.grounding.selection.excerpts import split_excerpts
from assistant.grounding.selection.selector import Evidence, Outcome
from assistant.turn.question.cross_lingual import CrossLingualChoice, translate_question
from assistant.turn.question.evidence_choice import EvidenceChoice
from assistant.turn.question.finding import Finding
from knowledge_base.passages import Passage, ScoredPassage
from model.chat.scripted_chat_model import ScriptedChatModel
from tests.assistant.fakes import passage

MANUAL = passage(1, "E12: The battery is too hot. Let it cool for 30 minutes.", "Falcon manual", ("Errors",))
LABEL = passage(-1_000_000, "Falcon e-bike ERROR E12 on the display.", "Your photo", ())
CHINESE = passage(2, "办公室周一休息，周二至周日开放。", "音乐学校", ("办公室",))


@dataclass
class FirstSelector:
    """Takes the first passage that shares a word with the question, with the probability that is given for it."""

    probabilities: dict[int, float]
    questions: list[str] = field(default_factory=list)

    def select(self, question: str, found: Sequence[ScoredPassage]) -> Evidence:
        self.questions.append(question)
        for one in found:
            if (probability := self.probabilities.get(one.passage.id, 0.0)) >= 0.05:
                return Evidence(
                    outcome=Outcome.POSSIBLE,
                    asked=read_asked(question),
                    excerpts=split_excerpts(one.passage)[:1],
                    probability=probability,
                )
        return Evidence(outcome=Outcome.NOTHING, asked=read_asked(question))


def find(*passages: Passage) -> Finding:
    scored = tuple(
        ScoredPassage(
            passage=one, score=0.0, dense_score=0.0, dense_rank=None, lexical_rank=None, relevance=0.5
        )
        for one in passages
    )
    return Finding(passages=passages, query="q", candidates=scored)


@pytest.mark.parametrize(("probability", "answers"), [(0.1, MANUAL), (0.01, LABEL)])
def test_a_photo_of_a_code_does_not_say_what_the_code_means(probability: float, answers: Passage) -> None:
    selector = FirstSelector({LABEL.id: 0.9, MANUAL.id: probability})
    choice = EvidenceChoice(selector=selector, count=4)
    _, evidence = choice.choose("What does it mean? E12", find(MANUAL), lambda _: find(), (LABEL,))
    assert evidence is not None
    assert evidence.passages == (answers,)


def test_a_photo_answers_where_the_documents_know_nothing_of_its_code() -> None:
    about_others = passage(1, "E07: The speed sensor is dirty.", "Falcon manual", ("Errors",))
    choice = EvidenceChoice(selector=FirstSelector({LABEL.id: 0.9, about_others.id: 0.3}), count=4)
    _, evidence = choice.choose("Which error is it? E12", find(about_others), lambda _: find(), (LABEL,))
    assert evidence is not None
    assert evidence.passages == (LABEL,)


def choose(
    question: str, *replies: str, chinese: float, english: float = 0.0
) -> tuple[Evidence | None, FirstSelector]:
    selector = FirstSelector({CHINESE.id: chinese, MANUAL.id: english})
    choice = CrossLingualChoice(
        choice=EvidenceChoice(selector=selector, count=4), chat_model=ScriptedChatModel(replies=list(replies))
    )
    found = find(MANUAL, CHINESE) if english else find(CHINESE)
    _, evidence = choice.choose(question, found, lambda _: find(CHINESE), conversation_key="c")
    return evidence, selector


def test_a_question_is_asked_again_in_the_language_of_the_documents() -> None:
    evidence, selector = choose(
        "When is the office closed?", "“办公室什么时候休息？”\n再见", english=0.06, chinese=0.4
    )
    assert selector.questions == ["When is the office closed?", "办公室什么时候休息？"]
    assert evidence is not None
    assert evidence.passages == (CHINESE,)


def test_what_is_likely_to_answer_is_not_translated() -> None:
    evidence, selector = choose("When is the office closed?", english=0.6, chinese=0.9)
    assert selector.questions == ["When is the office closed?"]
    assert evidence is not None
    assert evidence.passages == (MANUAL,)


def test_a_question_in_the_language_of_all_candidates_is_not_translated() -> None:
    _, selector = choose("办公室什么时候休息？", chinese=0.1)
    assert len(selector.questions) == 1


@pytest.mark.parametrize("written", ["", "The office is closed.", "\n"])
def test_a_translation_into_the_wrong_language_is_none(written: str) -> None:
    model = ScriptedChatModel(replies=[written])
    assert translate_question("When is the office closed?", "zh", model, conversation_key="c") == ""


def test_a_long_message_is_not_translated() -> None:
    assert translate_question("x" * 400, "zh", ScriptedChatModel(replies=[]), conversation_key="c") == ""
