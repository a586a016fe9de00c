"""The one step of learning that every loop repeats: loss, gradients, and the parameters moved along them."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np

from engine.ops.optimisers import Optimiser
from engine.types import Grads, Params


class Learnable(Protocol):
    """An objective, as far as learning needs one."""

    def loss_and_grads(self, params: Params, batch: Any) -> tuple[float, Grads]:
        """The loss of `batch` at `params` and its gradient."""


def learn(
    objective: Learnable,
    params: Params,
    batch: Any,
    *,
    optimiser: Optimiser,
    memory: Params,
    rate: float,
) -> float:
    """One step, in place in `params` and `memory`, unless the loss is no finite number: then neither changes.

    Returns
    -------
    loss
        Of the batch, before the step.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # the caller is told by the loss
        loss, grads = objective.loss_and_grads(params, batch)
        if math.isfinite(loss):
            optimiser.step(params, memory, grads, rate=rate)
    return loss
