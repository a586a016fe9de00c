"""What a run measures of itself: the curves since the last message, its pace, its mean loss over an epoch."""

from __future__ import annotations

import time

import numpy as np

from engine.training.events import frozen
from engine.training.problem import Batch
from engine.types import Floats1d, Ints1d


class Meter:
    """Adds up losses and times between steps. Time spent waiting in a pause is not training.

    Parameters
    ----------
    words_seen, seconds : float
        What an earlier part of a resumed run had reached.
    """

    def __init__(self, words_seen: float = 0.0, seconds: float = 0.0) -> None:
        self.words_seen, self.seconds = words_seen, seconds
        self._words_at_start, self._seconds_at_start = words_seen, seconds
        self._clock: float | None = None
        self._curves: list[tuple[int, float, float, float]] = []
        self._flushed = (words_seen, seconds)
        self._loss = self._pairs = self._centres = 0.0
        self._last_epoch: tuple[float, float] | None = None

    def start(self) -> None:
        """Training goes on from now, if it did not already."""
        self._clock = self._clock or time.perf_counter()

    def pause(self) -> None:
        """Whatever follows is not training."""
        self.lap()
        self._clock = None

    def lap(self) -> float:
        """Count the time since the last lap as training; returns the clock's reading."""
        now = time.perf_counter()
        if self._clock is not None:
            self.seconds += now - self._clock
            self._clock = now
        return now

    def add(self, step: int, loss: float, rate: float, batch: Batch) -> None:
        """Note one step: `loss` is what the objective returned for `batch`."""
        total = loss / batch.scale
        self._curves.append((step, total / max(batch.pairs, 1), total / max(batch.centres, 1), rate))
        self._loss += total
        self._pairs += batch.pairs
        self._centres += batch.centres
        self.words_seen += batch.raw_words

    def end_epoch(self) -> None:
        """Start the means of the next epoch."""
        self._last_epoch = self._means()
        self._loss = self._pairs = self._centres = 0.0

    def _means(self) -> tuple[float, float]:
        return self._loss / max(self._pairs, 1), self._loss / max(self._centres, 1)

    def means(self) -> tuple[float, float]:
        """Loss per pair and cost per centre over the last whole epoch, or all steps before there was one."""
        return self._last_epoch or self._means()

    def curves(self) -> tuple[Ints1d, Floats1d, Floats1d, Floats1d]:
        """Steps, loss per pair, cost per centre and rate since the last call, each read-only."""
        rows = np.array(self._curves, dtype=np.float64).reshape(-1, 4)
        self._curves = []
        return (
            frozen(rows[:, 0].astype(np.int64)),
            frozen(rows[:, 1].copy()),
            frozen(rows[:, 2].copy()),
            frozen(rows[:, 3].copy()),
        )

    def recent_pace(self) -> float:
        """Words a second since the last call."""
        words, seconds = self._flushed
        self._flushed = (self.words_seen, self.seconds)
        return (self.words_seen - words) / max(self.seconds - seconds, 1e-9)

    def pace(self) -> float:
        """Words a second over this run, without what was resumed from."""
        return (self.words_seen - self._words_at_start) / max(self.seconds - self._seconds_at_start, 1e-9)
