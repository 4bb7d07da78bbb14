"""Fit the classifier of `assistant/turn/question/follow_ups.py`.

`python -m training.follow_ups.fit` reports by eightfold cross-validation how many questions that lean on earlier ones
are found and how many others are taken for one, writes the file, and says its SHA-256, which belongs into
`CLASSIFIER`. With `--held-out` it measures the shipped file on `held_out.jsonl` and fits nothing.

A line of the data holds the earlier messages, the question, whether it leans on them, and the same question
understandable alone.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from assistant.turn.question.follow_ups import CLASSIFIER, MAYBE, SURE
from assistant.turn.question.query_rewriting import refers_back
from knowledge_base.encoding.second_encoder import SecondEncoder
from knowledge_base.text.languages import Language
from training.kernel_machine import fit, score_apart, write

FOLDER = Path(__file__).parent
COST = 1.0
FOLDS = 8
LANGUAGES: tuple[Language, ...] = ("en", "zh")
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One question of the data."""

    question: str
    language: Language
    leans: bool


def main() -> None:
    """Fit and report, or measure what is held out."""
    if "--held-out" in sys.argv:
        labelled = read_labelled("held_out")
        scores = CLASSIFIER.load().score(SecondEncoder().embed([one.question for one in labelled]))
        report(labelled, scores)
        return
    labelled = read_labelled("training")
    embeddings = SecondEncoder().embed([one.question for one in labelled])
    leans = np.array([one.leans for one in labelled])
    parts = GroupKFold(FOLDS).split(embeddings, groups=_translations(labelled))
    scores = score_apart(parts, embeddings, leans, cost=COST)
    report(labelled, scores)
    whole = fit(embeddings, leans, cost=COST, threshold=SURE)
    print(f"{len(whole.vectors)} support vectors; SHA-256 {write(whole, CLASSIFIER.path)}")


def read_labelled(split: str) -> list[Labelled]:
    """Read `training` or `held_out`."""
    lines = (FOLDER / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    read = (json.loads(line) for line in lines)
    return [Labelled(question=one["question"], language=one["language"], leans=one["leans"]) for one in read]


def report(labelled: Sequence[Labelled], scores: npt.NDArray[np.float32]) -> None:
    """Print what the words alone, the classifier alone and both together find."""
    by_words = np.array([refers_back(one.question, one.language) for one in labelled])
    both = (scores >= SURE) | (by_words & (scores >= MAYBE))
    for name, found in (("words", by_words), ("classifier", scores >= 0), ("both", both)):
        print(f"{name}: {', '.join(_describe(labelled, found, language) for language in LANGUAGES)}")


def _describe(labelled: Sequence[Labelled], found: BoolArray, language: Language) -> str:
    is_here = np.array([one.language == language for one in labelled])
    leans = np.array([one.leans for one in labelled])
    return (
        f"{language} {found[is_here & leans].mean():.1%} found, "
        f"{found[is_here & ~leans].mean():.1%} of the others"
    )


def _translations(labelled: Sequence[Labelled]) -> list[int]:
    """Number the questions within their language: both languages say much the same in the same order."""
    counts: Counter[str] = Counter()
    numbers = []
    for one in labelled:
        numbers.append(counts[one.language])
        counts[one.language] += 1
    return numbers


if __name__ == "__main__":
    main()
