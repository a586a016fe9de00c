"""Where the words stand, for any choice of axes, again and again while the vectors learn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.types import Floats1d, Floats2d
from engine.vectors.axes import Axis, along, direction
from engine.vectors.projection import Projection, Projector
from engine.vectors.word_vectors import WordVectors

Space = Literal["input", "output", "both"]
OUTPUT_MARK = "′"
TURNED = "axes turned to match the frame before"
FROZEN = "axes frozen"


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
    plane : Projection or None
        Where frozen axes stay; where the next placement finds them if left out.
    names : tuple of two str, or None
        What frozen axes are called.
    """

    space: Space = "input"
    components: tuple[int, int] = (0, 1)
    words: tuple[Axis, Axis] | None = None
    frozen: bool = False
    plane: Projection | None = None
    names: tuple[str, str] | None = None

    def freed(self) -> Axes:
        """The same, with frozen axes free to be found anew once."""
        return replace(self, plane=None, names=None)

    def frozen_at(self, placed: Placed) -> Axes:
        """The same, frozen where the words were placed along them."""
        return replace(self, frozen=True, plane=placed.plane, names=placed.names)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Positions of words, and what is to be said of the axes.

    Attributes
    ----------
    coords : float32 (n, 2)
        With both kinds of vectors, those of the output below those of the input.
    explained : tuple of two floats
        The share of the total variance along each axis, 0 to 1; not a number where it means nothing.
    names : tuple of two str
    note : str
        A remark.
    axes : Axes
        Which were asked for.
    plane : Projection or None
        By which the positions were found; of a layout there is none.
    """

    coords: Floats2d
    explained: tuple[float, float]
    names: tuple[str, str]
    note: str = ""
    axes: Axes = Axes()
    plane: Projection | None = None


def plane_names(components: tuple[int, int], *, turned: bool) -> tuple[str, str]:
    """How the axes of a plane of principal components are called; turned in it they are no components."""
    first, second = (f"PC {component + 1}" for component in components)
    if not turned:
        return first, second
    plane = f"PC {components[0] + 1}–{components[1] + 1}"
    return f"{plane}, x", f"{plane}, y"


def check_words(axes: Axes, vectors: WordVectors, outputs: Floats2d | None) -> None:
    """Look whether axes can be made of their words, if of any.

    Raises
    ------
    SettingError, VocabularyError
        The words of an axis are unknown or cancel out.
    """
    if axes.words is not None:
        _directions(axes.words, _meant(axes, vectors, outputs))


def _directions(words: tuple[Axis, Axis], meant: WordVectors) -> Floats2d:
    return np.stack([direction(axis, meant) for axis in words], axis=1)


def _meant(axes: Axes, vectors: WordVectors, outputs: Floats2d | None) -> WordVectors:
    """Whose words the axes are made of: with both kinds, the input's."""
    return vectors.with_matrix(outputs) if axes.space == "output" and outputs is not None else vectors


class Placer:
    """Places the words of one vocabulary along chosen axes again and again; belongs to one thread at a time.

    Parameters
    ----------
    axes : Axes
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self._projector = Projector(components=axes.components)
        self._plane = axes.plane
        self._fits = 0

    def place(
        self,
        vectors: WordVectors,
        outputs: Floats2d | None = None,
        like: Floats2d | None = None,
        *,
        refit: bool = True,
        seen: Floats1d | None = None,
    ) -> Placed:
        """Positions of the words now; those of both kinds of vectors one below the other.

        Parameters
        ----------
        vectors : WordVectors
            Input vectors.
        outputs : ndarray, (n, d), or None
            Output vectors, for axes that want them.
        like : ndarray, (n, 2), or None
            Where the words stood before; the first map is turned towards it.
        refit : bool
            Whether to find components and shares of variance anew, which is what takes time. Axes of words
            follow their words in any case.
        seen : ndarray, (n,), or None
            How much each word counts in the alignment; of another length it is passed over.

        Raises
        ------
        SettingError, VocabularyError
            The words of the axes are unknown or cancel out.
        """
        parts = self._shown(vectors, outputs)
        meant, held = _meant(self.axes, vectors, outputs), self._plane
        if held is not None and len(held.centre) != vectors.dims:
            held = None
        if held is None or (refit and not self.axes.frozen):
            plane = self._found(_joined(parts), meant, like=like, seen=seen)
        elif self.axes.frozen:
            plane = replace(held, explained=along(_joined(parts), held.basis).explained) if refit else held
        else:
            plane = self._followed(held, meant)
        self._plane = plane
        first, second = plane.explained.tolist()
        return Placed(
            coords=_joined([plane.project(part) for part in parts]),
            explained=(first, second),
            names=self._names(),
            note=FROZEN if self.axes.frozen else TURNED if self._turned else "",
            axes=self.axes,
            plane=plane,
        )

    def _shown(self, vectors: WordVectors, outputs: Floats2d | None) -> list[Floats2d]:
        if outputs is None or self.axes.space == "input":
            return [vectors.matrix]
        return [outputs] if self.axes.space == "output" else [vectors.matrix, outputs]

    def _found(
        self, rows: Floats2d, meant: WordVectors, *, like: Floats2d | None, seen: Floats1d | None
    ) -> Projection:
        """Axes and their shares of variance, anew."""
        if self.axes.words is not None:
            return along(rows, _directions(self.axes.words, meant))
        self._projector.fit(rows, seen=seen if seen is not None and len(seen) == len(rows) else None)
        self._fits += 1
        if self._fits == 1 and like is not None and like.shape == (len(rows), 2):
            self._projector.turn_towards(rows, like)
            self._fits += 1
        assert self._projector.current is not None
        return self._projector.current

    def _followed(self, held: Projection, meant: WordVectors) -> Projection:
        """The axes between two fits: those of words move with their words, the others wait."""
        if self.axes.words is None:
            return held
        return replace(held, basis=_directions(self.axes.words, meant))

    @property
    def _turned(self) -> bool:
        return self._fits > 1

    def _names(self) -> tuple[str, str]:
        if self.axes.words is not None:
            first, second = (axis.name for axis in self.axes.words)
            return first, second
        return self.axes.names or plane_names(self.axes.components, turned=self._turned)


def _joined(parts: list[Floats2d]) -> Floats2d:
    """The parts one below the other; a single one as it is, without a copy."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
