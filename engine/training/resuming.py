"""Whether a run may go on from a checkpoint."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import CheckpointError
from engine.training.checkpoint import Checkpoint
from engine.training.problem import Problem
from engine.training.spec import RunSpec


def refuse_others(start: Checkpoint, problem: Problem) -> None:
    """Raise a CheckpointError unless `start` is of this very problem and settings.

    Parameters
    ----------
    start : Checkpoint
    problem : Problem
        What the run learns.
    """
    if start.data != problem.data or start.words != problem.words:
        raise CheckpointError(
            f"the checkpoint was made from other data than {problem.spec.data} or with another minimum "
            "count: resume with the data it was made from"
        )
    if _fixed(start.spec) != _fixed(problem.spec):
        raise CheckpointError(
            "the checkpoint was made with other settings: only rate, length and, of a reproducible run, "
            "threads may change"
        )
    if {name: value.shape for name, value in start.params.items()} != problem.shapes:
        raise CheckpointError("the checkpoint has lost some of its parameters: use an older one")


def _fixed(spec: RunSpec) -> RunSpec:
    """The settings without those that may change while a run goes on."""
    free = RunSpec()
    step = replace(spec.step, rate=free.step.rate)
    threads = free.threads if spec.reproducible else spec.threads  # by which the text is shared out
    return replace(spec, step=step, data=free.data, epochs=free.epochs, steps=free.steps, threads=threads)
