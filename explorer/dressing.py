"""What Qt is told of a theme: the style, its palette and the style sheet of the whole application."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from engine.resources import resource
from explorer.theme import RADIUS, SPACING, Theme, font, mixed


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application; may be called again to change over while it runs.

    Qt goes through all widgets at every style and every style sheet: one of each, the style at first only.
    """
    if not app.styleSheet():
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
QLabel[heading=true] {{ font-weight: 600; padding-top: {pad}px; color: {t.text}; }}
"""


def icon(name: str) -> str:
    """Where a small drawing of the style sheet lies, as the path Qt wants."""
    return resource("icons", f"{name}.svg").as_posix()
