"""Redraw at the eye's pace: many changes, one drawing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Refresh(QObject):
    """Calls `draw` at most every `milliseconds`, and once after the last change.

    Parameters
    ----------
    draw : callable
    milliseconds : int
        Pause between two drawings.
    parent : QObject
        The panel that draws.
    """

    def __init__(self, draw: Callable[[], None], milliseconds: int, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=milliseconds)
        self._timer.timeout.connect(draw)

    def request(self) -> None:
        """Something changed."""
        if not self._timer.isActive():
            self._timer.start()
