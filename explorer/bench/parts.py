"""What ``bench`` measures of the window, by name. Qt is loaded when it is measured, not before."""

from __future__ import annotations

import os

from engine.bench.rows import Row
from engine.commands.bench import Asked, Part


def _window(asked: Asked) -> list[Row]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from explorer.bench import window

    rows = window.measure(asked.data, seconds=asked.seconds, runs=asked.runs)
    return [*rows, window.soak(asked.data, asked.soak)] if asked.soak else rows


def _map(asked: Asked) -> list[Row]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from explorer.bench import window

    return [row for words in window.MAP_SIZES for row in window.map_rows(words)]


WINDOW_PARTS: dict[str, Part] = {"window": _window, "map": _map}
