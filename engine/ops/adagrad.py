"""Adagrad: every number steps by its own rate, which falls with the squares of the gradients it has seen.

    G += g^2,   p -= rate g / (sqrt(G) + eps)

Rare words keep long steps while frequent ones settle (Duchi, Hazan and Singer 2011, "Adaptive Subgradient
Methods for Online Learning and Stochastic Optimization"). Rows that a batch does not touch cost nothing.
"""

from __future__ import annotations

import numpy as np

from engine.ops.rows import RowParts
from engine.types import Grads, Params

EPSILON = 1e-7


def start_squares(params: Params) -> Params:
    """The sums of squares before the first step: zeros, shaped like the parameters."""
    return {name: np.zeros_like(value) for name, value in params.items()}


def adagrad_step(params: Params, squares: Params, grads: Grads, *, rate: float) -> None:
    """One step, in place in both `params` and `squares`.

    Parameters
    ----------
    params : dict of arrays
    squares : dict of arrays
        From `start_squares`; part of a run's state, to be saved with the parameters.
    grads : dict
        Dense arrays or rows; parameters without a gradient stay as they are.
    rate : float
    """
    for name, given in grads.items():
        value, seen = params[name], squares[name]
        grad = given.summed() if isinstance(given, RowParts) else given
        if isinstance(grad, np.ndarray):
            seen += grad * grad
            value -= rate * grad / (np.sqrt(seen) + EPSILON)
        else:
            rows = seen[grad.rows]
            rows += grad.values * grad.values
            seen[grad.rows] = rows
            np.sqrt(rows, out=rows)
            rows += EPSILON
            np.divide(grad.values, rows, out=rows)
            rows *= rate
            value[grad.rows] -= rows
