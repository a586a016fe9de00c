"""Where the map puts the words, along any axes, and how honest that is.

A run places its words itself, as often as it makes frames. Other vectors are placed here, in a task where the
vocabulary is large, and so are layouts: each is a picture of one moment.
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
from engine.vectors.placing import OUTPUT_MARK, Axes, Placed, Placer, check_words
from explorer.run.latest import Latest
from explorer.run.tasks import Report
from explorer.session import RunState, Session

AT_ONCE = 1_000_000
"""Numbers in the vectors up to which new axes take some milliseconds."""
KEPT_OF, SAMPLE = 10, 100
EVERY_MS, LARGEST_SHARE = 2000, 0.01
"""The neighbours are counted once a second, and seldomer if that takes over a twentieth of the time."""
LIVE = (RunState.RUNNING, RunState.PAUSED)
"""When a run places its words itself, also while it waits."""
LAID_OUT = 3000
"""Words that t-SNE and UMAP take: about a minute of patience."""


class Positions(QObject):
    """Says where the words are.

    Attributes
    ----------
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
        self.layout = ""
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
        session.state_changed.connect(self._on_state)

    # ---- axes ----

    @property
    def axes(self) -> Axes:
        """The axes that were chosen."""
        return self._session.axes

    def set_axes(self, axes: Axes) -> None:
        """Choose other axes; they are there with the next positions."""
        self.layout = ""
        vectors, outputs = self._session.vectors, self._session.outputs
        try:
            if vectors is not None:
                check_words(axes, vectors, outputs)
        except WordscopeError as error:
            self._session.failed.emit(str(error), "")
            axes = Axes()
        self._placer = Placer(axes)
        self._placing.forget()
        self._session.show_axes(axes)
        self.axes_changed.emit()
        self._on_frame()
        self._place()

    def change(self, **parts: object) -> None:
        """Choose other axes in part; see `Axes`. Frozen ones stay where they are found next."""
        self.set_axes(replace(self.axes.freed(), **parts))  # type: ignore[arg-type]  # the caller names fields

    def freeze(self, on: bool) -> None:
        """Let the axes stay exactly as they are on the map now, or move again."""
        axes, placed = replace(self.axes.freed(), frozen=on), self.placed
        if on and placed is not None and placed.plane is not None and placed.axes == self.axes:
            axes = axes.frozen_at(placed)
        self.set_axes(axes)

    @property
    def both(self) -> bool:
        """Whether every word is on the map twice, as input and as output."""
        return self.placed is not None and len(self.placed.coords) == 2 * len(self._session.words) > 0

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
        few = "" if len(rows) == len(vectors) else f"of the {len(rows):,} most frequent words"
        moment = "" if session.vectors_step is None else f"at step {session.vectors_step:,}"
        note = " ".join((name, *filter(None, (few, moment)))) if few or moment else ""

        def job(report: Report) -> Placed:
            coords = np.full((len(vectors), 2), np.nan, dtype=np.float32)
            coords[rows] = lay_out(key, vectors.matrix[rows], progress=report)
            return Placed(coords, (np.nan, np.nan), (f"{name} x", f"{name} y"), note)

        def take(placed: Placed) -> None:
            if session.words == vectors.words:
                self.layout = key
                session.show_axes(Axes())
                self.axes_changed.emit()
                self._take(placed)

        session.tasks.start(name, job, take)

    # ---- new positions ----

    def _forget(self) -> None:
        """Other words: what was frozen is found anew for them."""
        self.placed = self.kept = None
        self.layout = ""
        self._placing.forget()
        self._counting.forget()
        self._session.show_axes(self.axes.freed())
        self._placer = Placer(self.axes)

    def _on_frame(self) -> None:
        frame = self._session.frame
        if not self.layout and frame is not None and frame.axes == self.axes:
            self._take(frame)

    def _on_snapshot(self) -> None:
        self._count_soon()
        self._place()

    def _on_state(self) -> None:
        if self._session.state is RunState.FINISHED:
            self._place()  # along axes that were chosen too late for the run's last frame

    def _place(self) -> None:
        """Place words that no run places along these axes."""
        session, placer = self._session, self._placer
        vectors, outputs = session.vectors, session.outputs
        is_placed = session.frame is not None and session.frame.axes == self.axes
        if self.layout or vectors is None or is_placed or session.state in LIVE:
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
        if len(placed.coords) not in (len(self._session.words), 2 * len(self._session.words)):
            return
        self.placed = placed
        if self.axes.frozen and self.axes.plane is None and placed.plane is not None:
            # From here on they stay wherever they are placed, by the run or by the window.
            self._session.show_axes(self.axes.frozen_at(placed))
            self._placer = Placer(self.axes)
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
