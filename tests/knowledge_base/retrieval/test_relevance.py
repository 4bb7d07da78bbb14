"""Order and relevance on invented documents that neither was fitted on. Floors, well under what was measured."""

import pytest

from knowledge_base.evaluation.evaluation import recall_at
from knowledge_base.evaluation.evaluation_run import Evaluation, read_questions
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.retrieval.relevance import usual_for
from knowledge_base.retrieval.retriever import RetrievalOptions
from tests.conftest import PROJECT_FOLDER

DATA = PROJECT_FOLDER / "tests" / "data"


@pytest.fixture
def library(knowledge: KnowledgeBase) -> KnowledgeBase:
    for path in (DATA / "library" / "dev").glob("*.md"):
        if not path.name.startswith(("gnome-", "debian-")):
            knowledge.add_document(path.name, path.read_bytes())
    knowledge.wait_until_idle()
    return knowledge


def test_answers_are_found_and_most_other_questions_refused(library: KnowledgeBase) -> None:
    names = {document.name for document in library.documents()}
    questions = [
        question
        for question in read_questions(DATA / "questions.jsonl", "dev")
        if question.document is None or question.document in names
    ]
    outcomes = Evaluation(library, questions).run(RetrievalOptions())
    answerable = [outcome for outcome in outcomes if outcome.question.is_answerable]
    others = [outcome for outcome in outcomes if not outcome.question.is_answerable]
    assert sum(map(recall_at(5), answerable)) >= 0.95 * len(answerable)
    assert sum(outcome.is_given for outcome in answerable) >= 0.8 * len(answerable)
    assert sum(outcome.is_refused for outcome in others) >= 0.4 * len(others)


def test_a_passage_in_the_other_language_is_measured_between_the_two_languages() -> None:
    assert usual_for({"en": 0.7, "zh": 0.8}, "保修多久", other_language_share=0.7) == pytest.approx(
        {"en": 0.73, "zh": 0.8}
    )
    assert usual_for(
        {"en": 0.8, "zh": 0.7}, "How long is the warranty?", other_language_share=0.7
    ) == pytest.approx({"en": 0.8, "zh": 0.73})
