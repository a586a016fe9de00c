"""The nearest rows of many rows at once: found in float32, put in order in float64.

One product gives the scores of a whole block of rows. Of each only those that reach the bound set by every
sixteenth score are looked at again, exactly; so a row costs hardly more than its product.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.types import Floats2d, Ints1d, Ints2d

BLOCK_NUMBERS = 1 << 22
SPREAD = 16
"""Every how many-th score sets the bound."""
MARGIN = 6
"""Rows looked at beyond the wanted ones, whose order float32 may have wrong."""
WORTH_BOUNDING = 4096


class Nearest:
    """Finds neighbours among some rows.

    Parameters
    ----------
    matrix : (n, d)
        Rows that are not finite are nobody's neighbours if there are enough others.
    metric : str
        ``"cosine"``, to which zero rows are at right angles, or ``"euclidean"``.
    """

    def __init__(self, matrix: Floats2d, metric: str) -> None:
        self._matrix, self._metric = matrix, metric
        finite = np.isfinite(matrix).all(axis=1)
        self._never = np.flatnonzero(~finite)
        with np.errstate(over="ignore", invalid="ignore"):
            if metric == "euclidean":
                centre = matrix[finite].mean(axis=0, dtype=np.float64)
                self._points = np.subtract(matrix, centre, dtype=np.float64).astype(np.float32)
                self._half = np.einsum("ij,ij->i", self._points, self._points) / 2
            else:
                self._points = _units(matrix).astype(np.float32)
                self._half = np.zeros(len(matrix), dtype=np.float32)

    def of(self, rows: Ints1d, k: int) -> Iterator[tuple[slice, Ints2d]]:
        """The k nearest to each of some rows, in no order, by blocks: which of `rows`, and int (m, k).

        Parameters
        ----------
        rows : int (r,)
        k : int
            At most n - 1.
        """
        step = max(1, BLOCK_NUMBERS // len(self._points))
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            yield part, self._block(rows[part], k)

    def _block(self, rows: Ints1d, k: int) -> Ints2d:
        with np.errstate(over="ignore", invalid="ignore"):
            far = self._half - self._points[rows] @ self._points.T
        far[:, self._never] = np.inf
        far[np.isnan(far[:, :1]).ravel()] = np.inf
        far[np.arange(len(rows)), rows] = np.inf
        return self._best(rows, _lowest(far, min(k + MARGIN, far.shape[1] - 1)), k)

    def _best(self, rows: Ints1d, near: Ints2d, k: int) -> Ints2d:
        """The k nearest of some rows (m, c) to each row (m,), exactly."""
        with np.errstate(over="ignore", invalid="ignore"):
            if self._metric == "euclidean":
                gaps = self._matrix[near].astype(np.float64) - self._matrix[rows][:, None]
                far = np.einsum("mcd,mcd->mc", gaps, gaps)
            else:
                units = _units(self._matrix[near.ravel()]).reshape(*near.shape, -1)
                far = -np.einsum("mcd,md->mc", units, _units(self._matrix[rows]))
        far[np.isnan(far)] = np.inf
        # The row itself is among them where too few others are finite.
        far[near == rows[:, None]] = np.inf
        return np.take_along_axis(near, np.argpartition(far, k - 1, axis=1)[:, :k], axis=1)


def _lowest(far: Floats2d, count: int) -> Ints2d:
    """The places of the lowest scores of each row, in no order, (m, count)."""
    if far.shape[1] < WORTH_BOUNDING:
        return np.argpartition(far, count - 1, axis=1)[:, :count]
    bounds = np.partition(far[:, ::SPREAD], count - 1, axis=1)[:, count - 1]
    lowest = np.empty((len(far), count), dtype=np.int64)
    for place, (scores, bound) in enumerate(zip(far, bounds, strict=True)):
        near = np.flatnonzero(scores <= bound)
        lowest[place] = near[np.argpartition(scores[near], count - 1)[:count]]
    return lowest


def _units(matrix: Floats2d) -> Floats2d:
    """Every row made a unit vector, float64; zero stays zero."""
    points = matrix.astype(np.float64)
    largest = np.abs(points).max(axis=1, keepdims=True, initial=0.0)
    points /= np.where(largest > 0, largest, 1.0)
    lengths = np.sqrt(np.einsum("ij,ij->i", points, points))[:, None]
    points /= np.where(lengths > 0, lengths, 1.0)
    return points
