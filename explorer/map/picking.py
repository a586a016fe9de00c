"""The word under the mouse.

A plain distance to every word: 400,000 take about a millisecond, less than a tree needs to be rebuilt
once, and while the map learns every word moves in every frame.
"""

from __future__ import annotations

import numpy as np

from engine.types import Floats1d, Floats2d, Ints1d

REACH = 9.0
"""Logical pixels around a word's point that still mean this word."""
ADVANTAGE = 4.0
"""Pixels by which a word that is marked (selected, a hit, labelled) may be farther and still win."""


def nearest(
    coords: Floats2d,
    at: tuple[float, float],
    *,
    scale: float,
    reach: float = REACH,
    preferred: Ints1d | None = None,
) -> int | None:
    """The word nearest to a position, or None if none is within reach.

    Parameters
    ----------
    coords : ndarray, (n, 2)
        Positions of all words; those that are not finite are never hit.
    at : tuple
        The position asked for, in the same units.
    scale : float
        Logical pixels per unit.
    reach : float
        Farthest distance in logical pixels.
    preferred : ndarray of int, or None
        Marked words, most important first: they win over others by `ADVANTAGE` pixels, and among themselves
        when they share a place the earlier wins.
    """
    if len(coords) == 0:
        return None
    index, distance = _closest(coords, at, scale)
    if preferred is not None and len(preferred):
        place, marked = _closest(coords[preferred], at, scale)
        if marked <= reach and marked <= distance + ADVANTAGE:
            return int(preferred[place])
    return index if distance <= reach else None


def _closest(coords: Floats2d, at: tuple[float, float], scale: float) -> tuple[int, float]:
    """The nearest row and its distance in pixels; infinitely far if no row is finite."""
    dx = coords[:, 0] - coords.dtype.type(at[0])
    dy = coords[:, 1] - coords.dtype.type(at[1])
    dx *= dx
    dy *= dy
    dx += dy
    best = int(dx.argmin())
    if not np.isfinite(dx[best]):
        dx[~np.isfinite(dx)] = np.inf
        best = int(dx.argmin())
    return best, float(np.sqrt(dx[best])) * scale


def torn(coords: Floats2d, index: int, neighbours: Ints1d) -> Ints1d:
    """Those of a word's k neighbours that are not among the k words nearest to it on the map.

    Parameters
    ----------
    coords : ndarray, (n, 2)
    index : int
        The word.
    neighbours : ndarray of int
        Its k nearest words in all dimensions.
    """
    if not np.isfinite(coords[index]).all():
        return neighbours[:0]
    squares = _squares(coords, coords[index])
    k = min(len(neighbours), len(coords) - 1)
    # The k nearest of every eighth word bound those of all, which spares sorting most of them.
    sample = squares[::8]
    bound = np.partition(sample, k)[k] if k < len(sample) else np.inf
    close = squares[squares <= bound]
    # The word itself is the nearest of all.
    farthest = np.partition(close, k)[k]
    far: Ints1d = neighbours[~(squares[neighbours] <= farthest)]
    return far


def _squares(coords: Floats2d, at: Floats1d) -> Floats1d:
    """The squared distances to a place; infinite for words that have none."""
    dx: Floats1d = coords[:, 0] - at[0]
    dy: Floats1d = coords[:, 1] - at[1]
    dx *= dx
    dy *= dy
    dx += dy
    dx[np.isnan(dx)] = np.inf
    return dx
