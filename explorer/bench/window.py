"""The window under load: lateness of its event loop, price of watching, keystrokes, start and end.

Everything runs in a window that is really laid out and drawn, off-screen where there is no display.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.bench.rows import Row
from engine.corpus import catalogue
from engine.training.control import Control
from engine.training.events import Finished
from engine.training.loop import train
from engine.training.presets import DEFAULT_PRESET, preset
from engine.training.spec import RunSpec
from explorer.app import SWITCH_INTERVAL, Wordscope, create
from explorer.garbage import GarbageTimer, spare_the_settled
from explorer.map import bench as mapped
from explorer.options import WindowOptions
from explorer.session import RunState

TICK_MS = 10
MAP_SIZES = (2_000, 20_000, 100_000, 400_000)
WARM_UP = 3.0
"""Seconds in which the live projection and classifier import their libraries, once in a program's life."""
TURN, SETTLE = 2.0, 0.3
TYPED = "i loved it but the ending was awful and not very funny at all"
START = (
    "import sys, time; begin = float(sys.argv[1]);"
    "from explorer.__main__ import make_app; make_app();"
    "from PySide6.QtCore import QTimer;"
    "from explorer.app import create;"
    "app, window = create(['--data', 'demo']); window.show(); window.begin();"
    "done = lambda: (print(time.time() - begin), window.close(), app.quit());"
    "QTimer.singleShot(0, lambda: QTimer.singleShot(0, done)); app.exec()"
)


class Lateness(QObject):
    """Measures how late a timer fires: what a person feels as stutter."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.late_ms: list[float] = []
        self._expected = time.perf_counter() + TICK_MS / 1000
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max(0.0, (now - self._expected) * 1000))
        self._expected = now + TICK_MS / 1000

    def stop(self) -> None:
        """Stop measuring."""
        self._timer.stop()


def endless(data: str) -> RunSpec:
    """The default run, made so long that it never ends by itself."""
    return replace(preset(DEFAULT_PRESET), data=data, epochs=1_000_000)


@contextmanager
def watched(data: str) -> Iterator[Wordscope]:
    """A window in which the default run trains; map, curves and gradient check are visible."""
    sys.setswitchinterval(SWITCH_INTERVAL)
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


def measure(data: str, *, seconds: float = 60.0, runs: int = 3) -> list[Row]:
    """All rows of the window.

    Parameters
    ----------
    data : str
        What to learn from.
    seconds : float
        How long lateness is measured; pace takes `runs` times a sixth of that, twice.
    runs : int
        Starts, and how often that sixth is measured.
    """
    return [
        start_up(runs),
        *lateness(data, seconds),
        pace(data, seconds / 6, runs),
        *keystrokes(data),
        closing(data),
    ]


def map_rows(words: int) -> list[Row]:
    """The map at 1200 x 800 with so many words, beside pyqtgraph's ScatterPlotItem."""
    taken = mapped.measure(words)
    what = f"map of {words:,} words"
    return [
        Row(f"{what}, pan and zoom, p95", taken["pan_zoom_p95"], "ms", peer=taken["scatter_pan_zoom_p95"]),
        Row(f"{what}, new positions, p95", taken["frame_p95"], "ms", peer=taken["scatter_frame_p95"]),
        Row(f"{what}, word under the mouse, p95", taken["hover_p95"], "ms"),
        Row(f"{what}, new colours, p95", taken["recolour_p95"], "ms"),
        Row(f"{what}, principal components and turning, p95", taken["refit_align_p95"], "ms"),
    ]


def start_up(runs: int) -> Row:
    """From the start of the interpreter to the first idle moment of the window."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    taken = []
    for _ in range(runs + 1):
        command = [sys.executable, "-c", START, str(time.time())]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        taken.append(float(done.stdout.split()[-1]))
    warm = taken[1:]
    return Row("window on screen, warm start", statistics.median(warm), "s", (min(warm), max(warm)))


def lateness(data: str, seconds: float) -> list[Row]:
    """How late the event loop runs while the default run trains at full speed."""
    with watched(data) as window:
        meter = Lateness(window)
        _spin(seconds)
        meter.stop()
        late = np.array(meter.late_ms)
    what = f"event loop late while training, {seconds:.0f} s"
    return [
        Row(f"{what}, p50", float(np.percentile(late, 50)), "ms"),
        Row(f"{what}, p99", float(np.percentile(late, 99)), "ms"),
        Row(f"{what}, max", float(late.max()), "ms"),
    ]


def pace(data: str, seconds: float, runs: int) -> Row:
    """Share of the headless pace that is left with the window open.

    The two take turns every few seconds, the window's run paused meanwhile: a shared machine's own pace
    changes by more than what is measured, but seldom so fast.
    """
    shares = []
    with watched(data) as window:
        _spin(WARM_UP)
        for _ in range(max(1, round(runs * seconds / TURN))):
            window.session.pause()
            alone = _headless_pace(data, TURN)
            window.session.run()
            _spin(SETTLE)
            words, spent = _learned(window)
            _spin(TURN)
            more_words, more_spent = _learned(window)
            shares.append(100 * (more_words - words) / (more_spent - spent) / alone)
    return Row(
        "pace with the window open, of the headless one",
        statistics.median(shares),
        "%",
        (min(shares), max(shares)),
        better="higher",
    )


def _learned(window: Wordscope) -> tuple[float, float]:
    """Words seen and seconds trained so far."""
    progress = window.session.progress
    assert progress is not None
    return progress.words_seen, progress.seconds


def _headless_pace(data: str, seconds: float) -> float:
    """Words a second without any window."""
    control, end = Control(), 0.0
    for event in train(endless(data), control, dataset=catalogue.resolve(data)):
        now = time.perf_counter()
        end = end or now + seconds
        if now >= end:
            control.stop()
        if isinstance(event, Finished):
            return event.words_per_second
    raise AssertionError("an endless run ended")


def keystrokes(data: str) -> list[Row]:
    """From a key in the sentence box to the answer drawn, while the run trains."""
    taken = []
    with watched(data) as window:
        _spin(2.0)
        window.sentence.edit.clear()
        for letter in TYPED:
            begin = time.perf_counter()
            QTest.keyClicks(window.sentence.edit, letter)
            taken.append((time.perf_counter() - begin) * 1000)
            QApplication.processEvents()
    what = "key in the sentence box answered while training"
    return [
        Row(f"{what}, p50", float(np.percentile(taken, 50)), "ms"),
        Row(f"{what}, p95", float(np.percentile(taken, 95)), "ms"),
    ]


def closing(data: str) -> Row:
    """Closing the window during training, thread included."""
    with watched(data) as window:
        _spin(1.0)
        begin = time.perf_counter()
        window.close()
        taken = time.perf_counter() - begin
    return Row("closing during training", taken, "s")


def soak(data: str, minutes: float) -> Row:
    """Memory gained from the first minute to the last while training and drawing."""
    with watched(data) as window:
        _spin(60.0)
        first = _resident_mb()
        _spin(60.0 * (minutes - 1))
        gained = _resident_mb() - first
        assert window.session.state is RunState.RUNNING
    return Row(f"memory gained in {minutes:g} min of training and drawing, after the first", gained, "MB")


def _resident_mb() -> float:
    """Memory that this process and the one that trains hold now, in MB."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in ("self", *children))
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _spin(seconds: float) -> None:
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
