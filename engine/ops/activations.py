"""Sigmoid and softmax with their logarithms: stable for every finite input, derivative beside each.

The course's part 1 and 2(a). Nothing here overflows or warns: exponentials are only ever taken of
numbers that are at most zero.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.types import Floats


def _floating(x: npt.ArrayLike) -> Floats:
    """Integers become float64; float32 stays what it is."""
    array = np.asarray(x)
    return array if np.issubdtype(array.dtype, np.floating) else array.astype(np.float64)


def sigmoid(x: npt.ArrayLike) -> Floats:
    """The logistic function ``1 / (1 + exp(-x))``, elementwise (course part 2a).

    Written with ``exp(-|x|)`` on both sides of zero, so that ``sigmoid(-700)`` is 1e-304 and not 0.

    Parameters
    ----------
    x : array of any shape

    Returns
    -------
    array of the same shape and dtype, values in [0, 1]
    """
    x = _floating(x)
    with np.errstate(under="ignore"):
        e = np.exp(-np.abs(x))
        return np.where(x >= 0, x.dtype.type(1), e) / (1 + e)


def sigmoid_grad(s: Floats) -> Floats:
    """Derivative of the sigmoid from its *value* ``s``: ``s (1 - s)`` (course part 2a)."""
    return s * (1 - s)


def log_sigmoid(x: npt.ArrayLike) -> Floats:
    """``log(sigmoid(x))`` as ``min(x, 0) - log(1 + exp(-|x|))``: exact where the sigmoid itself is 0."""
    x = _floating(x)
    with np.errstate(under="ignore"):
        return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))


def log_sigmoid_grad(x: npt.ArrayLike) -> Floats:
    """Derivative of `log_sigmoid`: ``1 - sigmoid(x) = sigmoid(-x)``, without the cancellation."""
    return sigmoid(-_floating(x))


def _shift(x: Floats) -> Floats:
    """``x - max(x)`` along the last axis; a difference beyond the largest float stays finite."""
    with np.errstate(over="ignore"):
        shifted = x - x.max(axis=-1, keepdims=True)
    return np.maximum(shifted, np.finfo(x.dtype).min)


def softmax(x: npt.ArrayLike) -> Floats:
    """``exp(x_i) / sum_j exp(x_j)`` along the last axis (course part 1).

    Softmax does not change when a constant is added to all of `x`; the constant used is ``-max(x)``
    of each row, so the largest exponential is 1.

    Parameters
    ----------
    x : (..., n) array, n >= 1

    Returns
    -------
    array of the same shape whose last axis sums to 1
    """
    with np.errstate(under="ignore"):
        e = np.exp(_shift(_floating(x)))
        return e / e.sum(axis=-1, keepdims=True)


def softmax_grad(p: Floats, upstream: Floats) -> Floats:
    """Gradient through the softmax from its *value*: ``p * (g - sum_j g_j p_j)`` along the last axis."""
    return p * (upstream - (upstream * p).sum(axis=-1, keepdims=True))


def log_softmax(x: npt.ArrayLike) -> Floats:
    """``log(softmax(x))`` by log-sum-exp, never as a logarithm of a rounded probability."""
    shifted = _shift(_floating(x))
    with np.errstate(under="ignore", over="ignore"):
        result = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.maximum(result, np.finfo(result.dtype).min)


def log_softmax_grad(p: Floats, upstream: Floats) -> Floats:
    """Gradient through `log_softmax` from the probabilities ``p = softmax(x)``: ``g - p sum_j g_j``."""
    return upstream - p * upstream.sum(axis=-1, keepdims=True)
