"""One run at a time: starts the worker, fetches its messages on a timer, and passes commands on.

The window pulls. A tick takes messages for at most `BUDGET` seconds, then lets the window breathe; the lane
keeps the rest in order. Messages of an older run are dropped by their run_id.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from engine.corpus.dataset import Dataset
from engine.training.apart import train_apart
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control
from engine.training.events import Event, Finished, Started
from engine.training.process import RelayedControl
from engine.training.spec import RunSpec
from engine.types import Floats1d
from explorer.run.mailbox import Mailbox
from explorer.run.worker import Worker

TICK_MS = 33
BUDGET = 0.008
CHECK_SECONDS = 1.0


class Runner(QObject):
    """Owns the worker thread of the newest run.

    Parameters
    ----------
    receive : callable
        Gets every event of the newest run, in the window's thread.
    watching : callable
        Whether a new frame of the map would be seen.
    seen : callable
        How much each word counts in the alignment of the map, (n,); None if all count alike.
    """

    def __init__(
        self,
        receive: Callable[[Event], None],
        watching: Callable[[], bool],
        parent: QObject | None = None,
        *,
        seen: Callable[[], Floats1d | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self._receive, self._watching, self._seen = receive, watching, seen
        self._worker: Worker | None = None
        self._run_id = 0
        self._begun = False
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def control(self) -> Control | None:
        """The newest run's control, while it runs."""
        return self._worker.control if self._worker is not None else None

    def start(
        self,
        spec: RunSpec,
        dataset: Dataset,
        *,
        paused: bool = False,
        start: Checkpoint | None = None,
        checkpoint: Path | None = None,
    ) -> int:
        """Stop the old run, if there is one, and start a new one; returns its identity."""
        self.stop()
        self._run_id += 1
        self._begun = False
        control, mailbox = RelayedControl(check_every=CHECK_SECONDS, paused=paused), Mailbox()
        control.request_frame()
        control.request_snapshot()
        events = functools.partial(
            train_apart, spec, control, start, dataset=dataset, run_id=self._run_id, checkpoint=checkpoint
        )
        self._worker = Worker(self._run_id, control, mailbox, events)
        self._worker.start()
        self._timer.start()
        return self._run_id

    def stop(self) -> None:
        """End the run and wait for its thread; what it still has to say is dropped."""
        self._timer.stop()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _on_tick(self) -> None:
        worker = self._worker
        if worker is None:
            return
        deadline = time.perf_counter() + BUDGET
        # Pictures overtake the lane, but not its first message: before the words are known they show nothing.
        if self._begun:
            for picture in worker.mailbox.take_pictures():
                self._deliver(worker, picture)
        while time.perf_counter() < deadline:
            event = worker.mailbox.take_next()
            if event is None:
                break
            self._deliver(worker, event)
            if self._worker is not worker:
                return
        self._ask(worker)

    def _deliver(self, worker: Worker, event: Event) -> None:
        if event.run_id != self._run_id or self._worker is not worker:
            return
        self._begun |= isinstance(event, Started)
        if isinstance(event, Finished):
            # The last pictures were put before it and must be seen first.
            for picture in worker.mailbox.take_pictures():
                self._receive(picture)
            self._timer.stop()
            worker.join()
            self._worker = None
        self._receive(event)

    def _ask(self, worker: Worker) -> None:
        """Ask for the next pictures: the pace is set here, by what the window has taken."""
        if self._worker is worker and not worker.control.paused:
            if self._watching():
                worker.control.request_frame(seen=self._seen())
            worker.control.request_snapshot()
