"""The weights of a chunk's pairs, looked up instead of compared.

The window of a centre is known from two numbers, how many words it takes in on its left and on its right. So
there are few different ones, and each is copied whole from a small table.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.types import Floats, Floats2d, Floats3d, Floats4d, Ints, Ints1d, Ints2d, Ints3d

# Numbers in a table; a larger one, of wide windows, would take longer to make than the weights themselves.
_TABLE = 1 << 18


def bands(left: Ints2d, right: Ints2d, length: int, *, average: bool = False) -> Floats3d:
    """1 for each token in the window of each centre.

    Parameters
    ----------
    left, right : (C, P)
        Words the window of each centre takes in on either side.
    length : int
        T places, of which the P in the middle are centres.
    average : bool
        Divide by their number.

    Returns
    -------
    float32 (C, P, T)
    """
    shape = (left.shape[1], length, average)
    reach = int(max(left.max(initial=0), right.max(initial=0))) + 1
    centres = np.arange(left.shape[1])
    if len(centres) * reach**2 * length > _TABLE:
        return _weights(centres, left, right, *shape)
    return _table(reach, *shape).take((centres * reach + left) * reach + right, axis=0)


@lru_cache(maxsize=8)
def _table(reach: int, n_centres: int, length: int, average: bool) -> Floats2d:
    """The weights of each centre for each number of words on either side, in this order."""
    place, before, after = np.ogrid[:n_centres, :reach, :reach]
    weights = _weights(place, before, after, n_centres, length, average)
    weights.flags.writeable = False
    return weights.reshape(n_centres * reach**2, -1)


def _weights(
    place: Ints1d, before: Ints2d, after: Ints2d, n_centres: int, length: int, average: bool
) -> Floats:
    """The weights of centres with so many words before and after them, one more axis than these have."""
    ahead = np.arange(length) - (length - n_centres) // 2 - place[..., None]
    inside = (ahead >= -before[..., None]) & (ahead <= after[..., None]) & (ahead != 0)
    number = (before + after)[..., None]
    return np.multiply(inside, np.where(average, 1 / np.maximum(number, 1), 1.0), dtype=np.float32)


def alike(n_targets: Ints, share: float, shared: int) -> Floats:
    """`share` times the number of targets there, for each of `shared` negatives: one more axis, float32."""
    table = np.arange(int(n_targets.max(initial=0)) + 1, dtype=np.float32) * np.float32(share)
    # A third of a product's time.
    return table.repeat(shared).reshape(len(table), shared).take(n_targets, axis=0)


def spare_targets(
    noise: Floats3d, weights: Floats3d, tokens: Ints2d, negatives: Ints2d, share: float
) -> None:
    """Take `share` off the weight of each negative for each target that it is, in place.

    A negative must not be the pair's own target. Hits are rare, so they are subtracted one by one instead
    of comparing every pair with every negative.

    Parameters
    ----------
    noise : (C, P, k)
        Weights of the negatives, changed.
    weights : (C, P, T)
        Those of the targets.
    tokens : (C, T)
    negatives : (C, k)
    share : float
    """
    chunk, place, drawn = _hits(tokens, negatives)
    spared = weights.transpose(0, 2, 1)[chunk, place] * np.float32(share)
    np.subtract.at(noise.transpose(0, 2, 1), (chunk, drawn), spared)


def spare_centres(noise: Floats4d, centres: Ints3d, negatives: Ints3d) -> None:
    """Take away the weight of each negative that is the centre itself, the only target there, in place.

    Parameters
    ----------
    noise : (Q, r, m, k)
    centres : (Q, r, m)
    negatives : (Q, r, k)
    """
    n_groups, n_turns, n_centres, k = noise.shape
    n_draws = n_groups * n_turns
    draw, place, drawn = _hits(centres.reshape(n_draws, n_centres), negatives.reshape(n_draws, k))
    noise.reshape(n_draws, n_centres, k)[draw, place, drawn] = 0


def _hits(tokens: Ints2d, negatives: Ints2d) -> tuple[Ints2d, ...]:
    """Row, place and number of each negative that a token of its row is.

    Compared with the rows last, since there are hundreds: four times the speed of sixteen places last.
    """
    tokens_by_place, negatives_by_number = np.ascontiguousarray(tokens.T), np.ascontiguousarray(negatives.T)
    same = tokens_by_place[:, None, :] == negatives_by_number  # (places, k, rows)
    place, drawn, row = np.unravel_index(np.flatnonzero(same), same.shape)
    return row, place, drawn
