"""Array aliases by rank, and the three words every objective speaks: parameters, gradients, batch.

Letters that mean the same everywhere: V words in the vocabulary, d dimensions, n rows of a batch,
C chunks of T tokens, K negatives a pair, k negatives drawn at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from engine.ops.rows import RowGrad, RowParts

# Ranks are for the reader; float32 and float64 both pass, because every objective is written for both.
Floats: TypeAlias = npt.NDArray[Any]
Floats1d: TypeAlias = npt.NDArray[Any]
Floats2d: TypeAlias = npt.NDArray[Any]
Floats3d: TypeAlias = npt.NDArray[Any]
Floats4d: TypeAlias = npt.NDArray[Any]
Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Ints1d: TypeAlias = npt.NDArray[np.integer[Any]]
Ints2d: TypeAlias = npt.NDArray[np.integer[Any]]
Ints3d: TypeAlias = npt.NDArray[np.integer[Any]]
Bools: TypeAlias = npt.NDArray[np.bool_]

Params: TypeAlias = dict[str, Floats]
Grads: TypeAlias = "dict[str, Floats | RowGrad | RowParts]"


def copied(params: Params) -> Params:
    """The same parameters in memory of their own."""
    return {name: value.copy() for name, value in params.items()}


def dense(grads: Grads, params: Params) -> dict[str, Floats]:
    """Every gradient as a dense array of its parameter's shape.

    Parameters
    ----------
    grads : dict
        Dense arrays and row-sparse gradients by parameter name.
    params : dict
        The parameters they belong to.

    Returns
    -------
    dict
        Fresh arrays; rows that no word of the batch touched are zero.
    """
    return {
        name: np.array(grad) if isinstance(grad, np.ndarray) else grad.dense(params[name].shape)
        for name, grad in grads.items()
    }
