"""Training several sentence networks: one after the other, or in processes side by side, with one result."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from engine.errors import DivergedError, SettingError
from engine.objectives.learning import learn
from engine.ops.optimisers import Adagrad
from engine.sentiment.network_problem import NetworkProblem
from engine.types import Params

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class NetworkStep:
    """After a step: how many are done, of how many, and the loss of the step's batch."""

    step: int
    steps: int
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A network's parameters, and the seconds it took to learn them."""

    params: Params
    seconds: float


def network_steps(problem: NetworkProblem, params: Params) -> Iterator[NetworkStep]:
    """Train `params` in place, step by step, through all epochs of the problem's settings.

    Raises
    ------
    DivergedError
        If the loss is no longer a finite number.
    """
    optimiser, step = Adagrad(), 0
    memory = optimiser.start(params)
    total = problem.settings.epochs * problem.steps_per_epoch
    for epoch in range(problem.settings.epochs):
        for batch in problem.batches(epoch):
            rate = problem.rate(step)
            step += 1
            loss = learn(problem.objective, params, batch, optimiser=optimiser, memory=memory, rate=rate)
            if not np.isfinite(loss):
                raise DivergedError(f"Training diverged at step {step}: choose a lower rate.")
            yield NetworkStep(step, total, loss)


def train_network(problem: NetworkProblem, *, progress: Progress | None = None) -> Params:
    """The trained parameters, those of the problem's preparation being the start if there is one.

    `progress` is told the share done and may raise `Cancelled`.
    """
    params, done = problem.init(), 0
    stages = [stage for stage in (problem.preparation, problem) if stage is not None]
    total = sum(stage.settings.epochs * stage.steps_per_epoch for stage in stages)
    for stage in stages:
        for _ in network_steps(stage, params):
            done += 1
            if progress is not None:
                progress(done / total)
    return params


def train_networks(
    problem: NetworkProblem, seeds: Sequence[int], *, jobs: int = 1, progress: Progress | None = None
) -> list[Trained]:
    """One network for each seed, in their order; bit for bit the same whatever `jobs` is.

    Parameters
    ----------
    problem : NetworkProblem
    seeds : sequence of int
    jobs : int
        Processes at work. Threads would not do: their many short products and the interpreter between them
        get into each other's way, and two networks of the treebank take 10.9 s instead of 6.2. Two processes
        take 4.0 s on two free cores, 0.7 of them to begin with, but 16 instead of 10 s where others keep
        the cores busy: hence one is the default.
    progress : callable, optional
        Told the share done, with every step, or with every network if there are several processes; may
        raise `Cancelled`.

    Raises
    ------
    DivergedError
        If training left the finite numbers.
    SettingError
        If `jobs` is below 1.
    """
    if jobs < 1:
        raise SettingError(f"Jobs is {jobs}: choose 1 or more.")
    report = progress or _say_nothing
    at_once = min(jobs, len(seeds))
    if at_once > 1:
        return _side_by_side(problem, seeds, at_once, report)
    found: list[Trained] = []
    for seed in seeds:

        def tell(share: float, before: int = len(found)) -> None:
            report((before + share) / len(seeds))

        found.append(_timed(problem, seed, tell))
    return found


def _say_nothing(share: float) -> None:
    """The progress of those who asked for none."""


def _side_by_side(
    problem: NetworkProblem, seeds: Sequence[int], jobs: int, report: Progress
) -> list[Trained]:
    """The same in processes of their own, which end with it."""
    from joblib import Parallel, delayed
    from joblib.externals.loky import get_reusable_executor

    found: dict[int, Trained] = {}
    work = Parallel(n_jobs=jobs, backend="loky", return_as="generator_unordered")
    arriving = work(delayed(_placed)(place, problem, seed) for place, seed in enumerate(seeds))
    try:
        for place, trained in arriving:
            found[place] = trained
            report(len(found) / len(seeds))
    finally:
        with warnings.catch_warnings():
            # joblib warns that it gives up what is unfinished: that is what was asked for.
            warnings.simplefilter("ignore", UserWarning)
            arriving.close()
        # Waiting for more work they would hold hundreds of megabytes.
        get_reusable_executor().shutdown(wait=True, kill_workers=True)
    return [found[place] for place in range(len(seeds))]


def _placed(place: int, problem: NetworkProblem, seed: int) -> tuple[int, Trained]:
    return place, _timed(problem, seed, None)


def _timed(problem: NetworkProblem, seed: int, progress: Progress | None) -> Trained:
    begin = time.perf_counter()
    # One core: the products are small, and threads only wait for each other.
    with threadpool_limits(1, user_api="blas"):
        params = train_network(problem.seeded(seed), progress=progress)
    return Trained(params, time.perf_counter() - begin)
