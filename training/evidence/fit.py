"""Fits how excerpts are weighed: `python -m training.evidence.fit tests/data/answers/dev`.

Prints, by cross-validation over documents, how often the best excerpt answers and how well its probability tells
questions that are answered from near misses, then the weights for `assistant/grounding/selection/selector.py`.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.bootstrap import knowledge_config
from assistant.grounding.selection.features import Features
from assistant.settings import Settings
from knowledge_base.evaluation.evaluation_run import throwaway_knowledge
from training.evidence.examples import Example, make_examples, read_labelled

FOLDS = 4
STRENGTH = 0.3  # inverse of the regularisation
FloatArray = npt.NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="documents with a questions.jsonl")
    chosen = parser.parse_args()
    examples = _gather(chosen.folders)
    _cross_validate(examples)
    fitted = _fit(examples)
    scale, model = fitted[0], fitted[-1]
    weights = model.coef_[0] / scale.scale_
    intercept = float(model.intercept_[0] - (weights * scale.mean_).sum())
    print("WEIGHTS = Features(")
    for name, weight in zip(Features._fields, weights, strict=True):
        print(f"    {name}={weight:.3f},")
    print(f")\nINTERCEPT = {intercept:.3f}")


def _gather(folders: Sequence[Path]) -> list[Example]:
    examples: list[Example] = []
    for folder in folders:
        with (
            _documents_of(folder) as documents,
            throwaway_knowledge((documents,), knowledge_config(Settings())) as (knowledge, _),
        ):
            examples += [e for question in read_labelled(folder) for e in make_examples(knowledge, question)]
    return examples


@contextmanager
def _documents_of(folder: Path) -> Iterator[Path]:
    """Copy a folder's documents: its questions are none."""
    with TemporaryDirectory() as copied:
        for path in folder.iterdir():
            if path.suffix != ".jsonl":
                shutil.copy(path, copied)
        yield Path(copied)


def _fit(examples: Sequence[Example]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - scikit-learn has no types
    numbers = np.array([f for e in examples for f in e.features])
    labels = np.array([label for e in examples for label in e.labels])
    return make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1000)).fit(numbers, labels)


def _cross_validate(examples: Sequence[Example]) -> None:
    groups = [example.question.group for example in examples]
    best_right, best, is_answered = list[bool](), list[float](), list[bool]()
    for train, test in GroupKFold(FOLDS).split(examples, groups=groups):
        fitted = _fit([examples[i] for i in train])
        for example in (examples[i] for i in test if examples[i].features):
            scores = fitted.predict_proba(np.array(example.features))[:, 1]
            top = int(scores.argmax())
            best.append(float(scores[top]))
            is_answered.append(any(example.labels))
            if any(example.labels):
                best_right.append(example.labels[top])
    print(f"the best excerpt answers: {np.mean(best_right):.3f} of {len(best_right)}")
    print(
        f"answered or near miss, area under the curve: {roc_auc_score(is_answered, best):.3f} of {len(best)}"
    )
    scores, truth = np.array(best), np.array(is_answered)
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        kept, passed = (scores[truth] >= threshold).mean(), (scores[~truth] >= threshold).mean()
        print(f"  from {threshold}: {kept:.2f} of the answered, {passed:.2f} of the near misses")


if __name__ == "__main__":
    main()
