"""The word panel: neighbours as the engine counts them, walking, analogies."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from engine.vectors import WordVectors
from engine.vectors.word_vectors import METRICS
from explorer.session import Session
from tests.explorer.panels.conftest import BuildPanel


def shown(panel: QWidget) -> list[tuple[str, str]]:
    """The rows of the table."""
    table = panel.findChild(QTableWidget, "neighbourTable")
    return [(table.item(row, 0).text(), table.item(row, 1).text()) for row in range(table.rowCount())]


def expected(vectors: WordVectors, word: str, metric: str) -> list[tuple[str, str]]:
    """What the engine answers."""
    return [(each.word, f"{each.score:.3f}") for each in vectors.neighbours(word, 12, metric)]


@pytest.fixture
def panel(session: Session, vectors: WordVectors, build_panel: BuildPanel) -> QWidget:
    """The panel on a dozen words."""
    session.show_vectors(vectors)
    return build_panel("word", session)


def test_without_a_word_it_says_how_to_get_one(session: Session, build_panel: BuildPanel) -> None:
    panel = build_panel("word", session)
    assert panel.findChild(QLabel, "selectedWord").text() == "No word selected"
    assert any("Click a word" in label.text() for label in panel.findChildren(QLabel))
    assert shown(panel) == []


def test_neighbours_are_those_of_the_engine_by_every_metric(
    qtbot: QtBot, session: Session, vectors: WordVectors, panel: QWidget
) -> None:
    session.select_word("good")
    assert panel.findChild(QLabel, "selectedWord").text() == "good"
    combo = next(each for each in panel.findChildren(QComboBox) if each.findText(METRICS[0]) >= 0)
    for metric in METRICS:
        combo.setCurrentText(metric)
        qtbot.waitUntil(lambda by=metric: shown(panel) == expected(vectors, "good", by), timeout=5000)


def test_a_click_walks_on(qtbot: QtBot, session: Session, panel: QWidget, vectors: WordVectors) -> None:
    session.select_word("good")
    table = panel.findChild(QTableWidget, "neighbourTable")
    nearest = table.item(0, 0).text()
    at = table.visualItemRect(table.item(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert session.selection.word == nearest
    qtbot.waitUntil(lambda: shown(panel) == expected(vectors, nearest, METRICS[0]), timeout=5000)


def test_new_vectors_bring_new_neighbours(
    qtbot: QtBot, session: Session, panel: QWidget, vectors: WordVectors
) -> None:
    session.select_word("good")
    session.vectors = vectors.with_matrix(vectors.matrix[::-1].copy())
    session.snapshot_changed.emit()
    qtbot.waitUntil(lambda: shown(panel) == expected(session.vectors, "good", METRICS[0]), timeout=5000)


@pytest.mark.parametrize("text", ["man : king :: woman", "man king woman", "MAN:KING::WOMAN"])
def test_analogy_is_that_of_the_engine(
    qtbot: QtBot, session: Session, panel: QWidget, vectors: WordVectors, text: str
) -> None:
    panel.findChild(QLineEdit, "analogyEdit").setText(text)
    answers = panel.findChild(QLabel, "analogyAnswers")
    best = vectors.analogy("man", "king", "woman", 5)[0].word
    qtbot.waitUntil(lambda: best in answers.text(), timeout=5000)


def test_unfinished_and_unknown_analogies_are_told(qtbot: QtBot, session: Session, panel: QWidget) -> None:
    edit, answers = panel.findChild(QLineEdit, "analogyEdit"), panel.findChild(QLabel, "analogyAnswers")
    edit.setText("man : king")
    qtbot.waitUntil(lambda: "three words" in answers.text(), timeout=5000)
    edit.setText("man : kang :: woman")
    qtbot.waitUntil(lambda: "kang" in answers.text(), timeout=5000)
    edit.clear()
    qtbot.waitUntil(lambda: answers.text() == "", timeout=5000)
