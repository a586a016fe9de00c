"""The leak check itself: each kind of leftover is found, and a clean test is not accused."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests import leaks


def test_clean_test_leaves_nothing(qtbot: QtBot) -> None:
    with leaks.watched() as left:
        parent = QObject()
        QTimer(parent).start(10_000)
        window = QLabel("shown and closed")
        window.show()
        window.close()
        worker = threading.Thread(target=str)
        worker.start()
        del parent
        leaks.delete_discarded()
        assert left.find() == []


def test_running_timer_is_named_with_its_line(qtbot: QtBot) -> None:
    with leaks.watched() as left:
        timer = QTimer()
        timer.start(10_000)
        (found,) = left.find()
        assert "QTimer" in found
        assert "test_leaks.py" in found
        left.clear()
        assert not timer.isActive()


def test_visible_window_is_found_and_closed(qtbot: QtBot) -> None:
    with leaks.watched() as left:
        window = QLabel("forgotten")
        window.setWindowTitle("Forgotten")
        window.show()
        (found,) = left.find()
        assert "QLabel" in found
        assert "Forgotten" in found
        left.clear()
        assert left.find() == []


def test_running_thread_is_named(qtbot: QtBot) -> None:
    release = threading.Event()
    worker = threading.Thread(target=release.wait, name="forgotten worker")
    with leaks.watched() as left:
        left.patience = 0.0
        worker.start()
        (found,) = left.find()
        assert "forgotten worker" in found
        release.set()
        worker.join()
        assert left.find() == []


def test_timer_starts_as_before_afterwards(qtbot: QtBot) -> None:
    original = QTimer.start
    with leaks.watched():
        assert QTimer.start is not original
    assert QTimer.start is original
