"""The network of the course's part 2(c): one sigmoid layer, one softmax layer.

    z1 = X W1 + b1       (n, H)         delta2 = softmax(z2) - y
    h  = sigmoid(z1)     (n, H)         delta1 = (delta2 W2^T) * sigmoid'(z1)
    z2 = h W2 + b2       (n, Dy)        dW2 = h^T delta2     db2 = column sums of delta2
    J  = sum_i CE(y_i, softmax(z2_i))   dW1 = X^T delta1     db1 = column sums of delta1
                                        dX  = delta1 W1^T

The write-up starts from ``y - softmax(z2)``, against its own part (b), and orders the factors so that
no batch fits; the formulas above are the correct ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.ops.activations import sigmoid, sigmoid_grad
from engine.ops.losses import cross_entropy
from engine.types import Grads, Ints1d, Params


@dataclass(frozen=True, slots=True)
class Labels:
    """True classes (n,). The inputs X are among the parameters, because their gradient is wanted too."""

    labels: Ints1d


def parameter_count(n_inputs: int, n_hidden: int, n_outputs: int) -> int:
    """``Dx H + H + H Dy + Dy`` (course part 2d)."""
    return n_inputs * n_hidden + n_hidden + n_hidden * n_outputs + n_outputs


class TwoLayer:
    """Sigmoid layer, softmax layer, cross entropy."""

    name = "two_layer"
    title = "Two-layer network"
    formula = "J = Σ CE(y, softmax(σ(X W₁ + b₁) W₂ + b₂))"

    def init(self, rng: np.random.Generator, n_inputs: int, n_hidden: int, n_outputs: int) -> Params:
        """Normal weights and intercepts, as the course's own check draws them."""
        return {
            "W1": rng.normal(size=(n_inputs, n_hidden)),
            "b1": rng.normal(size=n_hidden),
            "W2": rng.normal(size=(n_hidden, n_outputs)),
            "b2": rng.normal(size=n_outputs),
        }

    def example(self, rng: np.random.Generator) -> tuple[Params, Labels]:
        """The course's sizes: twenty rows, ten inputs, five hidden units, ten classes."""
        params = self.init(rng, 10, 5, 10)
        params["X"] = rng.normal(size=(20, 10))
        return params, Labels(rng.integers(0, 10, 20))

    def loss_and_grads(self, params: Params, batch: Labels) -> tuple[float, Grads]:
        """Loss summed over rows, and gradients for ``W1, b1, W2, b2`` and ``X``, shaped like them."""
        X, W1, W2 = params["X"], params["W1"], params["W2"]
        h = sigmoid(X @ W1 + params["b1"])
        loss, delta2 = cross_entropy(h @ W2 + params["b2"], batch.labels)
        delta1 = (delta2 @ W2.T) * sigmoid_grad(h)
        grads: Grads = {
            "W1": X.T @ delta1,
            "b1": delta1.sum(axis=0),
            "W2": h.T @ delta2,
            "b2": delta2.sum(axis=0),
            "X": delta1 @ W1.T,
        }
        return loss, grads
