"""Which words are worth a label in a view of the map, before there is talk of room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.types import Floats1d, Floats2d, Ints1d

AREA_PER_LABEL = 7_500
"""Square pixels of screen for one label: somewhat over a hundred on a 1200 x 800 map, as on an atlas page."""
BLOCK = 4096
SCAN = 40_000
"""So many words are looked at even if the screen is full, for the tiles far from the frequent words."""
TILE = 96
"""Pixels of a tile's side: its most frequent word has the first claim to a label."""


def budget(width: int, height: int) -> int:
    """How many labels a screen of this size carries."""
    return max(12, width * height // AREA_PER_LABEL)


def candidates(
    coords: Floats2d, order: Ints1d, rect: tuple[float, float, float, float], *, limit: int, tile: float
) -> Ints1d:
    """Words worth a label: the first of `order` in every tile of the screen, then the first of all.

    Without tiles all labels crowd where the frequent words are and most of the map stays nameless.
    Looks at `order` in growing blocks: far out the first hold enough, near by all words are scanned
    once, vectorised.

    Parameters
    ----------
    coords : ndarray, (n, 2)
        Positions of all words.
    order : ndarray of int
        Words by falling priority.
    rect : tuple
        Left, bottom, right and top of the screen, in the units of `coords`.
    limit : int
        How many words at most.
    tile : float
        Side of a tile, in the same units.
    """
    found, total, start, block = [order[:0]], 0, 0, BLOCK
    while start < len(order) and (start < SCAN or total < limit):
        inside = _inside(coords, order[start : start + block], rect)
        found.append(inside)
        total, start, block = total + len(inside), start + block, block * 4
    visible = np.concatenate(found)
    leaders = _leaders(coords[visible], rect, tile)
    chosen = np.concatenate([visible[leaders], np.delete(visible[:limit], leaders[leaders < limit])])
    return chosen[:limit]


def _inside(coords: Floats2d, words: Ints1d, rect: tuple[float, float, float, float]) -> Ints1d:
    left, bottom, right, top = rect
    x, y = coords[words, 0], coords[words, 1]
    inside: Ints1d = words[(x >= left) & (x <= right) & (y >= bottom) & (y <= top)]
    return inside


def _leaders(points: Floats2d, rect: tuple[float, float, float, float], tile: float) -> Ints1d:
    """Rows of the first point in each tile, rising.

    Tiles are fixed to the plane, not to the screen, so panning does not deal them anew.
    """
    column = np.floor(points[:, 0] / tile) - np.floor(rect[0] / tile)
    row = np.floor(points[:, 1] / tile) - np.floor(rect[1] / tile)
    across, upward = int((rect[2] - rect[0]) / tile) + 2, int((rect[3] - rect[1]) / tile) + 2
    cell = (row.clip(0, upward - 1) * across + column.clip(0, across - 1)).astype(np.intp)
    first = np.full(across * upward, -1, dtype=np.intp)
    first[cell[::-1]] = np.arange(len(cell) - 1, -1, -1)
    return np.sort(first[first >= 0])


def priority(words: Sequence[str], counts: Floats1d | Ints1d | None) -> Ints1d:
    """Words by falling frequency; without counts, in the order given (files list frequent words first).

    Numbers, punctuation and single letters come after the others: they are frequent and say little. Only the
    first `SCAN` words are looked at for that; beyond, nothing is frequent.
    """
    if counts is None:
        order = np.arange(len(words))
    else:
        order = np.argsort(-np.asarray(counts, dtype=np.float64), kind="stable")
    head = order[:SCAN]
    # Two letters decide, and an array of them is asked at once: words one by one hold up the window.
    begun = np.array([words[row] for row in head.tolist()], dtype="U2")
    telling = np.strings.isalpha(begun) & (np.strings.str_len(begun) > 1)
    return np.concatenate([head[telling], head[~telling], order[SCAN:]])
