"""Fit the classifier of `assistant/computing/intent.py`.

`python -m training.asks.fit` reports by eightfold cross-validation how many questions that ask to compute or to compare
are found and how many plain ones are taken for one, writes the file, and says its SHA-256, which belongs into
`CLASSIFIER`. With `--held-out` it measures the shipped file on `held_out/` and fits nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from assistant.computing.intent import CLASSIFIER
from knowledge_base.encoding.second_encoder import SecondEncoder
from training.kernel_machine import fit, score_apart, write
from training.orders.labelled import read_sentences

FOLDER = Path(__file__).parent
COST = 3.0
FOLDS = 8
# share of questions to be computed that may be lost here: what passes has still to fit rows and numbers of a document
LOST = 0.005
LANGUAGES = ("en", "zh")
KINDS = ("compute", "compare", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Labelled questions, one label and language each."""

    texts: Sequence[str]
    kinds: npt.NDArray[np.str_]
    languages: npt.NDArray[np.str_]


def main() -> None:
    """Fit and report, or measure what is held out."""
    if "--held-out" in sys.argv:
        questions = read_split("held_out")
        report(questions, CLASSIFIER.load().takes(SecondEncoder().embed(questions.texts)))
        return
    questions = read_split("training")
    asks = questions.kinds != "plain"
    embeddings = SecondEncoder().embed(questions.texts)
    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(embeddings, questions.kinds)
    scores = score_apart(parts, embeddings, asks, cost=COST)
    threshold = float(np.quantile(scores[asks], LOST))
    report(questions, scores >= threshold)
    whole = fit(embeddings, asks, cost=COST, threshold=threshold)
    print(f"{len(whole.vectors)} support vectors; SHA-256 {write(whole, CLASSIFIER.path)}")


def read_split(split: str) -> Questions:
    """Return the questions of `training` or `held_out`."""
    rows = [
        (text, kind, language)
        for language in LANGUAGES
        for kind in KINDS
        for text in read_sentences(FOLDER / split / f"{kind}.{language}.txt")
    ]
    texts, kinds, languages = zip(*rows, strict=True)
    return Questions(texts=texts, kinds=np.array(kinds), languages=np.array(languages))


def report(questions: Questions, found: npt.NDArray[np.bool_]) -> None:
    """Print which share of each kind is taken for a question to be computed, by language."""
    for language in LANGUAGES:
        here = questions.languages == language
        shares = (f"{kind} {found[here & (questions.kinds == kind)].mean():.1%}" for kind in KINDS)
        print(f"{language}: {', '.join(shares)}")


if __name__ == "__main__":
    main()
