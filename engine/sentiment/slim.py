"""The same network with shorter feature vectors: what a file that ships holds of five networks.

    z1 = h W1 with h = sum of rows of E, so only E W1 matters; of that the r directions stay that vary most
    over the features as often as a text shows them: E' = E W1 V, W1' = V^T, with V from the
    eigenvectors of (E W1)^T diag(counts) (E W1).

Five networks side by side answer alike enough that a tenth of their numbers says nearly all.
"""

from __future__ import annotations

import numpy as np

from engine.types import Floats1d, Ints1d, Params


def slimmed(params: Params, counts: Ints1d | Floats1d, *, dims: int) -> Params:
    """Parameters of the same form with vectors of `dims` numbers and nearly the same answers.

    Parameters
    ----------
    params : dict
        ``E`` (features, d), ``W1`` (d, hidden) and the rest, which stays.
    counts : (features,)
        How much each feature matters, such as how often it occurs.
    dims : int
        With as many as there are hidden units the answers are the same but for rounding.
    """
    E, W1 = params["E"].astype(np.float64), params["W1"].astype(np.float64)
    moments = W1.T @ (E.T @ (E * np.asarray(counts, dtype=np.float64)[:, None])) @ W1
    _, directions = np.linalg.eigh(moments)
    kept = directions[:, ::-1][:, :dims]
    dtype = params["E"].dtype
    return {**params, "E": (E @ (W1 @ kept)).astype(dtype), "W1": kept.T.astype(dtype)}
