"""Colours, fonts and sizes of the whole window, light and dark: the one place.

The colours keep 4.5:1 contrast for text (WCAG AA). Meaning is carried by blue against orange, which
stays apart under every common colour blindness; curves take the Okabe-Ito palette.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from engine.resources import resource

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


def icon(name: str) -> str:
    """Where a small drawing of the style sheet lies, as the path Qt wants."""
    return resource("icons", f"{name}.svg").as_posix()


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


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application; may be called again to change over while it runs."""
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette(theme))
    app.setFont(font())
    app.setStyleSheet(style_sheet(theme))
    pg.setConfigOptions(background=theme.panel, foreground=theme.muted, antialias=True)


def palette(theme: Theme) -> QPalette:
    """The colours Fusion draws from, including those of disabled controls."""
    role = QPalette.ColorRole
    colours = QPalette()
    for key, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.error),
        (role.Light, theme.raised),
        (role.Mid, theme.border),
        (role.Dark, theme.border),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.accent_text),
        (role.Link, theme.accent),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
    ):
        colours.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        faint = QColor(theme.muted)
        faint.setAlphaF(0.6)
        colours.setColor(QPalette.ColorGroup.Disabled, key, faint)
    return colours


def style_sheet(theme: Theme) -> str:
    """What a palette cannot say: flat buttons, quiet docks and tabs, thin scroll bars."""
    t, pad = theme, SPACING
    return f"""
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; padding: {pad // 2}px; }}
QToolBar {{ background: {t.panel}; border: 0; border-bottom: 1px solid {t.border};
  padding: {pad // 2}px {pad}px; spacing: {pad}px; }}
QToolBar::separator {{ background: transparent; border-left: 1px solid {t.border}; width: 1px;
  margin: {pad // 2}px 0 {pad // 2}px {pad // 2}px; }}
QStatusBar {{ background: {t.panel}; border-top: 1px solid {t.border}; color: {t.muted}; }}
QStatusBar::item {{ border: 0; }}
QMainWindow::separator {{ background: {t.window}; width: {pad - 2}px; height: {pad - 2}px; }}
QMainWindow::separator:hover, QSplitter::handle:hover {{ background: {t.accent}; }}
QSplitter::handle {{ background: {t.window}; }}
QDockWidget {{ font-weight: 600; }}
QDockWidget::title {{ background: {t.panel}; border-bottom: 1px solid {t.border};
  padding: {pad - 2}px {pad}px; text-align: left; }}
QDockWidget > QWidget {{ background: {t.panel}; font-weight: 400; }}
QPushButton, QToolButton {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border};
  border-radius: {RADIUS}px; padding: {pad // 2}px {pad + 2}px; }}
QToolButton {{ padding: {pad // 2}px {pad - 1}px; }}
QPushButton:hover, QToolButton:hover {{ border-color: {t.accent}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked, QPushButton:checked {{
  background: {t.grid}; border-color: {t.accent}; }}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {t.accent}; }}
QPushButton:default, QToolButton#runButton, QPushButton#runButton {{
  background: {t.accent}; color: {t.accent_text}; border-color: {t.accent}; font-weight: 600; }}
QPushButton:disabled, QToolButton:disabled, QToolButton#runButton:disabled {{
  background: {t.window}; color: {t.subdued}; border-color: {t.grid}; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ background: {t.panel}; color: {t.text};
  border: 1px solid {t.border}; border-radius: {RADIUS}px; padding: {pad // 2 - 1}px {pad - 2}px;
  selection-background-color: {t.accent}; selection-color: {t.accent_text}; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ border-color: {t.accent}; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{ color: {t.subdued};
  background: {t.window}; }}
QAbstractSpinBox QLineEdit {{ border: 0; padding: 0 {pad // 2}px; }}
QComboBox::drop-down {{ border: 0; width: 20px; }}
QComboBox::down-arrow, QAbstractSpinBox::down-arrow {{ image: url({icon("down")});
  width: 12px; height: 12px; }}
QAbstractSpinBox::up-arrow {{ image: url({icon("up")}); width: 12px; height: 12px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: 18px;
  background: transparent; }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.border};
  selection-background-color: {t.accent}; selection-color: {t.accent_text}; }}
QCheckBox, QRadioButton {{ spacing: {pad - 2}px; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 14px; height: 14px; background: {t.panel};
  border: 1px solid {t.muted}; border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus,
QRadioButton::indicator:focus {{ border-color: {t.accent}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
  image: url({icon("check-" + t.name)}); }}
QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 4px solid {t.accent}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {t.border}; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; border: 0; border-bottom: 2px solid transparent;
  padding: {pad - 2}px {pad * 2}px; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QGroupBox {{ border: 0; border-top: 1px solid {t.border}; margin-top: {pad * 2}px;
  padding-top: {pad}px; font-weight: 600; }}
QGroupBox::title {{ subcontrol-origin: margin; padding-right: {pad}px; color: {t.text}; }}
QHeaderView {{ background: {t.panel}; border: 0; }}
QHeaderView::section {{ background: {t.panel}; color: {t.muted}; border: 0;
  border-bottom: 1px solid {t.border}; padding: {pad // 2}px {pad - 2}px; }}
QTableView, QListView, QTreeView, QPlainTextEdit, QTextEdit {{ border: 1px solid {t.border};
  border-radius: {RADIUS}px; gridline-color: {t.grid}; background: {t.panel};
  alternate-background-color: {t.raised}; }}
QAbstractItemView::item:selected {{ background: {t.accent}; color: {t.accent_text}; }}
QScrollArea {{ border: 0; background: transparent; }}
QProgressBar {{ background: {t.grid}; border: 0; border-radius: 3px; text-align: center; color: {t.text}; }}
QProgressBar::chunk {{ background: {mixed(t.accent, t.panel, 0.5)}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {t.border}; border-radius: 4px; min-height: 24px; min-width: 24px;
  margin: 1px; }}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
