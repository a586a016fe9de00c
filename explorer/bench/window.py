"""The window under load: lateness of its event loop, keystrokes, start and end, memory, and its map.

Everything runs in a window that is really laid out and drawn, off-screen where there is no display.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.bench.rows import Row
from explorer.bench.pace import pace
from explorer.bench.watching import TYPED, children, spin, watched
from explorer.map import bench as mapped
from explorer.session import RunState

TICK_MS = 10
MAP_SIZES = (2_000, 20_000, 100_000, 400_000)
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


def measure(data: str, *, seconds: float = 60.0, runs: int = 3) -> list[Row]:
    """All rows of the window.

    Parameters
    ----------
    data : str
        What to learn from.
    seconds : float
        How long lateness is measured; pace takes `runs` times a sixth of that, with and without.
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
        spin(seconds)
        meter.stop()
        late = np.array(meter.late_ms)
    what = f"event loop late while training, {seconds:.0f} s"
    return [
        Row(f"{what}, p50", float(np.percentile(late, 50)), "ms"),
        Row(f"{what}, p99", float(np.percentile(late, 99)), "ms"),
        Row(f"{what}, max", float(late.max()), "ms"),
    ]


def keystrokes(data: str) -> list[Row]:
    """From a key in the sentence box to the answer drawn, while the run trains."""
    taken = []
    with watched(data) as window:
        spin(2.0)
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
        spin(1.0)
        begin = time.perf_counter()
        window.close()
        taken = time.perf_counter() - begin
    return Row("closing during training", taken, "s")


def soak(data: str, minutes: float) -> Row:
    """Memory gained from the first minute to the last while training and drawing."""
    with watched(data) as window:
        spin(60.0)
        first = _resident_mb()
        spin(60.0 * (minutes - 1))
        gained = _resident_mb() - first
        assert window.session.state is RunState.RUNNING
    return Row(f"memory gained in {minutes:g} min of training and drawing, after the first", gained, "MB")


def _resident_mb() -> float:
    """Memory that this process and the one that trains hold now, in MB."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in ("self", *children()))
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
