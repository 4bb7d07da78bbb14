"""A weighted sum whose weights have the sign that they may have."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

FloatArray = npt.NDArray[np.float64]
RIDGE = 3.0


def fit(
    features: FloatArray, is_true: npt.NDArray[np.bool_], weights: FloatArray, directions: FloatArray
) -> FloatArray:
    """Fit a logistic regression.

    Args:
        features: Shape `(n, features)`.
        is_true: What is wanted, shape `(n,)`.
        weights: How much each row counts, shape `(n,)`.
        directions: 1 or -1 where a weight may be only positive or negative, else 0; shape `(features,)`.

    Returns:
        The weights and at the end the constant, shape `(features + 1,)`.
    """
    middle, spread = features.mean(0), features.std(0) + 1e-6
    scaled, sign = (features - middle) / spread, np.where(is_true, 1.0, -1.0)

    def cost(guess: FloatArray) -> tuple[float, FloatArray]:
        margin = sign * (scaled @ guess[:-1] + guess[-1])
        slope = -sign / (1 + np.exp(margin)) * weights
        loss = (np.logaddexp(0, -margin) * weights).sum() + RIDGE * (guess[:-1] ** 2).sum() / 2
        return float(loss), np.append(scaled.T @ slope + RIDGE * guess[:-1], slope.sum())

    bounds = [(0.0 if d > 0 else None, 0.0 if d < 0 else None) for d in directions] + [(None, None)]
    found = minimize(cost, np.zeros(features.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    own = found[:-1] / spread
    return np.append(own, found[-1] - own @ middle)


def score(features: FloatArray, model: FloatArray) -> FloatArray:
    """Return the log odds, shape `(n,)`."""
    scores: FloatArray = features @ model[:-1] + model[-1]
    return scores
