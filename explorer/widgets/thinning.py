"""Curves of more points than pixels, cut down to what the eye can tell apart."""

from __future__ import annotations

import numpy as np

from engine.types import Floats1d


def thinned(x: Floats1d, y: Floats1d, *, at_most: int) -> tuple[Floats1d, Floats1d]:
    """The same curve in about so many points: the least and the greatest of equal stretches, in order."""
    stretch = -(-len(x) // (at_most // 2))
    if stretch <= 2:
        return x, y
    whole = len(x) // stretch * stretch
    rows = y[:whole].reshape(-1, stretch)
    start = np.arange(len(rows)) * stretch
    ends = np.sort(np.stack((start + rows.argmin(axis=1), start + rows.argmax(axis=1)), axis=1), axis=1)
    at = np.append(ends.ravel(), np.arange(whole, len(x)))
    return x[at], y[at]
