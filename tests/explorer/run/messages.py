"""Hand-made messages of a run."""

from __future__ import annotations

import numpy as np

from engine.training import events
from engine.training.spec import RunSpec
from engine.vectors import WordVectors
from engine.vectors.placing import Placed


def started(run_id: int = 1) -> events.Started:
    """The first word of a run with three words."""
    return events.Started(
        run_id=run_id,
        step=0,
        spec=RunSpec(),
        words=("a", "b", "c"),
        counts=np.array([3, 2, 1]),
        parameters=12,
        resumed=False,
    )


def scalars(*steps: int, run_id: int = 1, loss: float = 1.0) -> events.Scalars:
    """The curves of these steps."""
    values = np.full(len(steps), loss)
    return events.Scalars(
        run_id=run_id,
        step=steps[-1],
        steps=np.array(steps),
        loss=values,
        cost=2 * values,
        rate=values,
        words_per_second=100.0,
        words_seen=10.0,
        progress=0.5,
        epoch=1.0,
        seconds=1.0,
        seconds_left=61.0,
    )


def frame(step: int, run_id: int = 1, words: int = 3) -> events.Frame:
    """Coordinates that tell the step."""
    placed = Placed(np.full((words, 2), float(step)), (0.5, 0.2), ("PC 1", "PC 2"))
    return events.Frame(run_id=run_id, step=step, placed=placed)


def snapshot(step: int, run_id: int = 1) -> events.Snapshot:
    """Vectors that tell the step."""
    vectors = WordVectors(("a", "b", "c"), np.full((3, 4), float(step)))
    return events.Snapshot(run_id=run_id, step=step, vectors=vectors, model=None, dev_accuracy=None)


def finished(reason: str = "done", run_id: int = 1) -> events.Finished:
    """The last word of a run."""
    return events.Finished(
        run_id=run_id,
        step=9,
        reason=reason,
        steps=9,
        epochs=1.0,
        seconds=1.0,
        words_per_second=100.0,
        loss=1.0,
        cost=2.0,
    )
