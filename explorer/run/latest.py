"""Questions of which only the newest answer counts, asked of a task.

While one is being answered the newest further one waits and the others are forgotten, so a question asked
at every frame costs what can be answered and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from explorer.run.tasks import Job, Task, Tasks

Answer = TypeVar("Answer")


class Latest(QObject):
    """One kind of question.

    Parameters
    ----------
    tasks : Tasks
    title : str
        What the status bar says meanwhile.
    parent : QObject
    """

    def __init__(self, tasks: Tasks, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._title = tasks, title
        self._task: Task | None = None
        self._waiting: tuple[Job, Callable[[Any], None]] | None = None
        tasks.changed.connect(self._go_on)

    def ask(self, job: Job, take: Callable[[Any], None]) -> None:
        """Answer by `job` in a task, then call `take` in the window's thread."""
        self._waiting = (job, take)
        self._go_on()

    def answer(self, job: Callable[[], Answer], take: Callable[[Answer], None]) -> None:
        """Answer at once: for questions that cost less than a frame."""
        self.forget()
        take(job())

    def forget(self) -> None:
        """Drop the question that waits and the answer to the one being answered."""
        self._waiting = None
        if self._task is not None:
            self._task.cancel()

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._task is not None or self._waiting is not None

    def _go_on(self) -> None:
        if self._task is not None and self._task not in self._tasks.running:
            self._task = None
        if self._task is None and self._waiting is not None:
            (job, take), self._waiting = self._waiting, None
            self._task = self._tasks.start(self._title, job, take, quiet=True)
