"""Fits the classifiers of `knowledge_base/encoding/kernel_classifier.py` and writes their files."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.svm import SVC

from knowledge_base.encoding.kernel_classifier import KernelClassifier

FloatArray = npt.NDArray[np.float32]


def fit(
    embeddings: FloatArray, labels: npt.NDArray[np.bool_], *, cost: float, threshold: float
) -> KernelClassifier:
    """Fit a support vector machine with a radial kernel over standardised embeddings, shape `(n, dimension)`."""
    mean, scale = embeddings.mean(0), embeddings.std(0) + np.float32(1e-6)
    gamma = 1 / embeddings.shape[1]
    machine = SVC(C=cost, gamma=gamma).fit((embeddings - mean) / scale, labels)
    return KernelClassifier(
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        vectors=machine.support_vectors_.astype(np.float16).astype(np.float32),  # kept as halves
        shares=machine.dual_coef_[0].astype(np.float32),
        gamma=gamma,
        offset=float(machine.intercept_[0]),
        threshold=threshold,
    )


def score_apart(
    parts: Iterable[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]],
    embeddings: FloatArray,
    labels: npt.NDArray[np.bool_],
    *,
    cost: float,
) -> FloatArray:
    """Score each sentence by a machine that was fitted without it.

    Args:
        parts: Which sentences are fitted on and which are scored by that, as scikit-learn splits them.
        embeddings: Of all sentences, shape `(n, dimension)`.
        labels: Whether each is of the kind, shape `(n,)`.
        cost: Of a mistake.
    """
    scores = np.zeros(len(embeddings), dtype=np.float32)
    for train, test in parts:
        fitted = fit(embeddings[train], labels[train], cost=cost, threshold=0.0)
        scores[test] = fitted.score(embeddings[test])
    return scores


def write(classifier: KernelClassifier, path: Path) -> str:
    """Write the file that Docent ships; returns its SHA-256."""
    np.savez_compressed(
        path,
        mean=classifier.mean,
        scale=classifier.scale,
        vectors=classifier.vectors.astype(np.float16),
        shares=classifier.shares,
        gamma=classifier.gamma,
        offset=classifier.offset,
        threshold=classifier.threshold,
    )
    return sha256(path.read_bytes()).hexdigest()
