"""Fits the relevance model on the split `fit` and prints its coefficients: `python -m benchmarks.fit_relevance`.

Logistic regression with a little weight decay. For a question with an answer, the passages that hold it are right and
passages further down are wrong; for one without, the four nearest are wrong. Each question weighs the same.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import torch

from assistant.bootstrap import build_knowledge
from assistant.settings import PROJECT_FOLDER, Settings
from knowledge_base import retriever
from knowledge_base.relevance import Evidence, QueryFacts, gather_evidence
from knowledge_base.terms import is_chinese

QUESTIONS = PROJECT_FOLDER / "tests" / "data" / "questions.jsonl"
SCALE = torch.tensor([10.0, 1.0, 1.0, 1.0, 1.0])  # brings the margin to the size of the others
DECAY = 0.005
NEAR_MISSES = 4
FAR = slice(6, 16)  # of the candidates by cosine: surely not the answer

Candidate = tuple[float, str, Evidence]  # cosine, text, evidence


def main() -> None:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [question for question in map(json.loads, lines) if question["split"] == "fit"]
    rows: list[tuple[Evidence, float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "weights").symlink_to(PROJECT_FOLDER / "data" / "weights")
        knowledge = build_knowledge(Settings(data_folder=Path(folder)))
        knowledge.start()
        knowledge.add_samples()
        knowledge.wait_until_idle()
        seen: list[Candidate] = []

        def recording(facts: QueryFacts, searchable: str, cosine: float) -> float:
            seen.append((cosine, searchable, gather_evidence(facts, searchable, cosine)))
            return 0.0

        retriever.judge = recording  # type: ignore[attr-defined]  # in place of the model that is to be fitted
        for question in questions:
            seen.clear()
            knowledge.retrieve(question["question"], k=1)
            rows.extend(_label(question["question"], question["answer"], sorted(seen, key=lambda c: -c[0])))
        knowledge.close()
    weights, intercept = _fit(rows)
    print("WEIGHTS =", Evidence(*(round(weight, 3) for weight in weights)))
    print("INTERCEPT =", round(intercept, 3))


def _label(
    question: str, answer: str | None, candidates: list[Candidate]
) -> list[tuple[Evidence, float, float]]:
    """Return evidence, label and weight of some candidates."""
    if answer is None:
        return [(evidence, 0.0, 1 / NEAR_MISSES) for _, _, evidence in candidates[:NEAR_MISSES]]
    right = [c for c in candidates if any(part in c[1] for part in answer.split("|"))][:3]
    own = [c for c in candidates if c not in right and is_chinese(c[1]) == is_chinese(question)]
    return [
        *(
            (evidence, 1.0, 2 / len(right)) for _, _, evidence in right
        ),  # to miss an answer is the worse mistake
        *((evidence, 0.0, 0.1) for _, _, evidence in own[FAR]),
    ]


def _fit(rows: list[tuple[Evidence, float, float]]) -> tuple[list[float], float]:
    values = torch.tensor([row[0] for row in rows]) * SCALE
    labels, importance = (torch.tensor([row[column] for row in rows]) for column in (1, 2))
    weights = torch.zeros(values.shape[1], requires_grad=True)
    intercept = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, intercept], max_iter=500, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        errors = torch.nn.functional.binary_cross_entropy_with_logits(
            values @ weights + intercept, labels, weight=importance, reduction="sum"
        )
        total: torch.Tensor = errors / len(rows) + DECAY * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return (weights.detach() * SCALE).tolist(), float(intercept.detach())


if __name__ == "__main__":
    main()
