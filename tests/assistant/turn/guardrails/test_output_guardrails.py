"""The guardrails, and how a withheld reply is written again."""

from dataclasses import replace

import pytest

from assistant.grounding.citing import Citer
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.trace import WithholdReason
from assistant.turn.guardrails.output_guardrails import (
    GroundedAnswers,
    Lessons,
    NoGuardrail,
    OutputGuardrail,
    WithheldReplyError,
)
from tests.assistant.fakes import FixedRetriever, passage
from tests.contracts.output_guardrail import REQUEST, OutputGuardrailContract, prompt_of, stream

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


def test_a_second_try_has_the_line_that_the_model_overlooked() -> None:
    guardrail = GroundedAnswers(citer=Citer(RuleVerifier(FixedRetriever())))
    parts = passage(1, "Part: Tank lid; In stock: 0\nPart: Tray; In stock: 6", "Parts", ())
    request = replace(REQUEST, question="Is the tank lid in stock?")
    with pytest.raises(WithheldReplyError) as caught:
        list(guardrail.filter(stream("Yes, the tank lid is in stock."), prompt_of(parts), request))
    again = caught.value.second_try
    assert again is not None
    assert "Tank lid; In stock: 0" in again.hint
    assert again.last_resort.endswith("> Part: Tank lid; In stock: 0")
    assert again.change_prompt(prompt_of(parts)).messages[-1].parts[-1].text == again.hint  # type: ignore[union-attr]


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
