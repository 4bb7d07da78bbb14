"""Follow-ups and mails of the data, by the real search over some of their documents."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.bootstrap import knowledge_config
from assistant.profiles.profiles import load_profiles
from assistant.settings import Settings
from assistant.turn.question.finding import Finding
from assistant.turn.question.passage_finder import PassageFinder
from knowledge_base.evaluation.evaluation import Question
from knowledge_base.evaluation.evaluation_run import RightPassage, throwaway_knowledge
from knowledge_base.knowledge import KnowledgeBase
from model.chat.messages import ChatMessage, Role
from model.chat.scripted_chat_model import ScriptedChatModel
from tests.assistant.turn.desk import make_message
from tests.conftest import PROJECT_FOLDER

DATA = PROJECT_FOLDER / "tests" / "data"
FOLDER = DATA / "replies" / "work"


def read(name: str) -> list[dict[str, Any]]:
    lines = (DATA / "conversations" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def is_here(label: dict[str, Any]) -> bool:
    return (FOLDER / str(label["document"])).exists()


@pytest.fixture(scope="module")
def knowledge(weights_folder: object) -> Iterator[KnowledgeBase]:
    assert weights_folder
    with throwaway_knowledge((FOLDER,), knowledge_config(Settings())) as (base, unused):
        assert not unused
        yield base


def find(knowledge: KnowledgeBase, case: dict[str, Any], question: str) -> Finding:
    earlier = [
        make_message(Role.ASSISTANT if place % 2 else Role.USER, text)
        for place, text in enumerate(case.get("earlier", ()))
    ]
    finder = PassageFinder(retriever=knowledge, chat_model=ScriptedChatModel(replies=["", ""]), count=4)
    return finder.find(
        [*earlier, make_message(Role.USER, question)],
        case["language"],
        profile=load_profiles().default,
        prefix=[ChatMessage.of_text(message.role, message.text) for message in earlier],
        conversation_key="c",
    )


def holds(knowledge: KnowledgeBase, label: dict[str, Any], finding: Finding) -> bool:
    question = Question(
        text="", language="", document=label["document"], answers=tuple(label["answer"].split("|"))
    )
    names = {document.id: document.name for document in knowledge.documents()}
    judge = RightPassage(question)
    return any(judge.holds(names[passage.document_id], passage.text) for passage in finding.passages)


def test_follow_ups_find_their_passages(knowledge: KnowledgeBase) -> None:
    cases = [case for case in read("dialogues.work.jsonl") if is_here(case)]
    assert len(cases) >= 15
    missed = [c["question"] for c in cases if not holds(knowledge, c, find(knowledge, c, c["question"]))]
    assert len(missed) <= len(cases) // 10, missed


def test_mails_find_what_they_ask(knowledge: KnowledgeBase) -> None:
    cases = [case for case in read("mails.work.jsonl") if all(map(is_here, case["needed"]))]
    assert len(cases) >= 5
    missed = [
        label["answer"]
        for case in cases
        for label in case["needed"]
        if not holds(knowledge, label, find(knowledge, case, case["text"]))
    ]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize(
    "question",
    ["hey my machine shows H11 since this morning lol", "H04 again, sigh, what a week, typical monday"],
)
def test_a_code_is_found_whatever_stands_around_it(question: str, knowledge: KnowledgeBase) -> None:
    finding = find(knowledge, {"language": "en"}, question)
    assert finding.passages
    assert "H11" in finding.passages[0].text or "H04" in finding.passages[0].text
