"""The jobs that go on, at the end of the status bar: what, how far, and a way to stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from explorer.run.tasks import Task, Tasks
from explorer.widgets.naming import named, tipped

BAR_WIDTH, BAR_HEIGHT = 120, 6


class TaskStrip(QWidget):
    """Shows the oldest job that is not a quiet one; hidden while there is none."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._shown: Task | None = None
        self.text = named(QLabel(self), "taskText")
        self.bar = QProgressBar(self, minimum=0, maximum=1000, textVisible=False)
        self.bar.setFixedSize(BAR_WIDTH, BAR_HEIGHT)
        self.bar.setAccessibleName("Progress of the task")
        self.cancel = tipped(
            named(QToolButton(self), "cancelTaskButton"), "Stop this task", accessible="Cancel the task"
        )
        self.cancel.setText("Cancel")
        self.cancel.setStyleSheet("padding: 0 8px; min-height: 18px; max-height: 18px;")
        self.cancel.clicked.connect(self._on_cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.text, self.bar, self.cancel):
            layout.addWidget(part)
        # Else the status bar would grow with every task and push the whole window up.
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        tasks.changed.connect(self._show_tasks)
        self.hide()

    def _on_cancel(self) -> None:
        if self._shown is not None:
            self._shown.cancel()
            self._show_tasks()

    def _show_tasks(self) -> None:
        running = [task for task in self._tasks.running if not task.quiet]
        self._shown = running[0] if running else None
        self.setVisible(bool(running))
        if not running:
            self.text.clear()
            return
        first, more = running[0], len(running) - 1
        how_far = "is being cancelled" if first.cancelled else f"{first.progress:.0%}"
        self.text.setText(f"{first.title} {how_far}" + (f"  (and {more} more)" if more else ""))
        self.bar.setValue(round(1000 * first.progress))
        self.cancel.setEnabled(not first.cancelled)
