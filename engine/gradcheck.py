"""Is the gradient right? Central differences against the analytic gradient, on live parameters if wanted.

Every number a formula claims is compared with ``(J(x + h) - J(x - h)) / 2h``: every coordinate of small
parameters, for large ones some coordinates (the analytically largest and random ones) and whole random
directions, whose cost does not grow with the parameter (as HIPS autograd's tester does).

Two residuals are reported, for n numeric and a analytic:

    course   |n - a| / max(1, |n|, |a|)      (course code, q2_gradcheck)
    strict   |n - a| / max(|n|, |a|)         no mercy for small gradients

The course's one decides. The check draws from its own generator and works on copies: a training run does
not notice it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.objectives.base import Objective
from engine.types import Floats, Floats1d, Grads, Params, dense

TOLERANCE = 1e-6
STEP = 1e-5
# Below this size both gradients are rounding noise of the difference itself, and their ratio says nothing.
NOISE = 1e-7

LossAndGrads = Callable[[Params], tuple[float, Grads]]


@dataclass(frozen=True, slots=True)
class Residual:
    """How well one parameter's gradient agrees with central differences.

    Attributes
    ----------
    parameter : str
    max_residual, median_residual : float
        The course's relative error over all checked coordinates and directions.
    max_strict : float
        The relative error without the 1, over the numbers larger than rounding noise.
    worst : tuple of int
        The coordinate with the largest residual, for word vectors (word, dimension); empty if a whole
        direction was worst.
    numeric, analytic : float
        Both gradients there.
    checked : int
        Coordinates and directions compared.
    tolerance : float
    """

    parameter: str
    max_residual: float
    median_residual: float
    max_strict: float
    worst: tuple[int, ...]
    numeric: float
    analytic: float
    checked: int
    tolerance: float = TOLERANCE

    @property
    def passed(self) -> bool:
        """Whether the largest residual is within the tolerance (a NaN is not)."""
        return self.max_residual <= self.tolerance


@dataclass(frozen=True, slots=True)
class GradientReport:
    """The residuals of all parameters of one objective."""

    objective: str
    residuals: tuple[Residual, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        """Whether every parameter passed."""
        return all(residual.passed for residual in self.residuals)

    @property
    def max_residual(self) -> float:
        """The largest residual of any parameter."""
        return max(residual.max_residual for residual in self.residuals)


def check(
    loss_and_grads: LossAndGrads,
    params: Params,
    *,
    rng: np.random.Generator | None = None,
    every_below: int = 400,
    coordinates: int = 60,
    directions: int = 6,
    tolerance: float = TOLERANCE,
    name: str = "",
) -> GradientReport:
    """Compare analytic and numeric gradients of a scalar function.

    Parameters
    ----------
    loss_and_grads : callable
        From parameters to loss and gradients (dense arrays or row-sparse ones).
    params : dict of arrays
        Where to check. Copied to float64; never changed.
    rng : Generator, optional
        Chooses coordinates and directions; a fixed one if left out.
    every_below : int
        Parameters with at most this many numbers are checked in full.
    coordinates, directions : int
        What is checked of larger ones.
    tolerance : float
        Largest course residual that passes.
    name : str
        The objective's name, for the report.

    Returns
    -------
    GradientReport
    """
    steps = check_steps(
        loss_and_grads,
        params,
        rng=rng,
        every_below=every_below,
        coordinates=coordinates,
        directions=directions,
        tolerance=tolerance,
    )
    return GradientReport(name, tuple(residual for _, residual in steps if residual is not None))


def check_steps(
    loss_and_grads: LossAndGrads,
    params: Params,
    *,
    rng: np.random.Generator | None = None,
    every_below: int = 400,
    coordinates: int = 60,
    directions: int = 6,
    tolerance: float = TOLERANCE,
) -> Iterator[tuple[float, Residual | None]]:
    """The same check in small steps: yields (share done, a finished residual or None)."""
    rng = rng or np.random.default_rng(0)
    x = {key: np.array(value, dtype=np.float64) for key, value in params.items()}
    analytic = dense(loss_and_grads(x)[1], x)
    probes = {
        key: _Probe.choose(value, analytic[key], rng, every_below, coordinates, directions)
        for key, value in x.items()
    }
    total, done = sum(len(probe) for probe in probes.values()), 0
    for key, probe in probes.items():
        numeric = np.empty(len(probe))
        for index in range(len(probe)):
            numeric[index] = probe.difference(loss_and_grads, x, key, index)
            done += 1
            yield done / total, None
        yield done / total, _residual(key, probe, numeric, analytic[key], tolerance)


@dataclass(frozen=True, slots=True)
class _Probe:
    """The coordinates and directions along which one parameter is checked."""

    flat: tuple[int, ...]
    directions: tuple[Floats, ...]

    @classmethod
    def choose(
        cls,
        value: Floats,
        analytic: Floats,
        rng: np.random.Generator,
        every_below: int,
        coordinates: int,
        directions: int,
    ) -> _Probe:
        """All coordinates of a small parameter; of a large one the steepest, random ones and directions."""
        if value.size <= every_below:
            return cls(tuple(range(value.size)), ())
        touched = np.flatnonzero(analytic)
        steepest = touched[np.argsort(-np.abs(analytic.flat[touched]), kind="stable")[: coordinates // 3]]
        among_touched = rng.choice(touched, min(coordinates // 3, len(touched)), replace=False)
        anywhere = rng.integers(value.size, size=coordinates - coordinates // 3 * 2)
        chosen = dict.fromkeys(np.concatenate((steepest, among_touched, anywhere)).tolist())
        normals = (rng.normal(size=value.shape) for _ in range(directions))
        return cls(tuple(chosen), tuple(normal / np.linalg.norm(normal) for normal in normals))

    def __len__(self) -> int:
        return len(self.flat) + len(self.directions)

    def difference(self, loss_and_grads: LossAndGrads, x: Params, key: str, index: int) -> float:
        """The central difference of the loss along one coordinate or direction."""
        here = x[key]
        if index < len(self.flat):
            direction = np.zeros_like(here)
            direction.flat[self.flat[index]] = 1
        else:
            direction = self.directions[index - len(self.flat)]
        ahead, _ = loss_and_grads({**x, key: here + STEP * direction})
        behind, _ = loss_and_grads({**x, key: here - STEP * direction})
        return (ahead - behind) / (2 * STEP)

    def slopes(self, analytic: Floats) -> Floats1d:
        """What the analytic gradient says along the same lines."""
        along = [float((analytic * direction).sum()) for direction in self.directions]
        return np.concatenate((analytic.flat[list(self.flat)], along))


def _residual(key: str, probe: _Probe, numeric: Floats1d, analytic: Floats, tolerance: float) -> Residual:
    slopes = probe.slopes(analytic)
    error, size = np.abs(numeric - slopes), np.maximum(np.abs(numeric), np.abs(slopes))
    residuals = error / np.maximum(1, size)
    # NaN must be the worst of all, and argmax finds the first one.
    at = int(np.argmax(residuals))
    audible = ~(size <= NOISE)
    strict = error[audible] / size[audible]
    worst = np.unravel_index(probe.flat[at], analytic.shape) if at < len(probe.flat) else ()
    return Residual(
        parameter=key,
        max_residual=float(residuals[at]),
        median_residual=float(np.median(residuals)),
        max_strict=float(strict.max(initial=0.0)),
        worst=tuple(int(place) for place in worst),
        numeric=float(numeric[at]),
        analytic=float(slopes[at]),
        checked=len(probe),
        tolerance=tolerance,
    )


class WrongSign:
    """An objective whose error starts from ``y - softmax(z)``, as the write-up's part 2(c) does.

    Every gradient is linear in that error, so all of them point uphill. The check must say so.
    """

    def __init__(self, objective: Objective) -> None:
        self.objective = objective
        self.name, self.title, self.formula = objective.name, objective.title, objective.formula

    def example(self, rng: np.random.Generator) -> tuple[Params, Any]:
        """The honest objective's example."""
        return self.objective.example(rng)

    def loss_and_grads(self, params: Params, batch: Any) -> tuple[float, Grads]:
        """The honest loss with every gradient turned round."""
        loss, grads = self.objective.loss_and_grads(params, batch)
        return loss, {name: -grad for name, grad in dense(grads, params).items()}


def check_objective(objective: Objective, seed: int = 0) -> GradientReport:
    """The thorough check of an objective's own example: every coordinate."""
    rng = np.random.default_rng(seed)
    params, batch = objective.example(rng)
    return check(
        lambda x: objective.loss_and_grads(x, batch),
        params,
        rng=rng,
        every_below=1 << 20,
        name=objective.name,
    )
