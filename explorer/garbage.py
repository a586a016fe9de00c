"""Collecting garbage where and when it does no harm: in the window's thread, and never for long.

A full collection walks over every object there is. With all libraries loaded that takes some 70 ms on a fast
machine, long enough to be seen on the map; what is there once the window stands stays until the end anyway.
And whichever thread happens to collect destroys what it finds: a widget that dies in the trainer's thread
takes the program with it. So nobody collects but a timer of the window.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

TICK_MS = 100


class GarbageTimer(QObject):
    """Takes over from the automatic collector, with the same thresholds, until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(collect_due)
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give back to the automatic collector."""
        self._timer.stop()
        gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose count is over its threshold, as the automatic collector would."""
    over = [count > limit > 0 for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if over[0]:
        # The counts of the older ones say how often the younger were collected since.
        gc.collect(2 if over[2] else 1 if over[1] else 0)


def spare_the_settled() -> None:
    """Leave everything that exists now out of later collections; a walk over what came since is short."""
    # The young generations only: they hold what start or reading left behind, and take a few milliseconds.
    gc.collect(1)
    gc.freeze()
