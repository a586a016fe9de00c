"""The word map as a widget: what it shows, and pictures of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from engine.types import Floats1d, Floats2d, Ints1d
from explorer.map import motion, scene, still
from explorer.map.pointing import Pointer
from explorer.theme import Theme


class MapView(Pointer):
    """Words as points: pan by dragging, zoom by the wheel, click or sweep to select."""

    # ---- what is shown ----

    def set_describe(self, describe: Callable[[int], str] | None) -> None:
        """Choose what the hover card says under the word."""
        self._describe = describe

    def set_words(self, words: Sequence[str], counts: npt.NDArray[np.integer] | None = None) -> None:
        """Show these words; frequent ones are labelled first (without counts: early ones).

        Other words than before empty the map until their first frame.
        """
        if self._scene.rename(words, counts):
            self._settle()
            self._touched = False
            self._frame_time = None
            self._set_hovered(-1)
        self.update()

    @property
    def n_words(self) -> int:
        """How many words there are places for."""
        return len(self._scene.words)

    def set_frame(
        self, coords: Floats2d, explained: tuple[float, float] | None, *, animate: bool = True
    ) -> None:
        """Move the words to new positions.

        Parameters
        ----------
        coords : ndarray, (n, 2)
            One row per word; a row that is not finite hides its word.
        explained : tuple of two floats, or None
            Shares of the variance along the axes, 0 to 1.
        animate : bool
            Whether the words glide there. The first frame never does.
        """
        target = np.asfortranarray(coords, dtype=np.float32)
        if target.shape != (len(self._scene.words), 2):
            raise ValueError(
                f"The map has {len(self._scene.words)} words but got positions of shape {target.shape}; "
                "call set_words first."
            )
        now = perf_counter()
        interval = None if self._frame_time is None else now - self._frame_time
        self._frame_time = now
        self._scene.explained = explained
        source = self._scene.coords
        if source is None or not animate or not self.isVisible():
            self._motion = None
            self._place(target)
            if not self._touched:
                self.fit(animate=False)
            return
        duration = motion.duration_for(interval)
        self._motion = motion.Motion(source, target, now, duration)
        self._follow(target, now, duration)
        self._glide()

    def set_shown_labels(self, indices: Ints1d | Sequence[int] | None) -> None:
        """Label only these words (and marked ones); None labels as many as fit, frequent ones first."""
        self._scene.shown = None if indices is None else self._scene.checked(indices)
        self._remark()

    def set_highlight(self, indices: Ints1d | Sequence[int]) -> None:
        """Bring out the hits of a search; all other words turn grey. None or empty: no search."""
        self._scene.hits = self._scene.checked(indices)
        self._scene.lit = self._scene.mask_of(self._scene.hits)
        self._redraw()
        self._remark()

    def set_selected(self, index: int | None) -> None:
        """Ring one word."""
        self._scene.selected = None if index is None else int(self._scene.checked([index])[0])
        self._remark()

    def set_pinned(self, indices: Ints1d | Sequence[int]) -> None:
        """Ring and always label these words."""
        self._scene.pinned = self._scene.checked(indices)
        self._remark()

    def set_neighbours(self, indices: Ints1d | Sequence[int], torn: Ints1d | Sequence[int] = ()) -> None:
        """Join these words to the selected one by lines; those `torn` off by the map look different."""
        near, far = self._scene.checked(indices), self._scene.checked(torn)
        if not (np.array_equal(near, self._scene.neighbours) and np.array_equal(far, self._scene.torn)):
            self._scene.neighbours, self._scene.torn = near, far
            self._remark()

    def set_chosen(self, indices: Ints1d | Sequence[int]) -> None:
        """Keep the colours of these words; if there are two or more, all others turn grey."""
        before, self._scene.chosen = self._scene.chosen, self._scene.checked(indices)
        if max(len(before), len(self._scene.chosen)) > 1:
            self._redraw()
        self._remark()

    def set_trails(self, trails: dict[int, Floats2d]) -> None:
        """Draw the ways that these words have gone, each ``(m, 2)`` in the map's units, oldest first."""
        if trails or self._scene.trails:
            self._scene.trails = trails
            self._update_soon()

    def set_axes(self, names: tuple[str, str]) -> None:
        """Say what the axes are."""
        if names != self._scene.axes:
            self._scene.axes = names
            self._remark()

    def set_sizes(self, *, labels: float = 1.0, points: float = 1.0) -> None:
        """Scale what is written and the points."""
        self._scene.label_size, self._scene.point_size = labels, points
        self._redraw()
        self._remark()

    def set_colouring(
        self,
        values: Floats1d | None,
        ramp: str | npt.NDArray[np.uint8] = "sequential",
        *,
        title: str = "",
        labels: Sequence[str] = (),
        limits: tuple[float, float] | None = None,
    ) -> None:
        """Colour the words by one number each; None returns to one colour.

        Parameters
        ----------
        values : ndarray, (n,), or None
            Words whose value is not finite turn grey.
        ramp : str or ndarray, (256, 4), uint8
            ``sequential``, ``diverging`` or ``categorical``, which follow the theme, or a table of RGBA.
        title, labels : str, sequence of str
            The legend's heading and the names along its bar, low to high.
        limits : tuple or None
            Values at the ends of the ramp; without, the smallest and the largest.
        """
        if values is not None and len(values) != len(self._scene.words):
            raise ValueError(f"The map has {len(self._scene.words)} words but got {len(values)} values.")
        self.show_colouring(
            None
            if values is None
            else scene.colouring(values, ramp, limits=limits, title=title, legend=labels)
        )

    def show_colouring(self, colouring: scene.Colouring | None, lacking: str = "") -> None:
        """Colour the words as prepared by `scene.colouring`; None returns to one colour.

        Where None is not what was asked for, `lacking` says in the place of the legend what it takes.
        """
        if colouring is not None and len(colouring.shades) != len(self._scene.words):
            raise ValueError(
                f"The map has {len(self._scene.words)} words but got {len(colouring.shades)} values."
            )
        self._scene.colouring, self._scene.lacking = colouring, lacking
        self._redraw()

    def set_subdued(self, subdued: bool, caption: str = "") -> None:
        """Grey everything and say why, as for a model that is only there as an example."""
        self._scene.subdued, self._scene.caption = subdued, caption
        self._redraw()

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._item.set_theme(theme)
        self.update()

    def seen(self) -> Floats1d | None:
        """1 for the words on the screen and 0 for the others, (n,); None where all or none are there."""
        coords = self._scene.coords
        if coords is None:
            return None
        left, bottom, right, top = self._camera.rect
        inside = (coords[:, 0] >= left) & (coords[:, 0] <= right)
        inside &= (coords[:, 1] >= bottom) & (coords[:, 1] <= top)
        return inside.astype(np.float64) if 0 < np.count_nonzero(inside) < len(inside) else None

    # ---- pictures ----

    def image(self) -> QImage:
        """The map as it is now, in the screen's resolution."""
        return still.rendered(self._item, self._scene, self._camera, ratio=self.devicePixelRatioF())

    @property
    def still(self) -> still.Still:
        """The map as it is now, for a task to paint."""
        return still.Still(replace(self._scene), self._camera, self._item.theme, tuple(self._item.labels))

    @property
    def table(self) -> tuple[tuple[str, ...], Floats2d, tuple[str, str]]:
        """The words, where they stand or are going to, ``(n, 2)``, and the names of the axes."""
        target = self._scene.coords if self._motion is None else self._motion.target
        coords = np.full((len(self._scene.words), 2), np.nan) if target is None else target
        return self._scene.words, coords, self._scene.axes
