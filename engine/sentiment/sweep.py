"""How strongly to regularise: the whole path from almost nothing to everything, and the dev set chooses.

The path is cut into stretches. Along each, from the strongest penalty to the weakest, every fit starts where
the one before ended; stretches have nothing to do with each other and are walked side by side. One fit is
one point of the plot.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np
from threadpoolctl import threadpool_limits

from engine.errors import SettingError
from engine.sentiment.report import accuracy
from engine.sentiment.solver import Solution, solve
from engine.types import Floats2d, Ints1d

#: Two penalties a decade from 1e-6 to 1e9.
REGS: tuple[float, ...] = tuple(float(f"{reg:.3g}") for reg in np.logspace(-6, 9, 31))
#: Stretches of the path. Always the same number, so that the answer does not depend on the machine's cores.
STRETCHES = 2
# Accuracies are settled long before the last digits of the weights.
_TOLERANCE = 1e-3

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class SweepPoint:
    """One penalty.

    Attributes
    ----------
    reg : float
    train, dev : float
        Accuracy in per cent.
    model : Solution
    """

    reg: float
    train: float
    dev: float
    model: Solution


Watch = Callable[[SweepPoint], None]


def sweep_steps(
    X_train: Floats2d,
    y_train: Ints1d,
    X_dev: Floats2d,
    y_dev: Ints1d,
    *,
    n_classes: int,
    regs: Iterable[float] = REGS,
) -> Iterator[SweepPoint]:
    """The points of one stretch one by one, the strongest penalty first.

    Parameters
    ----------
    X_train, X_dev : (n, d), (m, d)
    y_train, y_dev : (n,), (m,) int in [0, n_classes)
    n_classes : int
    regs : iterable of float
        Penalties to try, in any order.
    """
    X_train = np.asarray(X_train, dtype=np.float64)
    found: Solution | None = None
    for reg in sorted(regs, reverse=True):
        found = solve(X_train, y_train, n_classes=n_classes, reg=reg, start=found, tol=_TOLERANCE)
        train = accuracy(y_train, found.predict(X_train))
        yield SweepPoint(reg, train, accuracy(y_dev, found.predict(X_dev)), found)


def sweep(
    X_train: Floats2d,
    y_train: Ints1d,
    X_dev: Floats2d,
    y_dev: Ints1d,
    *,
    n_classes: int,
    regs: Iterable[float] = REGS,
    jobs: int | None = None,
    progress: Progress | None = None,
    watch: Watch | None = None,
) -> list[SweepPoint]:
    """All points, by rising penalty; the same whatever `jobs` is.

    The rest is as for `sweep_steps`. BLAS is held to one thread: its own take ten times as long on products
    this small.

    Parameters
    ----------
    jobs : int, optional
        Threads at work, one for each core if left out; more than there are stretches are not used. Threads
        and not processes: NumPy lets go of the interpreter, and nothing is copied. On the treebank (8,544
        sentences, 50 numbers each, two free cores) one takes 0.39 s and two 0.26 s; two processes take
        0.41 s once they run, and 1.9 s to begin with.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`, which ends all stretches at their next point.
    watch : callable, optional
        Gets every point once it is found. Both are called from the threads, but never two at a time.

    Raises
    ------
    SettingError
        If `jobs` is below 1.
    """
    import scipy.optimize  # noqa: F401  brings a BLAS of its own, which must be there to be held
    from joblib import Parallel, delayed

    if jobs is not None and jobs < 1:
        raise SettingError(f"Jobs is {jobs}: choose 1 or more.")
    falling = sorted(regs, reverse=True)
    found = _Found(len(falling), progress, watch)
    X_train = np.asarray(X_train, dtype=np.float64)

    def walk(stretch: list[float]) -> None:
        for point in sweep_steps(X_train, y_train, X_dev, y_dev, n_classes=n_classes, regs=stretch):
            if not found.add(point):
                return

    stretches = [part.tolist() for part in np.array_split(falling, STRETCHES) if len(part)]
    at_once = min(jobs or os.cpu_count() or 1, STRETCHES)
    with threadpool_limits(1, user_api="blas"):
        Parallel(n_jobs=at_once, backend="threading")(delayed(walk)(stretch) for stretch in stretches)
    return sorted(found.points, key=lambda point: point.reg)


class _Found:
    """Collects the points of all stretches and passes them on, one at a time."""

    def __init__(self, total: int, progress: Progress | None, watch: Watch | None) -> None:
        self.points: list[SweepPoint] = []
        self._total, self._progress, self._watch = total, progress, watch
        self._lock, self._ended = Lock(), False

    def add(self, point: SweepPoint) -> bool:
        """Take a point; False if another stretch was told to stop."""
        with self._lock:
            if self._ended:
                return False
            # Stays so if one of the two raises.
            self._ended = True
            self.points.append(point)
            if self._watch is not None:
                self._watch(point)
            if self._progress is not None:
                self._progress(len(self.points) / self._total)
            self._ended = False
            return True


def best(points: Iterable[SweepPoint]) -> SweepPoint:
    """The point with the highest dev accuracy; of equal ones the strongest penalty."""
    return max(points, key=lambda point: (point.dev, point.reg))
