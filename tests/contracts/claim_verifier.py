"""What every claim verifier must do: an implementation inherits the class and gives the fixture `verifier`."""

from __future__ import annotations

import pytest

from assistant.grounding.verifier import ClaimVerifier, Verdict
from tests.assistant.fakes import passage

RETURNS = passage(
    1, "Unopened items can be returned within 30 days. Opened items can be returned within 14 days."
)
LOANS = passage(2, "The loan machine is free of charge. Dogs are not allowed in the shop.", "Rules", ())
PRICES = passage(
    3, "Part: water tank; Price EUR: 7.90; In stock: 0\nPart: drip tray; Price EUR: 12.40; In stock: 6"
)
CHINESE = passage(4, "茶馆内禁止吸烟。停车免费，最多停4小时。", "茶馆须知", ())
PASSAGES = (RETURNS, LOANS, PRICES, CHINESE)


class ClaimVerifierContract:
    """Clear cases, which no verifier may get wrong, and the form of a judgement."""

    @pytest.fixture
    def verifier(self) -> ClaimVerifier:
        raise NotImplementedError

    @pytest.mark.parametrize(
        ("claim", "question", "quote"),
        [
            (
                "Opened items can be returned within 14 days.",
                "Can I return opened items?",
                "Opened items can be returned within 14 days.",
            ),
            ("The drip tray costs 12.40 EUR.", "What does the drip tray cost?", "drip tray"),
            ("茶馆内禁止吸烟。", "可以吸烟吗？", "茶馆内禁止吸烟。"),
        ],
    )
    def test_what_a_passage_says_is_supported_by_it(
        self, verifier: ClaimVerifier, claim: str, question: str, quote: str
    ) -> None:
        (judgement,) = verifier.verify([claim], PASSAGES, question)

        assert judgement.verdict is Verdict.SUPPORTED
        assert judgement.probability > 0.5
        assert quote in judgement.quote
        assert judgement.passage is not None
        assert judgement.quote in judgement.passage.text

    @pytest.mark.parametrize(
        ("claim", "question"),
        [
            ("Gift cards are sold at the counter.", "Where are gift cards sold?"),
            ("Opened items can be returned within 60 days.", "Can I return opened items?"),
            ("The drip tray costs 7.90 EUR.", "What does the drip tray cost?"),
            ("停车最多停9小时。", "可以停多久？"),
        ],
    )
    def test_what_no_passage_says_is_not_supported(
        self, verifier: ClaimVerifier, claim: str, question: str
    ) -> None:
        (judgement,) = verifier.verify([claim], PASSAGES, question)

        assert judgement.verdict in (Verdict.UNSUPPORTED, Verdict.CONTRADICTED)
        assert judgement.probability <= 0.5

    @pytest.mark.parametrize(
        ("claim", "question"),
        [
            ("Dogs are allowed in the shop.", "Are dogs allowed in the shop?"),
            ("Yes, the water tank is in stock.", "Is the water tank in stock?"),
            ("茶馆内可以吸烟。", "茶馆内可以吸烟吗？"),
        ],
    )
    def test_the_contrary_of_a_passage_is_not_supported(
        self, verifier: ClaimVerifier, claim: str, question: str
    ) -> None:
        (judgement,) = verifier.verify([claim], PASSAGES, question)

        assert judgement.verdict in (Verdict.CONTRADICTED, Verdict.UNSUPPORTED)
        if judgement.verdict is Verdict.CONTRADICTED:
            assert judgement.passage is not None
            assert judgement.quote in judgement.passage.text

    def test_courtesies_questions_and_admissions_claim_nothing(self, verifier: ClaimVerifier) -> None:
        said = [
            "Thank you for asking!",
            "Which item is it?",
            "不客气！",
            "I could not find anything about it.",
        ]

        judgements = verifier.verify(said, PASSAGES, "May I ask something?")

        assert {judgement.verdict for judgement in judgements} == {Verdict.NO_CLAIM}

    def test_each_sentence_has_its_judgement_in_order(self, verifier: ClaimVerifier) -> None:
        said = [
            "Gift cards are sold at the counter.",
            "Opened items can be returned within 14 days.",
            "You're welcome!",
        ]

        verdicts = [j.verdict for j in verifier.verify(said, PASSAGES, "How do returns work?")]

        assert [verdict is Verdict.SUPPORTED for verdict in verdicts] == [False, True, False]
        assert verdicts[2] is Verdict.NO_CLAIM

    def test_nothing_is_judged_without_passages_and_nothing_without_sentences(
        self, verifier: ClaimVerifier
    ) -> None:
        assert [j.verdict for j in verifier.verify(["We sell sofas."], (), "?")] == [Verdict.NO_CLAIM]
        assert verifier.verify([], PASSAGES, "?") == ()

    def test_a_bare_answer_is_judged_with_its_question(self, verifier: ClaimVerifier) -> None:
        question = "Are dogs allowed in the shop?"

        (yes,) = verifier.verify(["Yes."], PASSAGES, question, is_whole=True)
        (alone,) = verifier.verify(["Yes."], PASSAGES, question)

        assert not yes.is_supported
        assert alone.verdict is Verdict.NO_CLAIM

    def test_a_step_of_a_lesson_claims_nothing(self, verifier: ClaimVerifier) -> None:
        step = "Subtract 3 from both sides of the equation."

        (taught,) = verifier.verify([step], PASSAGES, "Solve 2x + 3 = 11", is_lesson=True)

        assert taught.verdict is Verdict.NO_CLAIM
