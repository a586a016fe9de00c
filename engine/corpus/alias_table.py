"""Draws from a fixed discrete distribution in constant time each (Walker's alias method).

V columns of equal width share the probability. A word below the average fills its column only in part, and
the rest of the column goes to one other word, its alias. A draw picks a column and then one of its two words.
"""

from __future__ import annotations

import numpy as np

from engine.types import Floats1d, Ints1d


class AliasTable:
    """Draws word ids from 0 to V - 1 with given probabilities.

    Parameters
    ----------
    weights : float (V,)
        Finite, not negative, not all zero; scaled to sum 1 here.

    Raises
    ------
    ValueError
        If the weights are no distribution.
    """

    __slots__ = ("_alias", "_share")

    def __init__(self, weights: Floats1d) -> None:
        weights = np.asarray(weights, dtype=np.float64)
        total = weights.sum()
        if weights.ndim != 1 or not np.isfinite(total) or total <= 0 or weights.min() < 0:
            raise ValueError("weights must be one row of finite numbers, none negative and not all zero")
        self._share, self._alias = _fill(weights * (len(weights) / total))

    def __len__(self) -> int:
        return len(self._share)

    def draw(self, rng: np.random.Generator, shape: int | tuple[int, ...]) -> Ints1d:
        """Independent word ids, int32 of the given shape; one uniform number of `rng` each."""
        place = rng.random(shape)
        place *= len(self)
        column = place.astype(np.int32)
        place -= column
        share, alias = (table.take(column, mode="clip") for table in (self._share, self._alias))
        return np.where(place < share, column, alias)


def _fill(height: Floats1d) -> tuple[Floats1d, Ints1d]:
    """How much of each column its own word fills, and whose the rest is, from heights of mean 1.

    The tall words hand their surplus to the short ones in order. Once one has handed out so much that it
    is short itself, the next tall word fills it up. Who fills whom therefore follows from where the running
    sum of what short words lack crosses the running sum of surplus, without a loop.
    """
    share, alias = np.minimum(height, 1.0), np.arange(len(height))
    # With equal weights rounding may leave every height just below 1; one must still count as tall.
    is_tall = height >= min(1.0, height.max())
    short, tall = np.flatnonzero(~is_tall), np.flatnonzero(is_tall)
    lacking, surplus = np.cumsum(1 - height[short]), np.cumsum(np.maximum(height[tall] - 1, 0))

    lacking_before = np.concatenate(([0.0], lacking[:-1]))[: len(short)]
    giver = np.searchsorted(surplus, lacking_before)
    alias[short] = tall[np.minimum(giver, len(tall) - 1)]

    # The last tall word is exempt: rounding alone could make it short, and there is nobody left to fill it.
    emptied_by = np.searchsorted(lacking, surplus[:-1], side="right")
    is_emptied = emptied_by < len(short)
    emptied = tall[:-1][is_emptied]
    share[emptied] = 1 - (lacking[emptied_by[is_emptied]] - surplus[:-1][is_emptied])
    alias[emptied] = tall[1:][is_emptied]
    return share.astype(np.float32), alias.astype(np.int32)
