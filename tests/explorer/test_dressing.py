"""Dressing an application: its drawings, changing over, and how often its widgets are gone through."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from explorer import dressing
from explorer.theme import DARK, LIGHT, Theme


class StyleChanges(QObject):
    """Counts how often a widget is told of another style."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count and pass on."""
        self.count += event.type() == QEvent.Type.StyleChange
        return False


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application of the tests, as it was before when the test is over."""
    before = (qapp.palette(), qapp.styleSheet(), qapp.font())
    yield qapp
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])
    qapp.setFont(before[2])


@pytest.mark.parametrize("chosen", [LIGHT, DARK], ids=lambda chosen: chosen.name)
def test_every_drawing_of_the_style_sheet_exists_and_can_be_drawn(qapp: QApplication, chosen: Theme) -> None:
    paths = re.findall(r"url\((.*?)\)", dressing.style_sheet(chosen))
    assert len(paths) == 3
    assert not any(QPixmap(path).isNull() for path in paths)


def test_apply_dresses_the_application_and_can_change_over(app: QApplication) -> None:
    for chosen in (LIGHT, DARK):
        dressing.apply(app, chosen)
        assert app.palette().color(QPalette.ColorRole.Window).name() == chosen.window
        assert chosen.border in app.styleSheet()


def test_changing_over_tells_widgets_once(app: QApplication, qtbot: QtBot) -> None:
    dressing.apply(app, LIGHT)
    heading = QLabel("heading")
    heading.setProperty("heading", True)
    qtbot.addWidget(heading)
    heading.show()
    changes = StyleChanges(heading)
    heading.installEventFilter(changes)
    dressing.apply(app, DARK)
    assert changes.count == 1
    assert heading.palette().windowText().color().name() == DARK.text
    assert heading.font().bold() or heading.font().weight() >= 600
