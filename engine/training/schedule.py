"""How the learning rate falls over a run."""

from __future__ import annotations

from engine.training.spec import StepSpec


def rate_factor(spec: StepSpec, step: int, progress: float) -> float:
    """What the base rate is multiplied with.

    Parameters
    ----------
    spec : StepSpec
        Names the schedule: ``linear`` to zero (word2vec tool, but to 1e-4 of the start so that the last
        words still count), ``halving`` every so many steps (course), or ``constant``.
    step : int
        Steps taken so far.
    progress : float
        Share of the run that is done, 0 to 1.
    """
    if spec.schedule == "linear":
        return max(1 - progress, 1e-4)
    if spec.schedule == "halving":
        return float(0.5 ** (step // spec.halve_every))
    return 1.0
