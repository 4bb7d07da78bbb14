"""Fits an encoder's two linear models on labelled questions.

The order: a softmax over each question's candidates, in which those that answer should have all the weight (ListNet,
https://doi.org/10.1145/1273496.1273513). The probability: logistic regression over the first few candidates of each
question, so that it is right where a decision is made; each question weighs the same. Candidates in another language
than the question are left out unless labelled: the samples say the same in both, and only one is labelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from knowledge_base.encoding.relevance_models import Evidence, LinearModel
from knowledge_base.evaluation.evaluation import Question
from knowledge_base.evaluation.evaluation_run import RightPassage
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.retrieval.retriever import RetrievalOptions

DECAY = 0.01
JUDGED = 4  # candidates of a question from which the probability learns
# words count in the order by way of their tokens, whose best match is themselves
ORDERING = ("margin", "interaction", "sentence", "opinion", "misses_code")
JUDGING = ("interaction", "sentence", "opinion", "missing", "misses_code")
PLAIN_JUDGING = ("margin", "coverage", "misses_code")
BY_COSINE = LinearModel(weights=Evidence(1.0, *[0.0] * (len(Evidence._fields) - 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A question's candidates: what speaks for each, and whether it answers."""

    evidence: tuple[Evidence, ...]
    is_right: tuple[bool, ...]


def label_candidates(
    knowledge: KnowledgeBase, questions: Sequence[Question], options: RetrievalOptions
) -> list[Labelled]:
    """Search for each question and tell which candidates answer it.

    Args:
        knowledge: Its documents are all indexed.
        questions: With the passages that answer them.
        options: How to search.
    """
    names = {document.id: document.name for document in knowledge.documents()}
    labelled = []
    for question in questions:
        judge = RightPassage(question)
        found = [
            (c.evidence, judge.holds(names[c.passage.document_id], c.passage.text))
            for c in knowledge.retriever.gather(question.text, options=options)
        ]
        own = [pair for pair in found if pair[1] or not pair[0].is_other_language]
        labelled.append(Labelled(evidence=tuple(e for e, _ in own), is_right=tuple(r for _, r in own)))
    return labelled


def fit_order(questions: Sequence[Labelled], names: Sequence[str]) -> LinearModel:
    """Fit the order of candidates by a softmax over each question's."""
    groups = [q for q in questions if any(q.is_right) and not all(q.is_right)]
    spread = _spread(groups, names)
    tensors = [(_values(q, names) / spread, torch.tensor(q.is_right)) for q in groups]
    weights = torch.zeros(len(names), requires_grad=True)

    def loss() -> Tensor:
        logs = [torch.log_softmax(values @ weights, 0) for values, _ in tensors]
        missed = torch.stack(
            [-torch.logsumexp(one[right], 0) for one, (_, right) in zip(logs, tensors, strict=True)]
        )
        return missed.mean() + DECAY * (weights**2).sum()

    _minimise(loss, [weights])
    return _model(names, weights.detach() / spread, 0.0)


def fit_probability(questions: Sequence[Labelled], order: LinearModel, names: Sequence[str]) -> LinearModel:
    """Fit the probability that a candidate answers, on the first ones by an order."""
    groups = [q for q in _first(questions, order) if q.evidence]
    values = torch.cat([_values(q, names) for q in groups])
    right = torch.cat([torch.tensor(q.is_right, dtype=torch.float32) for q in groups])
    importance = torch.cat([torch.tensor(_importance(q.is_right)) for q in groups])
    centre, spread = values.mean(0), values.std(0) + 1e-6
    scaled = (values - centre) / spread
    weights = torch.zeros(len(names), requires_grad=True)
    intercept = torch.zeros(1, requires_grad=True)

    def loss() -> Tensor:
        errors = torch.nn.functional.binary_cross_entropy_with_logits(
            scaled @ weights + intercept, right, weight=importance, reduction="sum"
        )
        return errors / importance.sum() + DECAY * (weights**2).sum()

    _minimise(loss, [weights, intercept])
    found = weights.detach() / spread
    return _model(names, found, float(intercept.detach() - (found * centre).sum()))


def _importance(is_right: Sequence[bool]) -> list[float]:
    count = {True: sum(is_right), False: len(is_right) - sum(is_right)}
    return [1 / count[right] for right in is_right]


def _first(questions: Sequence[Labelled], order: LinearModel) -> list[Labelled]:
    """Keep each question's first candidates, and the first that answers."""
    kept = []
    for question in questions:
        pairs = sorted(
            zip(question.evidence, question.is_right, strict=True), key=lambda pair: -order.score(pair[0])
        )
        first = pairs[:JUDGED]
        if not any(right for _, right in first):
            first += [pair for pair in pairs if pair[1]][:1]
        kept.append(Labelled(evidence=tuple(e for e, _ in first), is_right=tuple(r for _, r in first)))
    return kept


def _values(question: Labelled, names: Sequence[str]) -> Tensor:
    return torch.tensor([[getattr(evidence, name) for name in names] for evidence in question.evidence])


def _spread(questions: Sequence[Labelled], names: Sequence[str]) -> Tensor:
    """Return how much each fact differs between the candidates of one question."""
    centred = [_values(q, names) - _values(q, names).mean(0) for q in questions]
    return torch.cat(centred).std(0) + 1e-6


def _minimise(loss: object, parameters: list[Tensor]) -> None:
    optimizer = torch.optim.LBFGS(parameters, max_iter=500, line_search_fn="strong_wolfe")

    def step() -> Tensor:
        optimizer.zero_grad()
        value: Tensor = loss()  # type: ignore[operator]
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(step)  # type: ignore[no-untyped-call]


def _model(names: Sequence[str], weights: Tensor, intercept: float) -> LinearModel:
    by_name = dict(zip(names, weights.tolist(), strict=True))
    return LinearModel(
        weights=Evidence(*(by_name.get(name, 0.0) for name in Evidence._fields)), intercept=intercept
    )
