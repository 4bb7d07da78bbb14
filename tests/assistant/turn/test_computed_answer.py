"""The responder that computes, beside the contract of all responders."""

from dataclasses import replace

import pytest

from assistant.conversation import Conversation, ConversationId
from assistant.grounding.selection.asked import read_asked
from assistant.grounding.selection.excerpts import split_excerpts
from assistant.grounding.selection.selector import Evidence, Outcome
from assistant.profiles.profiles import load_profiles
from assistant.turn.active_turn import ActiveTurn, open_turn
from assistant.turn.question.finding import Finding
from assistant.turn.replies.reply_draft import ReplyDraft
from assistant.turn.responders.computed_answer import ComputedAnswer
from assistant.turn.responders.responder import Responder
from knowledge_base.passages import DocumentId
from model.chat.messages import Role
from tests.assistant.fakes import FixedRetriever, passage
from tests.assistant.turn.desk import make_message
from tests.contracts.responder import ResponderContract

TABLE = passage(4, "Tent: Burrow 2; Fee: £18\nTent: Burrow 4; Fee: £27", "Camping", ("Tents",))


def make_turn(question: str) -> ActiveTurn:
    message = make_message(Role.USER, question)
    draft = ReplyDraft(question=message, profile=load_profiles().find("customer_service"))
    conversation = Conversation(
        id=ConversationId("c" * 32), assistant="customer_service", title="", messages=(message,)
    )
    evidence = Evidence(
        outcome=Outcome.ANSWER, asked=read_asked(question), excerpts=split_excerpts(TABLE), probability=0.9
    )
    finding = Finding(passages=(TABLE,), query=question)
    turn = open_turn(conversation, draft, "en")
    return replace(turn, finding=finding, evidence=evidence, standalone_question=question)


class TestComputedAnswer(ResponderContract):
    @pytest.fixture
    def responder(self) -> Responder:
        return ComputedAnswer(retriever=FixedRetriever((TABLE,)))

    @pytest.fixture
    def its_turn(self) -> ActiveTurn:
        return make_turn("What do three Burrow 2 tents and one Burrow 4 tent cost together?")

    @pytest.fixture
    def others_turn(self) -> ActiveTurn | None:
        return replace(make_turn("How do I pitch a tent?"))

    def test_a_document_that_is_gone_computes_nothing(self, its_turn: ActiveTurn) -> None:
        assert ComputedAnswer(retriever=FixedRetriever(())).respond(its_turn) is None
        assert TABLE.document_id == DocumentId("d4")
