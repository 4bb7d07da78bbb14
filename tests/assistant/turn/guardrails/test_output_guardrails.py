"""The guardrails, and how a withheld reply is written again."""

from dataclasses import replace

import pytest

from assistant.grounding.citing import Citer
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.grounding.selection.asked import read_asked
from assistant.grounding.selection.excerpts import split_excerpts
from assistant.grounding.selection.selector import Evidence, Outcome
from assistant.trace import WithholdReason
from assistant.turn.guardrails.output_guardrails import (
    GroundedAnswers,
    Lessons,
    NoGuardrail,
    OutputGuardrail,
    WithheldReplyError,
)
from tests.assistant.fakes import FixedRetriever, passage
from tests.contracts.output_guardrail import (
    REQUEST,
    SOURCE,
    OutputGuardrailContract,
    prompt_of,
    stream,
    text_of,
)

INVENTED = "Opened items can be paid with PayPal vouchers."


class TestGroundedAnswers(OutputGuardrailContract):
    withheld = INVENTED

    @pytest.fixture
    def guardrail(self) -> OutputGuardrail:
        return GroundedAnswers(citer=Citer(RuleVerifier(FixedRetriever())))


class TestLessons(OutputGuardrailContract):
    withheld = "Since 2 + 2 = 5, the rest is easy."

    @pytest.fixture
    def guardrail(self) -> OutputGuardrail:
        return Lessons()


class TestNoGuardrail(OutputGuardrailContract):
    @pytest.fixture
    def guardrail(self) -> OutputGuardrail:
        return NoGuardrail()


def test_a_true_sentence_beside_the_point_is_no_answer() -> None:
    guardrail = GroundedAnswers(citer=Citer(RuleVerifier(FixedRetriever())))
    parts = passage(1, "Opened items can be returned within 14 days. Gift cards never expire at all.")
    chosen = split_excerpts(parts)[:1]
    evidence = Evidence(
        outcome=Outcome.ANSWER, asked=read_asked(REQUEST.question), excerpts=chosen, close=chosen
    )
    request = replace(REQUEST, evidence=evidence)
    with pytest.raises(WithheldReplyError):
        list(guardrail.filter(stream("Gift cards never expire at all."), prompt_of(parts), request))


def test_why_a_later_sentence_was_left_out_is_noted() -> None:
    guardrail = GroundedAnswers(citer=Citer(RuleVerifier(FixedRetriever())))
    request = replace(REQUEST, left_out=[])
    said = f"{OutputGuardrailContract.good} {INVENTED}"
    shown = text_of(list(guardrail.filter(stream(said), prompt_of(SOURCE), request)))
    assert shown.strip() == OutputGuardrailContract.good
    assert request.left_out == [WithholdReason.UNSUPPORTED]


def test_a_claim_may_rest_on_what_a_tool_found() -> None:
    guardrail = GroundedAnswers(citer=Citer(RuleVerifier(FixedRetriever())))
    source = passage(2, "PayPal vouchers pay for opened items.")
    unrelated = passage(1, "The library lends books to its members.")
    request = replace(REQUEST, question="How can opened items be paid?", found=[source])
    said = "PayPal vouchers pay for opened items."
    assert list(guardrail.filter(stream(said), prompt_of(unrelated), request))
    with pytest.raises(WithheldReplyError) as caught:
        list(guardrail.filter(stream(said), prompt_of(unrelated), replace(request, found=[])))
    assert caught.value.reason is WithholdReason.UNSUPPORTED
