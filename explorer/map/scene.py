"""What the map shows, apart from where one looks from: words, positions, marks and colouring (no Qt)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine.types import Bools, Floats1d, Floats2d, Ints1d
from explorer.map import worth
from explorer.theme import Theme

PRINCIPAL = ("PC 1", "PC 2")


def no_words() -> Ints1d:
    """An empty list of word indices."""
    return np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Colouring:
    """One number per word as a row of a colour table, with what the legend says about it."""

    shades: npt.NDArray[np.uint8]
    unknown: Bools | None
    ramp: str | npt.NDArray[np.uint8]
    title: str = ""
    labels: tuple[str, ...] = ()

    def table(self, theme: Theme) -> npt.NDArray[np.uint8]:
        """The ``(256, 4)`` RGBA table; a ramp given by name follows the theme."""
        if isinstance(self.ramp, str):
            table: npt.NDArray[np.uint8] = getattr(theme, self.ramp)()
            return table
        return self.ramp


def colouring(
    values: Floats1d,
    ramp: str | npt.NDArray[np.uint8],
    *,
    limits: tuple[float, float] | None = None,
    title: str = "",
    legend: Sequence[str] = (),
) -> Colouring:
    """Turn values ``(n,)`` into shades; words whose value is not finite are drawn grey.

    Without `limits` the smallest and largest value take the ends of the ramp.
    """
    numbers = np.asarray(values, dtype=np.float64)
    known = np.isfinite(numbers)
    low, high = limits or ((numbers[known].min(), numbers[known].max()) if known.any() else (0.0, 1.0))
    span = high - low if high > low else 1.0
    share = np.clip((np.where(known, numbers, low) - low) / span, 0, 1)
    written = tuple(legend) or (f"{low:.3g}", f"{high:.3g}")
    return Colouring(
        np.rint(share * 255).astype(np.uint8), None if known.all() else ~known, ramp, title, written
    )


@dataclass(slots=True)
class Scene:
    """The map's own state.

    `version` grows with every change that makes the picture of the points stale, `marks` with those that
    only concern labels and rings. `lacking` says why there is no colouring, where one was asked for.
    """

    words: tuple[str, ...] = ()
    order: Ints1d = field(default_factory=no_words)
    coords: Floats2d | None = None
    explained: tuple[float, float] | None = None
    colouring: Colouring | None = None
    lacking: str = ""
    selected: int | None = None
    pinned: Ints1d = field(default_factory=no_words)
    neighbours: Ints1d = field(default_factory=no_words)
    torn: Ints1d = field(default_factory=no_words)
    chosen: Ints1d = field(default_factory=no_words)
    trails: dict[int, Floats2d] = field(default_factory=dict)
    axes: tuple[str, str] = PRINCIPAL
    label_size: float = 1.0
    point_size: float = 1.0
    hits: Ints1d = field(default_factory=no_words)
    lit: Bools | None = None
    shown: Ints1d | None = None
    subdued: bool = False
    caption: str = ""
    version: int = 0
    marks: int = 0

    def changed(self) -> None:
        """Note that the picture is stale."""
        self.version += 1

    def marked_anew(self) -> None:
        """Note that labels and rings are stale."""
        self.marks += 1

    def rename(self, words: Sequence[str], counts: Floats1d | Ints1d | None) -> bool:
        """Take over words and frequencies; says whether the words are others than before."""
        written = tuple(words)
        if counts is not None and len(counts) != len(written):
            raise ValueError(f"The map got {len(counts)} counts for {len(written)} words; give one each.")
        other = written != self.words
        self.words, self.order = written, worth.priority(written, counts)
        if other:
            self._forget()
        self.changed()
        return other

    def _forget(self) -> None:
        """Drop all that was said about the former words."""
        self.coords, self.explained, self.colouring, self.selected, self.shown = None, None, None, None, None
        self.lacking = ""
        self.pinned, self.neighbours, self.torn = no_words(), no_words(), no_words()
        self.hits, self.chosen, self.trails = no_words(), no_words(), {}
        self.lit = None

    def mask_of(self, indices: Ints1d) -> Bools | None:
        """Which of all words these are; None for no word."""
        if not len(indices):
            return None
        mask = np.zeros(len(self.words), dtype=np.bool_)
        mask[indices] = True
        return mask

    def checked(self, indices: npt.ArrayLike) -> Ints1d:
        """Indices as an array, refused if one names no word."""
        chosen = np.asarray(indices, dtype=np.intp).ravel()
        if len(chosen) and (chosen.min() < 0 or chosen.max() >= len(self.words)):
            wrong = chosen[(chosen < 0) | (chosen >= len(self.words))][0]
            raise ValueError(f"The map has {len(self.words)} words and none with index {wrong}.")
        return chosen

    @property
    def drawable(self) -> Floats2d | None:
        """The positions, or None as long as there is nothing to draw."""
        return self.coords if self.coords is not None and len(self.coords) else None

    @property
    def grey(self) -> Bools | None:
        """Words that step back: all of them, those neither hit nor selected, or those without a value.

        A single selected word greys no other: its ring tells it apart, and colours keep their meaning.
        """
        if self.subdued:
            return np.ones(len(self.words), dtype=np.bool_)
        if len(self.hits) or len(self.chosen) > 1:
            mask = np.ones(len(self.words), dtype=np.bool_)
            mask[self.hits] = False
            if len(self.chosen) > 1:
                mask[self.chosen] = False
            return mask
        return None if self.colouring is None else self.colouring.unknown

    @property
    def marked(self) -> Ints1d:
        """Words that stand out, most important first."""
        first = no_words() if self.selected is None else np.array([self.selected], dtype=np.intp)
        return np.concatenate([first, self.pinned, self.neighbours, self.hits[:200], self.chosen[:200]])
