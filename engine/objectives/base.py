"""What an objective is.

An objective is a pure function of parameters and a batch. All chance (windows, negatives, dropout) is drawn
into the batch beforehand, so the same call gives the same numbers, in float32 for training and in
float64 for the gradient check: one implementation serves both.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from engine.types import Grads, Params


class Objective(Protocol):
    """Loss and gradients of one model, and a small example to try them on."""

    name: str
    title: str
    formula: str

    def example(self, rng: np.random.Generator) -> tuple[Params, Any]:
        """Small float64 parameters and a batch that exercise every branch of the formula."""

    def loss_and_grads(self, params: Params, batch: Any) -> tuple[float, Grads]:
        """The loss of `batch` at `params` and its gradient for every parameter.

        Neither argument is changed. The result has the dtype of `params`.
        """
