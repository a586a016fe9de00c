"""Groups of words by direction: k-means with the cosine, which is Lloyd's algorithm on unit vectors.

The number of passes is bounded, every pass reports, and the same seed gives the same groups.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.errors import SettingError
from engine.types import Floats2d, Ints1d

PASSES = 30
START_SAMPLE = 4000


def groups(
    vectors: Floats2d,
    k: int,
    *,
    rng: np.random.Generator,
    progress: Callable[[float], None] | None = None,
) -> Ints1d:
    """The group of every row, 0 to k-1, the largest group first.

    Parameters
    ----------
    vectors : (n, d)
        Zero rows and rows that are not finite go to group -1.
    k : int
        How many groups at most; there are fewer if fewer directions differ.
    rng : numpy.random.Generator
        Draws the first centres, far apart from each other.
    progress : callable, optional
        Called with the share done; may raise Cancelled.

    Raises
    ------
    SettingError
        `k` is below 1.
    """
    if k < 1:
        raise SettingError(f"The number of groups is {k}; it must be at least 1.")
    with np.errstate(all="ignore"):
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
        sound = np.isfinite(lengths) & (lengths > 0)
        rows = (vectors[sound] / lengths[sound, None]).astype(np.float32)
    found = np.full(len(vectors), -1, dtype=np.int64)
    if len(rows):
        found[sound] = _by_size(_lloyd(rows, _first_centres(rows, k, rng), progress))
    return found


def _first_centres(rows: Floats2d, k: int, rng: np.random.Generator) -> Floats2d:
    """Rows drawn one after the other, the likelier the farther from those before (k-means++)."""
    sample = rows[rng.choice(len(rows), min(START_SAMPLE, len(rows)), replace=False)].astype(np.float64)
    chosen = [sample[0]]
    far = 1 - sample @ chosen[0]
    while len(chosen) < k:
        far = np.where(far > 1e-6, far, 0.0)
        if not far.any():
            break
        chosen.append(sample[rng.choice(len(sample), p=far / far.sum())])
        far = np.minimum(far, 1 - sample @ chosen[-1])
    return np.array(chosen, dtype=np.float32)


def _lloyd(rows: Floats2d, centres: Floats2d, progress: Callable[[float], None] | None) -> Ints1d:
    assigned: Ints1d = np.full(len(rows), -1, dtype=np.int64)
    for done in range(PASSES):
        nearest = (rows @ centres.T).argmax(axis=1)
        if np.array_equal(nearest, assigned):
            break
        assigned = nearest
        for group in range(len(centres)):
            total = rows[assigned == group].sum(axis=0, dtype=np.float64)
            length = np.linalg.norm(total)
            if length > 0:
                centres[group] = total / length
        if progress is not None:
            progress((done + 1) / PASSES)
    return assigned


def _by_size(assigned: Ints1d) -> Ints1d:
    sizes = np.bincount(assigned)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return rank[assigned]
