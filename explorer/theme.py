"""Colours, fonts and sizes of the whole window, light and dark: the one place.

The colours keep 4.5:1 contrast for text (WCAG AA). Meaning is carried by blue against orange, which
stays apart under every common colour blindness; curves take the Okabe-Ito palette.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

SPACING = 8
"""Pixels between neighbouring controls; half of it inside a group, twice of it between groups."""
RADIUS = 6
FONT_POINTS = 10.0
SMALL_POINTS = 9.0
TITLE_POINTS = 11.5
FALLBACK_FAMILIES = ("Inter", "Segoe UI", "Noto Sans", "DejaVu Sans")
MONO_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "Menlo", "DejaVu Sans Mono")


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour the window uses, as ``#rrggbb``."""

    name: str
    window: str
    panel: str
    raised: str
    border: str
    text: str
    muted: str
    grid: str
    accent: str
    accent_text: str
    error: str
    error_panel: str
    success: str
    selection: str
    torn: str
    highlight: str
    point: str
    subdued: str
    curves: tuple[str, ...]
    diverging_stops: tuple[str, ...]
    sequential_stops: tuple[str, ...]
    sentiment: tuple[str, str, str, str, str]

    def diverging(self) -> npt.NDArray[np.uint8]:
        """Orange for low, grey for the middle, blue for high: a ``(256, 4)`` RGBA table."""
        return ramp(self.diverging_stops)

    def sequential(self) -> npt.NDArray[np.uint8]:
        """From faint to strong against this theme's panel: a ``(256, 4)`` RGBA table."""
        return ramp(self.sequential_stops)

    def categorical(self) -> npt.NDArray[np.uint8]:
        """The curve colours as five-or-more equal steps of a ``(256, 4)`` RGBA table."""
        steps = np.arange(256) * len(self.curves) // 256
        return np.array([rgba(colour) for colour in self.curves], dtype=np.uint8)[steps]


LIGHT = Theme(
    name="light",
    window="#f2f4f8",
    panel="#ffffff",
    raised="#f8f9fc",
    border="#d3d9e3",
    text="#1a2330",
    muted="#566273",
    grid="#e3e8ef",
    accent="#1f5fae",
    accent_text="#ffffff",
    error="#b3261e",
    error_panel="#fdecea",
    success="#00704f",
    selection="#b5127f",
    torn="#a84a00",
    highlight="#007a5a",
    point="#4d7196",
    subdued="#b4bcc8",
    curves=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"),
    diverging_stops=("#a83f00", "#df8433", "#aab1bc", "#5296d2", "#0a4a8c"),
    sequential_stops=("#a9d4cb", "#46a3b3", "#2a6c9c", "#2a2e6e"),
    sentiment=("#b34700", "#e0873a", "#8d95a1", "#5a9bd4", "#0b4f94"),
)
DARK = Theme(
    name="dark",
    window="#14181f",
    panel="#1b2029",
    raised="#242b36",
    border="#343d4b",
    text="#e7ebf1",
    muted="#a0abbb",
    grid="#2a323e",
    accent="#6cb2f5",
    accent_text="#0c1a29",
    error="#ff8f85",
    error_panel="#3b2020",
    success="#3fd3a2",
    selection="#ff7cc9",
    torn="#f0a04b",
    highlight="#35dba8",
    point="#7d9fc2",
    subdued="#4a5361",
    curves=("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00"),
    diverging_stops=("#ffb066", "#cf7f3c", "#697280", "#4d8fca", "#84c8ff"),
    sequential_stops=("#34506e", "#2d83a6", "#5cc2bb", "#eaf5ac"),
    sentiment=("#f08a3c", "#c98a5a", "#8b94a2", "#5f9dd6", "#7cc4ff"),
)


def rgba(colour: str, alpha: int = 255) -> tuple[int, int, int, int]:
    """``#rrggbb`` as four bytes, for arrays and pyqtgraph."""
    value = int(colour[1:], 16)
    return (value >> 16) & 255, (value >> 8) & 255, value & 255, alpha


@lru_cache
def ramp(stops: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """A ``(256, 4)`` RGBA table through evenly spaced colours; kept, so it cannot be written to."""
    at = np.linspace(0.0, len(stops) - 1.0, 256)
    table = np.array([rgba(stop) for stop in stops], dtype=np.float64)
    channels = [np.interp(at, np.arange(len(stops)), table[:, channel]) for channel in range(4)]
    ramped = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    ramped.flags.writeable = False
    return ramped


def mixed(first: str, second: str, share: float) -> str:
    """`share` of the first colour in the second, as ``#rrggbb``."""
    parts = zip(rgba(first)[:3], rgba(second)[:3], strict=True)
    return "#" + bytes(round(share * a + (1 - share) * b) for a, b in parts).hex()


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it from relative luminance."""
    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    channels = [value / 255 for value in rgba(colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def theme_for(name: str | None) -> Theme:
    """The theme called `name`; with None, the one the system prefers (light if it does not say).

    Raises
    ------
    ValueError
        If `name` is neither ``light``, ``dark`` nor None.
    """
    if name is None:
        hints = QGuiApplication.styleHints()
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    themes = {theme.name: theme for theme in (LIGHT, DARK)}
    if name not in themes:
        raise ValueError(f"There is no theme called {name!r}; choose light or dark.")
    return themes[name]


def font(points: float = FONT_POINTS, *, bold: bool = False, mono: bool = False) -> QFont:
    """The system's own font in a size of ours, with families to fall back on."""
    kind = QFontDatabase.SystemFont.FixedFont if mono else QFontDatabase.SystemFont.GeneralFont
    chosen = QFontDatabase.systemFont(kind)
    fallback = MONO_FAMILIES if mono else FALLBACK_FAMILIES
    chosen.setFamilies([chosen.family(), *fallback])
    chosen.setPointSizeF(points)
    chosen.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return chosen
