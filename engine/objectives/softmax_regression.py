"""Softmax regression (course part 4): from a feature vector straight to class probabilities.

    z = X W + b          (n, classes)
    J = sum_i CE(y_i, softmax(z_i)) + reg/2 |W|^2
    dW = X^T (softmax(z) - y) + reg W,   db = column sums of (softmax(z) - y)

The intercept is not regularised. ``reg`` is the inverse of scikit-learn's ``C``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.ops.losses import cross_entropy
from engine.types import Floats2d, Grads, Ints1d, Params


@dataclass(frozen=True, slots=True)
class LabelledBatch:
    """Features ``X`` (n, d), true classes ``labels`` (n,) and the strength of the L2 penalty."""

    X: Floats2d
    labels: Ints1d
    reg: float = 0.0


class SoftmaxRegression:
    """The objective of multinomial logistic regression."""

    name = "softmax_regression"
    title = "Softmax regression"
    formula = "J = Σ CE(y, softmax(X W + b)) + λ/2 |W|²"

    def init(self, rng: np.random.Generator, n_dims: int, n_classes: int) -> Params:
        """Small random weights, zero intercepts."""
        return {"W": rng.normal(0, 0.1, (n_dims, n_classes)), "b": np.zeros(n_classes)}

    def example(self, rng: np.random.Generator) -> tuple[Params, LabelledBatch]:
        """Twenty rows of ten features in five classes."""
        params = self.init(rng, 10, 5)
        params["b"] = rng.normal(0, 0.1, 5)
        return params, LabelledBatch(rng.normal(size=(20, 10)), rng.integers(0, 5, 20), reg=0.3)

    def loss_and_grads(self, params: Params, batch: LabelledBatch) -> tuple[float, Grads]:
        """Loss summed over rows, and gradients ``W`` (d, classes) and ``b`` (classes,)."""
        W, X = params["W"], batch.X
        loss, dz = cross_entropy(X @ W + params["b"], batch.labels)
        penalty = 0.5 * batch.reg * float((W * W).sum())
        return loss + penalty, {"W": X.T @ dz + batch.reg * W, "b": dz.sum(axis=0)}
