"""From a gradient to new parameters: plain descent, or descent that remembers.

What an optimiser remembers is a dict of arrays beside the parameters. It is a part of a run's state like
them: saved and restored with them, a run goes on as if it had never stopped.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from engine.ops.adagrad import adagrad_step, start_squares
from engine.types import Grads, Params


class Optimiser(Protocol):
    """A rule of stepping."""

    def start(self, params: Params) -> Params:
        """What it remembers before the first step."""

    def step(self, params: Params, memory: Params, grads: Grads, *, rate: float) -> None:
        """One step, in place in both `params` and `memory`."""


class Descent:
    """``p -= rate g``; word vectors learn so. Remembers nothing.

    Parameters
    ----------
    at_once : int
        How many such steps are taken at the same time from the same parameters; see `RowGrad.step`.
    """

    def __init__(self, at_once: int = 1) -> None:
        self._at_once = at_once

    def start(self, params: Params) -> Params:
        """Nothing."""
        return {}

    def step(self, params: Params, memory: Params, grads: Grads, *, rate: float) -> None:
        """One step, in place."""
        for name, grad in grads.items():
            if isinstance(grad, np.ndarray):
                params[name] -= rate * grad
            else:
                grad.step(params[name], rate, self._at_once)


class Adagrad:
    """Every number steps by a rate of its own; remembers sums of squares. See `engine.ops.adagrad`."""

    def start(self, params: Params) -> Params:
        """Zeros."""
        return start_squares(params)

    def step(self, params: Params, memory: Params, grads: Grads, *, rate: float) -> None:
        """One step, in place in both."""
        adagrad_step(params, memory, grads, rate=rate)
