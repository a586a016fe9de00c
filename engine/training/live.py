"""What a watched run shows of itself: frames of the map, snapshots, gradient checks.

Frames and snapshots are made only on request, quick checks by the clock, and each within its share of the
time; unwatched, a run pays nothing. The one who watches sets the pace and training keeps its own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace

import numpy as np

from engine import rng as named
from engine.corpus.dataset import Dataset
from engine.errors import SettingError, VocabularyError
from engine.gradcheck import check
from engine.training.cadence import Cadence
from engine.training.control import Control, Orders
from engine.training.events import Event, Excerpt, Frame, Residuals, Snapshot, frozen
from engine.training.judges import Judgement
from engine.training.problem import Batch, Problem
from engine.types import Floats1d, Params
from engine.vectors import WordVectors
from engine.vectors.placing import Axes, Placed, Placer

FRAMES = (0.09, 0.01)  # seconds between frames, largest share of the time; ten a second are promised
REFITS = (1.0, 0.005)
SNAPSHOTS = (1.0, 0.01)
# The classifier is found again more seldom than the vectors are copied; in between it stays as it was.
FITS = (0.5, 0.012)
CHECK_SHARE = 0.006
QUICK_CHUNKS, THOROUGH_CHUNKS = 2, 4


class LiveView:
    """Serves the orders of one run between its steps.

    Parameters
    ----------
    problem : Problem
    dataset : Dataset
        Its labels, if any, train the sentiment classifier of the snapshots.
    control : Control
    run_id : int
    make_room : callable, optional
        Called before the vectors are copied for a snapshot.
    """

    def __init__(
        self,
        problem: Problem,
        dataset: Dataset,
        control: Control,
        run_id: int,
        *,
        make_room: Callable[[], None] = lambda: None,
    ) -> None:
        self.problem, self.control, self.run_id, self._make_room = problem, control, run_id, make_room
        self.judge = problem.judge(dataset)
        self.measured: int | None = None
        self.vectors = WordVectors(problem.words, np.zeros((len(problem.words), 1)), problem.counts)
        self.placer = Placer(Axes())
        more = problem.showing
        self.frames, self.refits, self.snapshots = (
            Cadence(period, more * share) for period, share in (FRAMES, REFITS, SNAPSHOTS)
        )
        self.fits = Cadence(FITS[0] / more, more * FITS[1])
        self.checks = Cadence(control.check_every, more * CHECK_SHARE)
        self.check_rng = named.generator(problem.spec.seed, "check")
        self._placed: Placed | None = None
        self._seen: Floats1d | None = None
        self._frame = self._snapshot = self._excerpt = self._watched = False

    def note(self, orders: Orders) -> None:
        """Remember what was asked for until it is due."""
        if orders.axes is not None and orders.axes != self.placer.axes:
            self.placer = Placer(orders.axes)
        self._frame |= orders.frame
        self._seen = orders.seen if orders.frame else self._seen
        self._watched |= orders.frame
        self._snapshot |= orders.snapshot
        self._excerpt |= orders.excerpt

    def serve(self, params: Params, batch: Batch, step: int, *, waiting: bool = False) -> Iterator[Event]:
        """Everything that is asked for and due; while the run waits, everything that is asked for."""
        now = time.perf_counter()
        if self._excerpt:
            self._excerpt = False
            yield self._make_excerpt(params, batch, step)
        if self._frame and (waiting or self.frames.due(now)):
            with self.frames.run():
                frame = self._make_frame(params, step, now)
            yield frame
        if self._snapshot and (waiting or self.snapshots.due(now)):
            self._snapshot = False
            self._measure(params, step, math.inf if waiting else now)
            with self.snapshots.run():
                snapshot = self._make_snapshot(params, step)
            yield snapshot
        if self.checks.due(now) and not waiting:
            with self.checks.run():
                residuals = self._quick_check(params, batch, step)
            yield residuals

    def last(self, params: Params, step: int) -> Iterator[Event]:
        """A last frame if anybody watches, and the final vectors."""
        if self._watched:
            yield self._make_frame(params, step, math.inf)
        self._measure(params, step, math.inf)
        yield self._make_snapshot(params, step)

    def _make_frame(self, params: Params, step: int, now: float) -> Frame:
        self._frame = False
        refit = self.refits.due(now)
        with self.refits.run() if refit else nullcontext():
            placed = self._place(params, refit=refit)
        frozen(placed.coords)
        self._placed = placed
        return Frame(run_id=self.run_id, step=step, placed=placed)

    def _place(self, params: Params, *, refit: bool) -> Placed:
        vectors = self.vectors.with_matrix(self.problem.shown(params, "input"))
        outputs = self.problem.shown(params, "output") if self.problem.paired else None
        like = None if self._placed is None else self._placed.coords
        try:
            return self.placer.place(vectors, outputs, like, refit=refit, seen=self._seen)
        except (SettingError, VocabularyError) as error:
            # Of words that cancel each other out for now, or that the text does not have: no reason to end.
            other = Placer(replace(self.placer.axes, words=None)).place(vectors, outputs, like)
            return replace(other, axes=self.placer.axes, plane=None, note=str(error))

    def _measure(self, params: Params, step: int, now: float) -> None:
        """Judge the run if that is due; apart from the snapshot, which would be as rare if it paid for it."""
        if self.judge is not None and self.fits.due(now):
            with self.fits.run():
                self.judge.measure(params, self._copied(params))
            self.measured = step

    def _copied(self, params: Params) -> WordVectors:
        return self.vectors.with_matrix(frozen(self.problem.vectors(params)))

    def _make_snapshot(self, params: Params, step: int) -> Snapshot:
        self._make_room()
        vectors = self._copied(params)
        judged = Judgement() if self.judge is None else self.judge.judgement(params, vectors)
        return Snapshot(
            run_id=self.run_id,
            step=step,
            vectors=vectors,
            model=judged.model,
            dev_accuracy=judged.dev,
            measured=self.measured,
            word_scores=judged.word_scores,
            paired=self.problem.paired,
        )

    def _quick_check(self, params: Params, batch: Batch, step: int) -> Residuals:
        """A few coordinates and directions of the true objective, in float64, on copies."""
        small, part, rows = self.problem.objective.excerpt(params, batch, QUICK_CHUNKS)
        report = check(
            lambda x: self.problem.objective.loss_and_grads(x, part),
            small,
            rng=self.check_rng,
            every_below=0,
            coordinates=6,
            directions=1,
            name=self.problem.objective.name,
        )
        return Residuals(run_id=self.run_id, step=step, report=report, words=self.problem.row_names(rows))

    def _make_excerpt(self, params: Params, batch: Batch, step: int) -> Excerpt:
        small, part, rows = self.problem.objective.excerpt(params, batch, THOROUGH_CHUNKS)
        return Excerpt(
            run_id=self.run_id,
            step=step,
            objective=self.problem.objective.name,
            params={name: frozen(value) for name, value in small.items()},
            batch=part,
            words=self.problem.row_names(rows),
        )
