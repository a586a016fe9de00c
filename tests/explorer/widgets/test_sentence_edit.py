"""The line that sentences are typed in: earlier ones by the arrows, several lines told of."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QAction, QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from explorer.session import Session
from explorer.widgets.sentence_edit import SentenceEdit


@pytest.fixture
def edit(qtbot: QtBot, session: Session) -> SentenceEdit:
    """A line with two earlier sentences."""
    for text in ("older", "newer"):
        session.sentences.note(text)
    made = SentenceEdit(session.sentences)
    qtbot.addWidget(made)
    return made


def test_up_and_down_walk_through_earlier_sentences(qtbot: QtBot, edit: SentenceEdit) -> None:
    qtbot.keyClicks(edit, "draft")
    walked = []
    for key in (
        Qt.Key.Key_Up,
        Qt.Key.Key_Up,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
    ):
        qtbot.keyClick(edit, key)
        walked.append(edit.text())
    assert walked == ["newer", "older", "older", "newer", "draft", "draft"]


def test_the_newest_is_passed_over_while_it_stands_there(qtbot: QtBot, edit: SentenceEdit) -> None:
    edit.setText("newer")
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.text() == "older"


def test_without_earlier_ones_nothing_happens(qtbot: QtBot, make_session) -> None:
    edit = SentenceEdit(make_session().sentences)
    qtbot.addWidget(edit)
    edit.setText("draft")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(edit, key)
    assert edit.text() == "draft"


def test_return_and_a_pause_note_what_was_typed(qtbot: QtBot, session: Session, edit: SentenceEdit) -> None:
    qtbot.keyClicks(edit, "a good film")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert session.sentences.recent[0] == "a good film"
    edit._pause.setInterval(1)
    with qtbot.waitSignal(session.sentences.recent_changed):
        qtbot.keyClicks(edit, " indeed")
    qtbot.waitUntil(lambda: session.sentences.recent[0] == "a good film indeed")
    assert "a good film" not in session.sentences.recent


def test_several_lines_are_told_of_by_key_menu_and_drop(qtbot: QtBot, edit: SentenceEdit) -> None:
    told: list[list[str]] = []
    edit.lines_pasted.connect(told.append)
    QGuiApplication.clipboard().setText("one  film\r\n\n two films\n")
    qtbot.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    menu = edit.menu()
    qtbot.addWidget(menu)
    menu.findChild(QAction, "edit-paste").trigger()
    data = QMimeData()
    data.setText("one  film\ntwo films")
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    edit.dropEvent(drop)
    assert [[" ".join(line.split()) for line in lines if line] for lines in told] == [
        ["one film", "two films"]
    ] * 3
    assert edit.text() == ""


@pytest.mark.parametrize(("pasted", "text"), [("  one \t line\n", "one line"), ("", ""), ("\n\n", "")])
def test_a_single_line_is_put_in(qtbot: QtBot, edit: SentenceEdit, pasted: str, text: str) -> None:
    QGuiApplication.clipboard().setText(pasted)
    qtbot.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert edit.text() == text
