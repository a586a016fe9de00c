"""What a GUI test must not leave behind: threads, running timers, visible windows.

A leftover fires or draws in some later test, which then fails for no reason of its own; the test that made
it is the one to be told. Timers are recorded when started, so that the message can name the line.
"""

from __future__ import annotations

import gc
import sys
import threading
import traceback
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Leftovers:
    """What was there before the test, and every timer started since."""

    threads: frozenset[threading.Thread]
    windows: frozenset[int]
    timers: list[tuple[weakref.ref[Any], str]] = field(default_factory=list)
    patience: float = 2.0  # seconds given to a thread that is just ending

    def find(self) -> list[str]:
        """One line a leftover; finds none in a test that cleaned up."""
        return [*self._threads(), *self._timers(), *self._windows()]

    def clear(self) -> None:
        """Stop what can be stopped, so that the tests that follow are not blamed."""
        from shiboken6 import isValid

        for timer in (reference() for reference, _ in self.timers):
            if timer is not None and isValid(timer):
                timer.stop()
        for window in visible_windows():
            if id_of(window) not in self.windows:
                window.close()

    def _threads(self) -> list[str]:
        fresh = [one for one in threading.enumerate() if one not in self.threads]
        for one in fresh:
            one.join(self.patience)
        frames = sys._current_frames()
        return [
            f"thread {one.name!r}, now at {_place(frames.get(one.ident or 0))}"
            for one in fresh
            if one.is_alive()
        ]

    def _timers(self) -> list[str]:
        from shiboken6 import isValid

        active = []
        for reference, line in self.timers:
            timer = reference()
            if timer is not None and isValid(timer) and timer.isActive():
                active.append(f"active QTimer, started at {line}")
        return active

    def _windows(self) -> list[str]:
        return [
            f"visible window {type(one).__name__} {one.objectName()!r} {one.windowTitle()!r}"
            for one in visible_windows()
            if id_of(one) not in self.windows
        ]


def id_of(window: Any) -> int:
    """The address of the C++ object: Python wrappers come and go."""
    from shiboken6 import getCppPointer

    return int(getCppPointer(window)[0])


def visible_windows() -> list[Any]:
    """Top-level widgets on the screen; hidden ones (menus without a parent) do no harm."""
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return []
    # A collection in the middle of the call could destroy a discarded widget that is already in Qt's list.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    finally:
        if was_enabled:
            gc.enable()


def delete_discarded(*, if_more_than: int = 0) -> None:
    """Carry out every `deleteLater` and drop reference cycles, as the event loop would in time.

    Windows of earlier tests are dressed anew at each change of the style, which then takes seconds; so a
    collection pays once there are more top-level widgets than `if_more_than`.
    """
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None or len(QApplication.topLevelWidgets()) < if_more_than:
        return
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@contextmanager
def watched() -> Iterator[Leftovers]:
    """Note what exists now and record each `QTimer.start` until the end of the block."""
    from PySide6.QtCore import QTimer

    left = Leftovers(frozenset(threading.enumerate()), frozenset(map(id_of, visible_windows())))
    original = QTimer.start

    def start(self: QTimer, *arguments: Any) -> None:
        left.timers.append((weakref.ref(self), _place(sys._getframe(1))))
        original(self, *arguments)

    QTimer.start = start  # type: ignore[method-assign]
    try:
        yield left
    finally:
        QTimer.start = original  # type: ignore[method-assign]


def _place(frame: Any) -> str:
    if frame is None:
        return "an unknown line"
    line = traceback.extract_stack(frame)[-1]
    return f"{line.filename}:{line.lineno} ({line.name})"
