"""Fit the classifier of `assistant/grounding/teaching.py`.

`python -m training.lesson_sentences.fit` reports by eightfold cross-validation how many sentences that speak to a
learner are shown and how many that claim something are taken for one, writes the file, and says its SHA-256, which
belongs into `CLASSIFIER_SHA256`. With `--held-out` it measures the shipped file on `held_out/` and fits nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from assistant.grounding.teaching import CLASSIFIER, load_teaching_classifier
from knowledge_base.encoding.second_encoder import SecondEncoder
from training.kernel_machine import fit, score_apart, write
from training.orders.labelled import read_sentences

FOLDER = Path(__file__).parent
COST = 3.0
FOLDS = 8
# share of claims that may be taken for words to the learner: each is shown though nothing supports it
FALSE_ALARMS = 0.03
LANGUAGES = ("en", "zh")
BoolArray = npt.NDArray[np.bool_]


def main() -> None:
    """Fit and report, or measure what is held out."""
    if "--held-out" in sys.argv:
        texts, is_speech, languages = read_split("held_out")
        shipped = load_teaching_classifier()
        report(is_speech, languages, shipped.score(SecondEncoder().embed(texts)) >= shipped.threshold)
        return
    texts, is_speech, languages = read_split("training")
    embeddings = SecondEncoder().embed(texts)
    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(embeddings, is_speech)
    scores = score_apart(parts, embeddings, is_speech, cost=COST)
    threshold = float(np.quantile(scores[~is_speech], 1 - FALSE_ALARMS))
    report(is_speech, languages, scores >= threshold)
    whole = fit(embeddings, is_speech, cost=COST, threshold=threshold)
    print(f"{len(whole.vectors)} support vectors; CLASSIFIER_SHA256 = {write(whole, CLASSIFIER)}")


def read_split(split: str) -> tuple[list[str], BoolArray, Sequence[str]]:
    """Return sentences, whether each speaks to the learner, and their languages."""
    rows = [
        (text, kind == "speaks", language)
        for language in LANGUAGES
        for kind in ("speaks", "claim")
        for text in read_sentences(FOLDER / split / f"{kind}.{language}.txt")
    ]
    return [row[0] for row in rows], np.array([row[1] for row in rows]), [row[2] for row in rows]


def report(is_speech: BoolArray, languages: Sequence[str], found: BoolArray) -> None:
    """Print what is found in each language."""
    for language in LANGUAGES:
        here = np.array(languages) == language
        print(
            f"{language}: {found[here & is_speech].mean():.1%} shown, "
            f"{found[here & ~is_speech].mean():.1%} of the claims"
        )


if __name__ == "__main__":
    main()
