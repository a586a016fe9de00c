"""One-shot jobs beside the training: reading data, saving, a thorough check.

Each has progress and can be cancelled. A job runs in a thread of its own and touches nothing of Qt but
pictures and files of its own. What it reports is fetched by a timer that only ticks while a job is alive.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import Cancelled, WordscopeError

TICK_MS = 30

Report = Callable[[float], None]
Job = Callable[[Report], Any]


class Task(threading.Thread):
    """One job and what has become of it."""

    def __init__(self, title: str, job: Job, on_done: Callable[[Any], None], *, quiet: bool = False) -> None:
        super().__init__(name=f"wordscope-task-{title}", daemon=True)
        self.title, self.on_done, self.quiet = title, on_done, quiet
        self.progress = 0.0
        self.result: Any = None
        self.error: tuple[str, str] | None = None
        self._job, self._cancel = job, threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancel.is_set()

    def report(self, share: float) -> None:
        """Note the share done. Called by the job; raises Cancelled if it should stop."""
        if self._cancel.is_set():
            raise Cancelled
        self.progress = share

    def run(self) -> None:
        """Do the job; keep its result or its error."""
        try:
            self.result = self._job(self.report)
        except Cancelled:
            self._cancel.set()
        except WordscopeError as error:
            self.error = (str(error), "")
        except Exception as error:  # noqa: BLE001  the thread's border: nothing may vanish in here
            self.error = (f"{self.title} failed unexpectedly: {error}", traceback.format_exc())


class Tasks(QObject):
    """Starts jobs and tells the window how they go on."""

    changed = Signal()
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Task] = []
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def running(self) -> tuple[Task, ...]:
        """The jobs that are not finished."""
        return tuple(self._running)

    def start(self, title: str, job: Job, on_done: Callable[[Any], None], *, quiet: bool = False) -> Task:
        """Start a job; `on_done` gets its result in the window's thread, unless it fails or is cancelled.

        A `quiet` job is one of many short ones that nobody waits for: the status bar leaves it out.
        """
        task = Task(title, job, on_done, quiet=quiet)
        self._running.append(task)
        task.start()
        self._timer.start()
        self.changed.emit()
        return task

    def cancel_all(self, seconds: float = 2.0) -> None:
        """Cancel every job and wait for it; for closing the window."""
        self._timer.stop()
        for task in self._running:
            task.cancel()
        for task in self._running:
            task.join(seconds)
        self._running = []

    def _on_tick(self) -> None:
        for task in [task for task in self._running if not task.is_alive()]:
            if task not in self._running:
                continue  # taking an earlier result has cancelled it
            # One by one: if a result cannot be taken, the others are delivered with the next tick.
            self._running.remove(task)
            if task.error is not None:
                self.failed.emit(*task.error)
            elif not task.cancelled:
                task.on_done(task.result)
        if not self._running:
            self._timer.stop()
        self.changed.emit()
