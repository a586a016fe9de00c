"""The weights of a chunk's pairs, looked up instead of compared.

The window of a centre is known from two numbers, how many words it takes in on its left and on its right.
Each half of the band is one row of a small table, copied whole: against masking distances, a batch is drawn
in about two thirds of the time.
"""

from __future__ import annotations

import numpy as np

from engine.types import Floats3d, Ints2d


def sides(length: int, n_centres: int, window: int) -> tuple[Floats3d, Floats3d]:
    """The half of each possible band that lies left of its centre, and the other half.

    Parameters
    ----------
    length, n_centres : int
        T places, of which the P in the middle are centres.
    window : int

    Returns
    -------
    left, right : float32 (P, window + 1, T)
        ``left[i, n, j]`` is 1 where place j is one of the n before centre i, ``right`` those after it.
    """
    halo, place = (length - n_centres) // 2, np.arange(length)
    ahead = place - place[halo : halo + n_centres, None, None]  # (P, 1, T)
    reach = np.arange(window + 1)[:, None]
    left, right = (ahead < 0) & (ahead >= -reach), (ahead > 0) & (ahead <= reach)
    return left.astype(np.float32), right.astype(np.float32)


def bands(left: Ints2d, right: Ints2d, length: int, shared: int = 0, share: float = 0.0) -> Floats3d:
    """1 for each token in the window, and `share` times their number for each of `shared` negatives.

    Parameters
    ----------
    left, right : (C, P)
        Words the window of each centre takes in on either side.
    length : int
        T.

    Returns
    -------
    float32 (C, P, T + shared)
    """
    n_centres, reach = left.shape[1], int(max(left.max(initial=0), right.max(initial=0))) + 1

    def half(numbers: Ints2d, side: Floats3d) -> Floats3d:
        noise = np.repeat(side.sum(axis=2, keepdims=True) * np.float32(share), shared, axis=2)
        table = np.concatenate((side, noise), axis=2).reshape(-1, length + shared)
        return table.take(numbers + np.arange(n_centres) * reach, axis=0)

    left_side, right_side = sides(length, n_centres, reach - 1)
    whole = half(left, left_side)
    whole += half(right, right_side)
    return whole


def spare_targets(weights: Floats3d, tokens: Ints2d, negatives: Ints2d, share: float) -> None:
    """Take `share` off the weight of each negative for each target that it is, in place.

    A negative must not be the pair's own target. Hits are rare, so they are subtracted one by one instead
    of comparing every pair with every negative.

    Parameters
    ----------
    weights : (C, P, T + k)
        Those of the targets, which are read, and of the negatives, which are changed.
    tokens : (C, T)
    negatives : (C, k)
    share : float
    """
    chunk, place, drawn = _hits(tokens, negatives)
    by_candidate = weights.transpose(0, 2, 1)  # (C, T + k, P)
    spared = by_candidate[chunk, place] * np.float32(share)
    np.subtract.at(by_candidate, (chunk, tokens.shape[1] + drawn), spared)


def spare_centres(weights: Floats3d, centres: Ints2d, negatives: Ints2d) -> None:
    """Take away the weight of each negative that is the centre itself, the only target there, in place.

    Parameters
    ----------
    weights : (C, P, 1 + k)
    centres : (C, P)
    negatives : (C, k)
    """
    chunk, place, drawn = _hits(centres, negatives)
    weights[chunk, place, 1 + drawn] = 0


def _hits(tokens: Ints2d, negatives: Ints2d) -> tuple[Ints2d, ...]:
    """Chunk, place and number of each negative that a token is.

    Compared with the chunks last: rows of hundreds run at four times the speed of rows of sixteen.
    """
    tokens_by_place, negatives_by_number = np.ascontiguousarray(tokens.T), np.ascontiguousarray(negatives.T)
    same = tokens_by_place[:, None, :] == negatives_by_number  # (T, k, C)
    place, drawn, chunk = np.unravel_index(np.flatnonzero(same), same.shape)
    return chunk, place, drawn
