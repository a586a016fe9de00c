"""What every panel and the whole window owe to a person: a name, a tip and a way there by Tab."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer import app as application
from explorer import theme as themes
from explorer.panels.registry import PANELS, PanelEntry
from explorer.session import Session
from tests.corpora import quick_spec

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
# Made by Qt inside another widget, which carries the name, the tip and the focus for them.
PARTS = (QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView, QMenu)


def interactive(root: QWidget) -> list[QWidget]:
    """The widgets a person acts on, without those that Qt builds them from."""
    found = [each for each in root.findChildren(QWidget) if isinstance(each, INTERACTIVE)]
    return [each for each in found if not _is_part(each)]


def _is_part(widget: QWidget) -> bool:
    if isinstance(widget, QScrollBar | QHeaderView) or widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    return parent is not None and (isinstance(parent, PARTS) or _is_part(parent))


def told(widget: QWidget) -> str:
    """How a failure names a widget."""
    return f"{type(widget).__name__} {widget.objectName()!r} {getattr(widget, 'text', str)()!r}"


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    """A session that has nothing to show."""
    made = Session(quick_spec("demo"))
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[QMainWindow]:
    """The whole window, not shown."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    style, palette, font = running.styleSheet(), running.palette(), running.font()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    _, made = application.create(["--preset", "CBOW"], settings)
    qtbot.addWidget(made)
    yield made
    made.close()
    running.setStyleSheet(style)
    running.setPalette(palette)
    running.setFont(font)


every_panel = pytest.mark.parametrize("entry", PANELS, ids=lambda entry: entry.name)


@every_panel
def test_panel_is_built_and_changes_its_theme(qtbot: QtBot, session: Session, entry: PanelEntry) -> None:
    panel = entry.build(session, themes.LIGHT)
    qtbot.addWidget(panel)
    panel.resize(600, 300)
    panel.show()
    qtbot.waitExposed(panel)
    panel.set_theme(themes.DARK)
    assert not panel.grab().isNull()


@every_panel
def test_panel_names_and_explains_what_can_be_acted_on(
    qtbot: QtBot, session: Session, entry: PanelEntry
) -> None:
    panel = entry.build(session, themes.LIGHT)
    qtbot.addWidget(panel)
    widgets = interactive(panel)
    assert [told(each) for each in widgets if not each.accessibleName()] == []
    assert [told(each) for each in widgets if not each.toolTip()] == []


@every_panel
def test_panel_can_be_used_by_keyboard(qtbot: QtBot, session: Session, entry: PanelEntry) -> None:
    panel = entry.build(session, themes.LIGHT)
    qtbot.addWidget(panel)
    unreachable = [each for each in interactive(panel) if not each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [told(each) for each in unreachable] == []


def test_names_and_titles_are_unique() -> None:
    assert len({entry.name for entry in PANELS}) == len(PANELS)
    assert len({entry.title for entry in PANELS}) == len(PANELS)


def test_window_names_explains_and_reaches_everything(window: QMainWindow) -> None:
    widgets = interactive(window)
    assert len(widgets) > 20
    assert [told(each) for each in widgets if not each.accessibleName()] == []
    assert [told(each) for each in widgets if not each.toolTip()] == []
    # A field that only shows and copies is reached by the button that unfolds it.
    unreachable = [each for each in widgets if not each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [told(each) for each in unreachable] == []


def test_tab_goes_round_the_whole_window(window: QMainWindow) -> None:
    ring, at = [], window.nextInFocusChain()
    while at is not window and len(ring) < 2000:
        ring.append(at)
        at = at.nextInFocusChain()
    missing = [each for each in interactive(window) if each not in ring]
    assert [told(each) for each in missing] == []
