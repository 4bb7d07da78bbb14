"""Fit the classifier of `knowledge_base/reading/orders.py`.

`python -m training.orders.fit` reports by eightfold cross-validation on the training sentences how many orders are
found and what is taken for one by mistake, writes the weights, and says their SHA-256, which belongs into
`WEIGHTS`. With `--held-out` it measures the shipped weights on `held_out/` and fits nothing.
"""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from knowledge_base.encoding.second_encoder import SecondEncoder
from knowledge_base.reading.orders import WEIGHTS
from training.kernel_machine import fit, score_apart, write
from training.orders.labelled import Labelled, read_labelled

FloatArray = npt.NDArray[np.float32]
COST = 5.0
FOLDS = 8
DOCUMENT_FALSE_ALARMS = 0.002  # share of the sentences of ordinary documents that are suspected
REPORTED = (0.002, 0.003, 0.005, 0.01)


def main() -> None:
    if "--held-out" in sys.argv:
        measure_held_out()
        return
    labelled = read_labelled("training", with_documents=True)
    embeddings = SecondEncoder().embed(labelled.texts)
    print(f"{labelled.is_order.sum()} orders, {(~labelled.is_order).sum()} others")
    threshold = cross_validate(labelled, embeddings)
    weights = fit(embeddings, labelled.is_order, cost=COST, threshold=threshold)
    print(f"{len(weights.vectors)} support vectors; SHA-256 {write(weights, WEIGHTS.path)}")


def cross_validate(labelled: Labelled, embeddings: FloatArray) -> float:
    """Report, and return the score that so many sentences of documents reach that are in no fold's training."""
    kinds = labelled.is_order + 2 * labelled.is_document
    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(embeddings, kinds)
    scores = score_apart(parts, embeddings, labelled.is_order, cost=COST)
    for share in REPORTED:
        limit = np.quantile(scores[labelled.is_document], 1 - share)
        print(
            f"{share:.1%} of documents' sentences (score {limit:.2f}): {_describe(labelled, scores >= limit)}"
        )
    return float(np.quantile(scores[labelled.is_document], 1 - DOCUMENT_FALSE_ALARMS))


def measure_held_out() -> None:
    weights = WEIGHTS.load()
    for language in ("en", "zh"):
        labelled = read_labelled("held_out", with_documents=False, language=language)
        scores = weights.score(SecondEncoder().embed(labelled.texts))
        print(f"{language}: {_describe(labelled, scores >= weights.threshold)}")


def _describe(labelled: Labelled, is_suspected: npt.NDArray[np.bool_]) -> str:
    plain = ~labelled.is_order & ~labelled.is_document
    return (
        f"{is_suspected[labelled.is_order].mean():.1%} of orders found, "
        f"{is_suspected[plain].mean():.1%} of sentences that look like orders"
    )


if __name__ == "__main__":
    main()
