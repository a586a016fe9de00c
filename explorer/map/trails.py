"""Where pinned words have been on the map: one path each, thinned as it grows (no Qt)."""

from __future__ import annotations

import numpy as np

from engine.types import Floats2d

MOST = 256
"""Points a path holds; when it is full every second one is dropped, and from then on fewer are added."""


class Trails:
    """The paths of some words."""

    def __init__(self) -> None:
        self._paths: dict[int, Path] = {}

    def follow(self, words: tuple[int, ...]) -> None:
        """Follow these words from now on; those followed already keep their paths."""
        self._paths = {word: self._paths.get(word) or Path() for word in words}

    def add(self, coords: Floats2d) -> None:
        """Note where the words are now; positions that are not finite are passed over."""
        for word, path in self._paths.items():
            path.add(coords[word])

    def clear(self) -> None:
        """Forget the ways but not the words: the axes are others now."""
        self._paths = {word: Path() for word in self._paths}

    @property
    def paths(self) -> dict[int, Floats2d]:
        """The way of each word, oldest first, ``(m, 2)``."""
        return {word: path.points for word, path in self._paths.items()}


class Path:
    """A way of at most `MOST` points."""

    def __init__(self) -> None:
        self._points: list[tuple[float, float]] = []
        self._every, self._passed = 1, 0

    def add(self, at: Floats2d) -> None:
        """Go on to a point."""
        self._passed += 1
        if not np.isfinite(at).all() or self._passed % self._every:
            return
        self._points.append((float(at[0]), float(at[1])))
        if len(self._points) > MOST:
            self._points = self._points[::2]
            self._every *= 2

    @property
    def points(self) -> Floats2d:
        """The way so far."""
        return np.array(self._points, dtype=np.float32).reshape(-1, 2)
