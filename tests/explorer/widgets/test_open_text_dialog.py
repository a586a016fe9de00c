"""The dialog on tables of one's own: what comes chosen, what can be changed, what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog
from pytestqt.qtbot import QtBot

from engine.corpus.table_choice import TableChoice
from engine.corpus.table_sketch import sketch
from explorer.widgets.open_text_dialog import LEFT_OUT, OpenTextDialog

STARS = "id,body,stars\n" + "".join(f'{i},"A film, number {i}",{1 + i % 10}\n' for i in range(40))
Show = Callable[..., OpenTextDialog]


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Show:
    """Opens the dialog on a table of that text."""

    def show(text: str, name: str = "reviews.csv") -> OpenTextDialog:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        dialog = OpenTextDialog(sketch(path))
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return show


def pick(combo: QComboBox, text: str) -> None:
    """Choose an entry as a user does."""
    combo.setCurrentText(text)
    combo.activated.emit(combo.currentIndex())


def test_likely_answers_come_chosen(show: Show) -> None:
    dialog = show(STARS)
    assert dialog.header.isChecked()
    assert (dialog.text.currentText(), dialog.label.currentText()) == ("body", "stars")
    assert list(dialog.meanings) == [str(stars) for stars in range(1, 11)]
    assert dialog.meanings["1"].currentText() == "very negative"
    assert dialog.choice().classes == {str(stars): (stars - 1) // 2 for stars in range(1, 11)}
    assert dialog.hint.text().startswith("40 of 40 texts will be read")


def test_the_first_rows_are_shown(show: Show) -> None:
    dialog = show(STARS)
    assert (dialog.preview.rowCount(), dialog.preview.columnCount()) == (8, 3)
    assert dialog.preview.item(0, 1).text() == "A film, number 0"
    assert dialog.preview.horizontalHeaderItem(1).text() == "body"


def test_two_labels_ask_for_two_classes(show: Show) -> None:
    dialog = show("review,sentiment\ngood,positive\nbad,negative\nfine,positive\n")
    assert dialog.scale.currentIndex() == 1
    assert dialog.choice() == TableChoice("review", "sentiment", {"positive": 3, "negative": 1})


def test_two_classes_leave_the_neutral_out(show: Show) -> None:
    dialog = show("text,label\n" + "".join(f"film,{stars}\n" for stars in range(1, 6)))
    pick(dialog.scale, "two: negative and positive")
    assert dialog.choice().classes == {"1": 1, "2": 1, "4": 3, "5": 3}
    assert dialog.meanings["3"].currentText() == LEFT_OUT
    assert dialog.hint.text().startswith("4 of 5 texts")


def test_words_that_say_nothing_wait_for_a_meaning(show: Show) -> None:
    dialog = show("text,label\ngood,thumbs up\nbad,thumbs down\nok,thumbs up\n")
    assert not dialog.open_button.isEnabled()
    assert "at least two different classes" in dialog.hint.text()
    pick(dialog.meanings["thumbs up"], "positive")
    assert not dialog.open_button.isEnabled()
    pick(dialog.meanings["thumbs down"], "very negative")
    assert dialog.open_button.isEnabled()
    assert dialog.choice().classes == {"thumbs down": 0, "thumbs up": 3}


def test_a_first_row_of_data(show: Show) -> None:
    dialog = show("A fine film,pos\nA dull film,neg\nAnother fine film,pos\n")
    assert not dialog.header.isChecked()
    assert dialog.preview.item(0, 0).text() == "A fine film"
    assert dialog.choice() == TableChoice("column 1", "column 2", {"neg": 1, "pos": 3}, header=False)
    dialog.header.setChecked(True)
    assert dialog.preview.rowCount() == 2
    assert dialog.choice().text == "A fine film"
    assert dialog.meaning.item(1, 1).text() == "1"


def test_texts_without_labels(show: Show) -> None:
    dialog = show(STARS)
    pick(dialog.label, "none: learn words only")
    assert dialog.choice() == TableChoice("body")
    assert not dialog.meaning.isVisible()
    assert not dialog.scale.isEnabled()
    assert "sentiment cannot" in dialog.hint.text()


def test_columns_that_cannot_be_labels_are_refused(show: Show) -> None:
    dialog = show(STARS)
    pick(dialog.label, "id")
    assert "more than 30 different values" in dialog.hint.text()
    assert not dialog.open_button.isEnabled()
    pick(dialog.label, "body")
    assert "different columns" in dialog.hint.text()
    assert not dialog.open_button.isEnabled()


def test_return_opens_and_escape_does_not(show: Show, qtbot: QtBot) -> None:
    dialog = show(STARS)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected
    dialog = show(STARS)
    with qtbot.waitSignal(dialog.accepted, timeout=1000):
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)


def test_everything_has_a_name_and_a_tip(show: Show) -> None:
    dialog = show(STARS)
    for widget in (*dialog.meanings.values(), dialog.text, dialog.label, dialog.scale, dialog.header):
        assert widget.accessibleName()
        assert widget.toolTip()
