"""Text that ends in dots where there is no room, and is whole for those who ask."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.widgets.elided import ElidedCombo, ElidedLabel

LONG = "a title that is far longer than the box has room for"


def name_heard(widget: QWidget, kind: QAccessible.Text) -> str:
    """What a screen reader is told of a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(kind)


def test_a_label_without_room_is_heard_whole(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText(LONG)
    label.resize(80, 20)
    narrow = label.grab().toImage()
    label.setText(f"{LONG} and longer")
    assert label.grab().toImage() == narrow
    assert name_heard(label, QAccessible.Text.Name) == f"{LONG} and longer"


def test_a_choice_without_room_ends_in_dots_and_lists_its_entries_whole(qtbot: QtBot) -> None:
    combo = ElidedCombo()
    qtbot.addWidget(combo)
    combo.addItems([LONG, "short"])
    combo.resize(120, 30)
    combo.show()
    written = combo.written()
    assert written.endswith("…")
    assert LONG.startswith(written[:-1])
    assert combo.fontMetrics().horizontalAdvance(written) < 120
    assert name_heard(combo, QAccessible.Text.Value) == LONG
    narrow = combo.grab().toImage()
    combo.setItemText(0, f"{LONG} and longer")
    assert combo.grab().toImage() == narrow
    combo.showPopup()
    assert combo.view().width() > combo.fontMetrics().horizontalAdvance(LONG)
    combo.hidePopup()
    combo.setCurrentText("short")
    assert combo.written() == "short"
