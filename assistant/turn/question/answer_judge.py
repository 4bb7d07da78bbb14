"""A second opinion on the chosen evidence: the model says whether it answers the question.

The selector counts words, values and nearness; the model reads. Together they tell questions that are answered from
near misses better than the selector alone (docs/decisions/0013-a-second-opinion-on-evidence.md), so their log odds are
weighed. The weights belong to a model: one that was not measured is not asked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.grounding.selection.nearness import keep_near
from assistant.grounding.selection.selector import Evidence, Outcome, outcome_of
from assistant.protocols import ChatModel
from assistant.turn.question.cross_lingual import CrossLingualChoice
from assistant.turn.question.evidence_choice import Search
from assistant.turn.question.finding import Finding
from knowledge_base.passages import Passage
from model.chat.capabilities import Capability
from model.chat.messages import ChatMessage, Role

MAX_CHARACTERS = 700  # of the lines that are read
MAX_QUESTION = 300  # characters
LEAST_SHARE = 5e-3  # of a probability that is weighed: no single word decides alone
CERTAIN = 0.9  # probability of the selector from which the model is not asked
# Of the probability after both; by documents that were not fitted on, the first keeps 72 % of what answers and 11 % of
# near misses, the second all and 67 %.
LIKELY = 0.6
POSSIBLE = 0.1
NEAR = 0.03

_INSTRUCTION = (
    "You are given lines of a document and a customer's question. Say yes if the lines give the answer to the "
    "question, or the numbers to work it out; say no if what is asked for is not said in them. Answer with yes or no."
)
_EXAMPLES: Sequence[tuple[str, str, str]] = (  # lines, a question that they answer, one that they don't
    (
        "Rooms\nDouble room: £84 a night, breakfast included\nSingle room: £61 a night",
        "What do two nights in a single room cost?",
        "How much is a family room?",
    ),
    (
        "Guarantee\nThe frame is guaranteed for ten years, the motor for two.",
        "my motor died after 18 months, will you fix it for free",
        "How long is the saddle guaranteed?",
    ),
    (
        "Pool rules\nChildren under ten swim only with an adult. Glass bottles are not allowed at the pool.",
        "can my 8 year old go in alone",
        "Can I bring my dog to the pool?",
    ),
    ("开放时间\n周二至周日 9:00—17:00，周一闭馆。", "星期一能来参观吗？", "参观一次要多久？"),
    (
        "停车\n停车场在东门，每小时 5 元，全天最多 30 元。",
        "How much is parking for three hours?",
        "停车场有充电桩吗？",
    ),
    ("联系我们\n客服热线 0577-2210，周一至周五接听。", "周六打得通电话吗", "客服的微信号是多少？"),
)
OPTIONS = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedChoice:
    """Chooses evidence, and has the model say whether it answers.

    Attributes:
        choice: Chooses.
        chat_model: Says; where its profile has no weights for that, the choice stays as it is.
    """

    choice: CrossLingualChoice
    chat_model: ChatModel

    def choose(
        self,
        question: str,
        finding: Finding,
        search: Search,
        sent: Sequence[Passage] = (),
        *,
        conversation_key: str,
    ) -> tuple[Finding, Evidence | None]:
        """Choose evidence; see `EvidenceChoice.choose`.

        Raises:
            ModelError: The model failed.
        """
        found, evidence = self.choice.choose(
            question, finding, search, sent, conversation_key=conversation_key
        )
        if evidence is None:
            return found, None
        return found, keep_near(self._judge(question, evidence), question)

    def _judge(self, question: str, evidence: Evidence) -> Evidence:
        """Have the model look at evidence, where it can, and where there is something to find out."""
        weights = self.chat_model.profile.answer_weights
        is_sure = not evidence.excerpts or evidence.probability >= CERTAIN
        if weights is None or is_sure or Capability.CHOICE not in self.chat_model.capabilities:
            return evidence
        yes, no = self.chat_model.choose(lay_out(question, evidence), OPTIONS)
        log_odds = (
            weights.intercept
            + weights.said * _log_odds(yes, no)
            + weights.counted * _log_odds(evidence.probability, 1 - evidence.probability)
        )
        probability = 1 / (1 + math.exp(-log_odds))
        outcome = outcome_of(probability, likely=LIKELY, possible=POSSIBLE, near=NEAR)
        return replace(evidence, probability=probability, outcome=_limit(evidence, outcome))


def lay_out(question: str, evidence: Evidence) -> list[ChatMessage]:
    """Write the prompt: the same examples every time, so that the engine keeps them, then the lines."""
    messages = [ChatMessage.of_text(Role.SYSTEM, _INSTRUCTION)]
    for lines, answered, missed in _EXAMPLES:
        for text, answer in zip((answered, missed), OPTIONS, strict=True):
            messages += [_ask(lines, text), ChatMessage.of_text(Role.ASSISTANT, answer)]
    lines = "\n".join(dict.fromkeys(line for e in evidence.excerpts for line in (e.heading, *e.shown)))
    return [*messages, _ask(lines[:MAX_CHARACTERS], question[:MAX_QUESTION])]


def _ask(lines: str, question: str) -> ChatMessage:
    return ChatMessage.of_text(
        Role.USER, f"Lines:\n{lines}\n\nQuestion: {question}\n\nDo the lines answer the question?"
    )


def _log_odds(share: float, other: float) -> float:
    return math.log(max(share, LEAST_SHARE) / max(other, LEAST_SHARE))


def _limit(evidence: Evidence, outcome: Outcome) -> Outcome:
    """Keep what the selector ruled out for a reason that the model does not see, such as a code that is missing."""
    order = (Outcome.NOTHING, Outcome.NEAREST, Outcome.POSSIBLE, Outcome.ANSWER)
    most = max(evidence.outcome, Outcome.NEAREST, key=order.index)
    return min(outcome, most, key=order.index) if evidence.is_limited else outcome
