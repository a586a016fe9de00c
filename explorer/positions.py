"""Where the map puts the words: the run's own frames, or any other axes, and how honest that is.

The usual axes come from the run itself, as often as it makes frames. All others are made from snapshots of
the vectors, in a task where the vocabulary is large.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import WordscopeError
from engine.types import Floats2d
from engine.vectors.compare import neighbours_kept
from engine.vectors.layout import LAYOUTS, lay_out
from explorer.map.placing import OUTPUT_MARK, TURNED, Axes, Placed, Placer, plane_names
from explorer.run.latest import Latest
from explorer.run.tasks import Report
from explorer.session import Session

AT_ONCE = 1_000_000
"""Numbers in the vectors up to which new axes take some milliseconds."""
KEPT_OF, SAMPLE = 10, 100
EVERY_MS, LARGEST_SHARE = 2000, 0.01
"""The neighbours are counted once a second, and seldomer if that takes over a twentieth of the time."""
LAID_OUT = 3000
"""Words that t-SNE and UMAP take: about a minute of patience."""


class Positions(QObject):
    """Says where the words are.

    Attributes
    ----------
    axes : Axes
    placed : Placed or None
        The newest positions.
    kept : float or None
        How many of the `of` nearest neighbours in all dimensions are among the `of` nearest on the map, in
        the mean of `asked` words.
    """

    changed = Signal()
    axes_changed = Signal()
    kept_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.axes, self.layout = Axes(), ""
        self.placed: Placed | None = None
        self.kept: float | None = None
        self.of, self.asked = KEPT_OF, 0
        self._placer = Placer(self.axes)
        self._placing = Latest(session.tasks, "Axes", self)
        self._counting = Latest(session.tasks, "Neighbours on the map", self)
        self._timer = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._timer.timeout.connect(self._count)
        session.words_changed.connect(self._forget)
        session.frame_changed.connect(self._on_frame)
        session.snapshot_changed.connect(self._on_snapshot)

    # ---- axes ----

    def set_axes(self, axes: Axes) -> None:
        """Choose other axes; they are there with the next positions."""
        self.axes, self.layout = axes, ""
        self._placer = Placer(axes)
        self._placing.forget()
        self.axes_changed.emit()
        if axes.usual:
            self._on_frame()
        else:
            self._on_snapshot()

    def change(self, **parts: object) -> None:
        """Choose other axes in part; see `Axes`."""
        self.set_axes(replace(self.axes, **parts))  # type: ignore[arg-type]  # the caller names fields

    @property
    def both(self) -> bool:
        """Whether every word is on the map twice, as input and as output."""
        return self.axes.space == "both" and self._session.outputs is not None

    @property
    def words(self) -> tuple[str, ...]:
        """What is written at the positions."""
        words = self._session.words
        return (*words, *(f"{word}{OUTPUT_MARK}" for word in words)) if self.both else words

    def lay_out(self, key: str) -> None:
        """Find a map of the most frequent words by one of the layouts in a task."""
        session, vectors = self._session, self._session.vectors
        if vectors is None:
            session.failed.emit("There are no vectors to lay out yet: train or open some first.", "")
            return
        name, rows = LAYOUTS[key].name, np.arange(len(vectors))
        if len(rows) > LAID_OUT:
            rows = rows[:LAID_OUT] if session.counts is None else np.argsort(-session.counts)[:LAID_OUT]

        def job(report: Report) -> Placed:
            coords = np.full((len(vectors), 2), np.nan, dtype=np.float32)
            coords[rows] = lay_out(key, vectors.matrix[rows], progress=report)
            note = "" if len(rows) == len(vectors) else f"of the {len(rows):,} most frequent words"
            return Placed(coords, (np.nan, np.nan), (f"{name} x", f"{name} y"), note)

        def take(placed: Placed) -> None:
            if session.words == vectors.words:
                self.layout = key
                self.axes = Axes()
                self.axes_changed.emit()
                self._take(placed)

        session.tasks.start(name, job, take)

    # ---- new positions ----

    def _forget(self) -> None:
        self.placed = self.kept = None
        self.layout = ""
        self._placing.forget()
        self._counting.forget()
        self._placer = Placer(self.axes)

    def _on_frame(self) -> None:
        frame, session = self._session.frame, self._session
        if not self.axes.usual or self.layout or frame is None:
            return
        turned = session.started is not None and session.first_vectors is not None
        names = plane_names((0, 1), turned=turned)
        self._take(Placed(*frame, names, TURNED if turned else ""))

    def _on_snapshot(self) -> None:
        vectors, outputs, placer = self._session.vectors, self._session.outputs, self._placer
        if self.axes.usual or self.layout or vectors is None:
            self._count_soon()
            return
        like = None if self.placed is None else self.placed.coords

        def place() -> Placed | WordscopeError:
            try:
                return placer.place(vectors, outputs, like)
            except WordscopeError as error:
                return error

        if vectors.matrix.size <= AT_ONCE:
            self._placing.answer(place, self._take_or_tell)
        else:
            self._placing.ask(lambda report: place(), self._take_or_tell)

    def _take_or_tell(self, placed: Placed | WordscopeError) -> None:
        """Show the positions; of axes that cannot be made, say why and go back to the usual ones."""
        if isinstance(placed, Placed):
            self._take(placed)
            return
        self._session.failed.emit(str(placed), "")
        self.set_axes(Axes())

    def _take(self, placed: Placed) -> None:
        if len(placed.coords) == len(self.words):
            self.placed = placed
            self.changed.emit()
            self._count_soon()

    # ---- how honest the map is ----

    def _count_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _count(self) -> None:
        vectors, placed = self._session.vectors, self.placed
        if vectors is None or placed is None or self._counting.busy:
            return
        coords = placed.coords[: len(vectors)]

        def job(report: Report) -> tuple[tuple[float, int, int], float]:
            begin = time.perf_counter()
            return survivors(vectors.matrix, coords), time.perf_counter() - begin

        self._counting.ask(job, self._take_count)

    def _take_count(self, counted: tuple[tuple[float, int, int], float]) -> None:
        (self.kept, self.of, self.asked), seconds = counted
        self._timer.setInterval(max(EVERY_MS, round(seconds / LARGEST_SHARE * 1000)))
        self.kept_changed.emit()


def survivors(matrix: Floats2d, coords: Floats2d) -> tuple[float, int, int]:
    """How many of so many nearest neighbours stay so on the map, and how many words were asked.

    Words that are not on the map are left out. Of few words fewer than `KEPT_OF` neighbours are counted.
    """
    there = np.isfinite(coords).all(axis=1)
    if not there.all():
        matrix, coords = matrix[there], coords[there]
    of = min(KEPT_OF, max(len(matrix) - 1, 0))
    share = neighbours_kept(matrix, coords, KEPT_OF, sample=SAMPLE, rng=np.random.default_rng(0))
    return share * of, of, min(SAMPLE, len(matrix))
