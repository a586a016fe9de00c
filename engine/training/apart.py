"""Training in a process of its own, behind the same generator of events as `train`.

A window and a trainer in one process take turns at one interpreter: each frame that is drawn holds up the
steps. Apart they share nothing but a pipe, orders going in and events coming out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.training.border import told
from engine.training.control import Control
from engine.training.events import Event
from engine.training.process import RelayedControl, done_apart

if TYPE_CHECKING:
    from engine.corpus.dataset import Dataset
    from engine.training.checkpoint import Checkpoint
    from engine.training.spec import RunSpec


@dataclass(frozen=True, slots=True)
class _Training:
    """What `train` is called with, and how its control begins."""

    spec: RunSpec
    start: Checkpoint | None
    dataset: Dataset | None
    run_id: int
    checkpoint: Path | None
    check_every: float
    paused: bool

    def messages(self, control: Control) -> Iterator[Event]:
        from engine.training.loop import train  # here: the owner need not load what trains

        run = partial(
            train,
            self.spec,
            control,
            self.start,
            dataset=self.dataset,
            run_id=self.run_id,
            checkpoint=self.checkpoint,
        )
        return told(run, self.run_id)


def train_apart(
    spec: RunSpec,
    control: RelayedControl,
    start: Checkpoint | None = None,
    *,
    dataset: Dataset | None = None,
    run_id: int = 0,
    checkpoint: Path | None = None,
) -> Iterator[Event]:
    """As `train`, in another process; errors come as `Failed`, and `Finished` is always the last event.

    Parameters
    ----------
    spec, start, dataset, run_id, checkpoint
        As of `train`; `dataset` is copied to the other process.
    control : RelayedControl
        Steers the run.

    Yields
    ------
    Event
        With arrays that cannot be written to.

    Raises
    ------
    WordscopeError
        The process ended before the run did.
    """
    job = _Training(spec, start, dataset, run_id, checkpoint, control.check_every, control.paused)
    yield from done_apart(job, control)
