"""Fits a classifier of two kinds of sentences: a folder for each split, in it a file for each kind and language."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from knowledge_base.encoding.kernel_classifier import ShippedClassifier
from knowledge_base.encoding.second_encoder import SecondEncoder
from training.kernel_machine import fit, score_apart, write
from training.orders.labelled import read_sentences

COST = 3.0
FOLDS = 8
LANGUAGES = ("en", "zh")
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoKinds:
    """What is told apart.

    Attributes:
        folder: Holds `training` and `held_out`.
        kind: The files of the kind that is found.
        other: Those of the rest.
        shipped: The classifier that is fitted.
        false_alarms: Share of the rest that may be taken for the kind.
    """

    folder: Path
    kind: str
    other: str
    shipped: ShippedClassifier
    false_alarms: float

    def main(self) -> None:
        """Fit and report, or measure what is held out."""
        if "--held-out" in sys.argv:
            texts, is_kind, languages = self.read_split("held_out")
            self._report(is_kind, languages, self.shipped.load().takes(SecondEncoder().embed(texts)))
            return
        texts, is_kind, languages = self.read_split("training")
        embeddings = SecondEncoder().embed(texts)
        parts = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(embeddings, is_kind)
        scores = score_apart(parts, embeddings, is_kind, cost=COST)
        threshold = float(np.quantile(scores[~is_kind], 1 - self.false_alarms))
        self._report(is_kind, languages, scores >= threshold)
        whole = fit(embeddings, is_kind, cost=COST, threshold=threshold)
        print(f"{len(whole.vectors)} support vectors; SHA-256 {write(whole, self.shipped.path)}")

    def read_split(self, split: str) -> tuple[list[str], BoolArray, Sequence[str]]:
        """Return sentences, whether each is of the kind, and their languages."""
        rows = [
            (text, kind == self.kind, language)
            for language in LANGUAGES
            for kind in (self.kind, self.other)
            for text in read_sentences(self.folder / split / f"{kind}.{language}.txt")
        ]
        return [row[0] for row in rows], np.array([row[1] for row in rows]), [row[2] for row in rows]

    def _report(self, is_kind: BoolArray, languages: Sequence[str], found: BoolArray) -> None:
        """Print what is found in each language."""
        for language in LANGUAGES:
            here = np.array(languages) == language
            print(
                f"{language}: {found[here & is_kind].mean():.1%} found, "
                f"{found[here & ~is_kind].mean():.1%} of the others"
            )
