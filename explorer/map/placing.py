"""Where the words stand, for any choice of axes; made from a snapshot of the vectors (no Qt)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.types import Floats2d
from engine.vectors import WordVectors
from engine.vectors.axes import Axis, along, direction
from engine.vectors.projection import Projection, Projector

Space = Literal["input", "output", "both"]
OUTPUT_MARK = "′"


@dataclass(frozen=True, slots=True)
class Axes:
    """What the map's axes are.

    Attributes
    ----------
    space : str
        Which vectors are shown: of words as centres (input), as context (output), or both.
    components : tuple of two ints
        Principal components, counted from 0.
    words : tuple of two Axis, or None
        Sums and differences of words instead.
    frozen : bool
        Whether the axes stay as they are while the vectors move.
    """

    space: Space = "input"
    components: tuple[int, int] = (0, 1)
    words: tuple[Axis, Axis] | None = None
    frozen: bool = False

    @property
    def usual(self) -> bool:
        """Whether these are the axes that a run's own frames have."""
        return self == Axes()


@dataclass(frozen=True, slots=True)
class Placed:
    """Positions, float32 (n, 2), with what is to be said of the axes: shares of variance, names, a remark."""

    coords: Floats2d
    explained: tuple[float, float]
    names: tuple[str, str]
    note: str = ""


def plane_names(components: tuple[int, int], *, turned: bool) -> tuple[str, str]:
    """How the axes of a plane of principal components are called; turned in it they are no components."""
    first, second = (f"PC {component + 1}" for component in components)
    if not turned:
        return first, second
    plane = f"PC {components[0] + 1}–{components[1] + 1}"
    return f"{plane}, x", f"{plane}, y"


TURNED = "axes turned to match the frame before"
FROZEN = "axes frozen"


class Placer:
    """Places the words of one vocabulary along chosen axes again and again; belongs to one task at a time.

    Parameters
    ----------
    axes : Axes
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self._projector = Projector(components=axes.components)
        self._fits = 0

    def place(self, vectors: WordVectors, outputs: Floats2d | None, like: Floats2d | None) -> Placed:
        """Positions of the words now; those of both kinds of vectors one below the other.

        Parameters
        ----------
        vectors : WordVectors
            Input vectors.
        outputs : ndarray, (n, d), or None
            Output vectors, for axes that want them.
        like : ndarray, (n, 2), or None
            Where the words stood before; the first map is turned towards it.

        Raises
        ------
        SettingError, VocabularyError
            The words of the axes are unknown or cancel out.
        """
        shown = self._shown(vectors, outputs)
        if self.axes.words is not None:
            return self._along_words(shown, vectors, outputs)
        return self._along_components(shown, like)

    def _shown(self, vectors: WordVectors, outputs: Floats2d | None) -> Floats2d:
        if outputs is None or self.axes.space == "input":
            return vectors.matrix
        return outputs if self.axes.space == "output" else np.concatenate([vectors.matrix, outputs])

    def _along_words(self, shown: Floats2d, vectors: WordVectors, outputs: Floats2d | None) -> Placed:
        assert self.axes.words is not None
        meant = vectors
        if self.axes.space == "output" and outputs is not None:
            meant = vectors.with_matrix(outputs)
        directions = np.stack([direction(axis, meant) for axis in self.axes.words], axis=1)
        projection = along(shown, directions)
        first, second = (axis.name for axis in self.axes.words)
        return Placed(projection.project(shown), _pair(projection), (first, second))

    def _along_components(self, shown: Floats2d, like: Floats2d | None) -> Placed:
        current = self._projector.current
        if current is None or not self.axes.frozen or len(current.centre) != shown.shape[1]:
            self._projector.fit(shown)
            self._fits += 1
            if self._fits == 1 and like is not None and like.shape == (len(shown), 2):
                self._projector.turn_towards(shown, like)
                self._fits += 1
        current = self._projector.current
        assert current is not None
        turned = self._fits > 1
        explained = along(shown, current.basis) if self.axes.frozen else current
        note = FROZEN if self.axes.frozen else TURNED if turned else ""
        return Placed(
            current.project(shown), _pair(explained), plane_names(self.axes.components, turned=turned), note
        )


def _pair(projection: Projection) -> tuple[float, float]:
    first, second = projection.explained.tolist()
    return first, second
