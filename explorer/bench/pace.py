"""What watching costs: the pace of a run in the window beside that of the same run which nobody watches.

Both have a process of their own and take turns of two seconds, the other one paused, on the same processor
core, while the window may use any: a shared machine's own pace changes by half within seconds, and differs
from core to core, which is more than what is measured.
"""

from __future__ import annotations

import os
import statistics
import threading
from collections.abc import Callable, Iterable

import numpy as np

from engine.bench.rows import Row
from engine.corpus import catalogue
from engine.training.apart import train_apart
from engine.training.events import Scalars
from engine.training.process import RelayedControl
from explorer.app import Wordscope
from explorer.bench.watching import children, endless, spin, watched

WARM_UP = 3.0
"""Seconds in which the live projection and classifier import their libraries, once in a program's life."""
TURN, SETTLE = 2.0, 0.5
"""Seconds of a turn, and those before it in which all is shown that has become due in the pause."""

Turn = Callable[[], np.ndarray]
"""Takes a turn; the words it learned and the seconds it trained."""


class Unwatched(threading.Thread):
    """The run that the window makes, without a window; it begins paused."""

    def __init__(self, data: str) -> None:
        super().__init__(name="wordscope-unwatched", daemon=True)
        self.control = RelayedControl(paused=True)
        self.progress: Scalars | None = None
        self._data = data

    def run(self) -> None:
        """Follow it to its end."""
        dataset = catalogue.resolve(self._data)
        for event in train_apart(endless(self._data), self.control, dataset=dataset):
            if isinstance(event, Scalars):
                self.progress = event


def pace(data: str, seconds: float, runs: int) -> Row:
    """Share of the pace without a window that is left with the window open.

    Parameters
    ----------
    data : str
        What to learn from.
    seconds : float
        Of a run, for each of the two.
    runs : int
        The median of so many is told.
    """
    shares = [_run(data, max(1, round(seconds / TURN))) for _ in range(runs)]
    return Row(
        "pace with the window open, of the one without",
        statistics.median(shares),
        "%",
        (min(shares), max(shares)),
        better="higher",
    )


def _run(data: str, turns: int) -> float:
    """Of one pair of processes."""
    alone = Unwatched(data)
    with watched(data) as window:
        spin(WARM_UP)
        window.session.pause()
        alone.start()
        try:
            return _share(window, alone, turns)
        finally:
            alone.control.stop()
            alone.join()


def _share(window: Wordscope, alone: Unwatched, turns: int) -> float:
    """In percent, of so many turns of each; who comes first changes."""
    session, control = window.session, alone.control
    both: tuple[Turn, Turn] = (
        lambda: _turn(session.run, session.pause, lambda: session.progress),
        lambda: _turn(control.resume, control.pause, lambda: alone.progress),
    )
    for turn in both:  # the start of the process is in the first
        turn()
    _on_one_core(children())
    learned = np.zeros((2, 2))
    for pair in range(turns):
        for who in (0, 1) if pair % 2 else (1, 0):
            learned[who] += both[who]()
    words, seconds = learned.T
    with_window, without = words / seconds
    return float(100 * with_window / without)


def _turn(
    resume: Callable[[], None], pause: Callable[[], None], progress: Callable[[], Scalars | None]
) -> np.ndarray:
    resume()
    spin(SETTLE)
    before = _learned(progress())
    spin(TURN)
    learned = np.subtract(_learned(progress()), before)
    pause()
    return learned


def _learned(progress: Scalars | None) -> tuple[float, float]:
    return (0.0, 0.0) if progress is None else (progress.words_seen, progress.seconds)


def _on_one_core(processes: Iterable[int]) -> None:
    """Keep what trains on the first core there is, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        first = min(os.sched_getaffinity(0))
        for pid in processes:
            os.sched_setaffinity(pid, {first})
