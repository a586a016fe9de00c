"""A real window that trains, for whoever measures it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from engine.training.presets import DEFAULT_PRESET, preset
from engine.training.spec import RunSpec
from explorer.app import Wordscope, create
from explorer.courtesy import be_courteous
from explorer.garbage import GarbageTimer, spare_the_settled
from explorer.options import WindowOptions

TYPED = "i loved it but the ending was awful and not very funny at all"


def endless(data: str) -> RunSpec:
    """The default run, made so long that it never ends by itself."""
    return replace(preset(DEFAULT_PRESET), data=data, epochs=1_000_000)


@contextmanager
def watched(data: str) -> Iterator[Wordscope]:
    """A window in which the default run trains; map, curves and gradient check are visible."""
    be_courteous()
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        _, window = create(WindowOptions(data=data, run=True, theme="light"), settings)
        window.session.spec = endless(data)
        window.resize(1280, 800)
        window.show()
        garbage = GarbageTimer(window)
        window.sentence.edit.setText(TYPED)
        window.begin()
        try:
            _until_running(window)
            spare_the_settled()
            yield window
        finally:
            garbage.stop()
            window.close()
            window.deleteLater()
            QApplication.processEvents()


def spin(seconds: float) -> None:
    """Run the event loop for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _until_running(window: Wordscope) -> None:
    """Run the event loop until the run has made its first steps and shown them."""
    loop = QEventLoop()
    window.session.losses_changed.connect(loop.quit)
    while window.session.progress is None:
        loop.exec()
    window.session.losses_changed.disconnect(loop.quit)


def children() -> list[int]:
    """The processes that this one has started; none where the system does not tell."""
    told = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in told.read_text(encoding="ascii").split()] if told.exists() else []
