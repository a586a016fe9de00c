"""The strip of running tasks: title, share, cancel."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.run.tasks import Report, Tasks
from explorer.widgets.task_strip import TaskStrip

PATIENCE = 10_000


def test_a_task_is_shown_until_it_is_cancelled(qtbot: QtBot) -> None:
    tasks = Tasks()
    strip = TaskStrip(tasks)
    qtbot.addWidget(strip)
    done: list[object] = []
    go_on = threading.Event()

    def work(report: Report) -> None:
        report(0.25)
        go_on.wait(10)
        report(0.5)

    task = tasks.start("Fetching a lot", work, done.append)
    other = tasks.start("Reading", lambda report: go_on.wait(10), done.append)
    qtbot.waitUntil(lambda: "25%" in strip.text.text(), timeout=PATIENCE)
    assert strip.text.text() == "Fetching a lot 25%  (and 1 more)"
    assert not strip.isHidden()
    assert strip.bar.value() == 250
    qtbot.mouseClick(strip.cancel, Qt.MouseButton.LeftButton)
    assert task.cancelled
    assert "is being cancelled" in strip.text.text()
    assert not strip.cancel.isEnabled()
    go_on.set()
    qtbot.waitUntil(strip.isHidden, timeout=PATIENCE)
    assert not other.cancelled
    assert done == [True]  # the cancelled task gives no result


def test_quiet_tasks_are_left_out(qtbot: QtBot) -> None:
    tasks = Tasks()
    strip = TaskStrip(tasks)
    qtbot.addWidget(strip)
    done: list[object] = []
    tasks.start("Searching", lambda report: None, done.append, quiet=True)
    assert strip.isHidden()
    qtbot.waitUntil(lambda: bool(done), timeout=PATIENCE)
    assert strip.text.text() == ""
