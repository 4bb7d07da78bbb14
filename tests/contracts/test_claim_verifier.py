import pytest

from assistant.grounding.counted_verifier import CountedVerifier
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.grounding.verifier import ClaimVerifier
from tests.assistant.fakes import FixedRetriever
from tests.contracts.claim_verifier import ClaimVerifierContract


class TestRuleVerifier(ClaimVerifierContract):
    @pytest.fixture
    def verifier(self) -> ClaimVerifier:
        return RuleVerifier(FixedRetriever())


class TestCountedVerifier(ClaimVerifierContract):
    @pytest.fixture
    def verifier(self) -> ClaimVerifier:
        return CountedVerifier(inner=RuleVerifier(FixedRetriever()))
