"""One line of the benchmark's table, and what machine it was measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PACKAGES = ("numpy", "scipy", "scikit-learn", "PySide6_Essentials", "pyqtgraph", "gensim")


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    Attributes
    ----------
    what : str
        What was measured, settings included.
    value : float
        Ours, the median of the runs.
    unit : str
    spread : tuple of two floats or None
        The lowest and the highest run.
    peer : float or None
        The peer's median in the same run.
    better : "higher" or "lower"
        Which way the figure should go.
    """

    what: str
    value: float
    unit: str
    spread: tuple[float, float] | None = None
    peer: float | None = None
    better: str = "lower"

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer."""
        if not self.peer or not self.value:
            return None
        return self.value / self.peer if self.better == "higher" else self.peer / self.value


def measured(
    what: str,
    unit: str,
    ours: Callable[[], float],
    *,
    peer: Callable[[], float] | None = None,
    runs: int = 3,
    better: str = "lower",
) -> Row:
    """Run ours and the peer alternately, and take medians: a busy moment then hits both."""
    own, other = [], []
    for _ in range(runs):
        own.append(ours())
        if peer is not None:
            other.append(peer())
    return Row(
        what,
        statistics.median(own),
        unit,
        spread=(min(own), max(own)),
        peer=statistics.median(other) if other else None,
        better=better,
    )


def machine() -> str:
    """Processor, cores, system and versions, in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return f"{_processor()}, {cores} cores, {platform.system()}; {', '.join(versions)}"


def _processor() -> str:
    if sys.platform == "linux":
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def as_table(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Headings and cells for printing."""
    headings = ["what", "Wordscope", "range", "peer", "times better"]
    cells = [
        [
            row.what,
            f"{_short(row.value)} {row.unit}",
            "" if row.spread is None else f"{_short(row.spread[0])} to {_short(row.spread[1])}",
            "" if row.peer is None else f"{_short(row.peer)} {row.unit}",
            "" if row.ratio is None else f"{row.ratio:.2f}",
        ]
        for row in rows
    ]
    return headings, cells


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
