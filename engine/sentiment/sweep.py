"""How strongly to regularise: the whole path from almost nothing to everything, and the dev set chooses.

From the strongest penalty to the weakest, each fit starts where the one before ended; one step of the
generator is one point of the plot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.sentiment.report import accuracy
from engine.sentiment.solver import Solution, solve
from engine.types import Floats2d, Ints1d

#: Two penalties a decade from 1e-6 to 1e9.
REGS: tuple[float, ...] = tuple(float(f"{reg:.3g}") for reg in np.logspace(-6, 9, 31))
# Accuracies are settled long before the last digits of the weights.
_TOLERANCE = 1e-3


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


def sweep_steps(
    X_train: Floats2d,
    y_train: Ints1d,
    X_dev: Floats2d,
    y_dev: Ints1d,
    *,
    n_classes: int,
    regs: Iterable[float] = REGS,
) -> Iterator[SweepPoint]:
    """The points one by one, the strongest penalty first.

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
    progress: Callable[[float], None] | None = None,
    watch: Callable[[SweepPoint], None] | None = None,
) -> list[SweepPoint]:
    """All points, by rising penalty.

    `progress` is told the share done, 0 to 1; it may raise `Cancelled`. `watch` gets every point once it
    is found. The rest is as for `sweep_steps`.
    """
    regs = tuple(regs)
    points = []
    for point in sweep_steps(X_train, y_train, X_dev, y_dev, n_classes=n_classes, regs=regs):
        points.append(point)
        if watch is not None:
            watch(point)
        if progress is not None:
            progress(len(points) / len(regs))
    return points[::-1]


def best(points: Iterable[SweepPoint]) -> SweepPoint:
    """The point with the highest dev accuracy; of equal ones the strongest penalty."""
    return max(points, key=lambda point: (point.dev, point.reg))
