"""Many sentences at once: pasted, judged beside the window, sorted, saved and asked for."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from explorer import theme as themes
from explorer.answers import NETWORK
from explorer.widgets.batch_view import MOST_LINES
from tests.explorer.panels.conftest import SENTENCE


@pytest.fixture
def panel(sentences_panel):
    return sentences_panel


def test_pasted_lines_become_a_table(qtbot, session, box, panel, tmp_path):
    QGuiApplication.clipboard().setText(f"{SENTENCE}\nawful, dull\n\n")
    qtbot.keyClick(box.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert panel.tabs.currentWidget() is panel.batch
    qtbot.waitUntil(lambda: panel.batch.table.rows.rowCount() == 2, timeout=5000)
    panel.export.save_table(tmp_path / "lines.csv")
    rows = list(csv.reader((tmp_path / "lines.csv").read_text(encoding="utf-8").splitlines()))
    said = session.predict(SENTENCE)
    assert rows[1][0] == SENTENCE
    assert rows[1][2:7] == [f"{share:.1%}" for share in said.probabilities]
    assert rows[1][7] == f"{said.score:+.2f}"
    assert rows[2][0] == "awful, dull"
    table = panel.batch.table
    at = table.visualRect(table.model().index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert box.edit.text() == "awful, dull"


def test_they_are_sorted_by_a_heading(qtbot, panel):
    panel.tabs.setCurrentWidget(panel.batch)
    panel.batch.judge([f"the film was {word}" for word in ("good", "awful", "fine", "dull", "great")])
    qtbot.waitUntil(lambda: panel.batch.table.rows.rowCount() == 5)
    header = panel.batch.table.horizontalHeader()
    header.setSortIndicator(7, Qt.SortOrder.DescendingOrder)
    scores = [float(row[7]) for row in panel.rows()[1:]]
    assert scores == sorted(scores, reverse=True)
    header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    texts = [row[0] for row in panel.rows()[1:]]
    assert texts == sorted(texts)


def test_the_same_lines_are_judged_by_another_model(qtbot, session, panel, network):
    panel.tabs.setCurrentWidget(panel.batch)
    assert not panel.batch.again.isEnabled()
    QGuiApplication.clipboard().setText("good\nbad")
    panel.batch.setFocus()
    qtbot.keyClick(panel.batch.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(panel.batch.probabilities) == 2)
    before = panel.batch.probabilities
    session.answers.offer(NETWORK, network, "the network")
    session.answers.choose(NETWORK)
    panel.batch.again.click()
    qtbot.waitUntil(lambda: "the network" in panel.batch.says.text())
    assert (panel.batch.probabilities != before).any()


def test_an_empty_clipboard_is_told(qtbot, panel):
    QGuiApplication.clipboard().setText(" \n ")
    panel.batch.paste.click()
    qtbot.waitUntil(lambda: "no text in the clipboard" in panel.batch.says.text())


@pytest.mark.parametrize("odd", ["\u202eodd\u0000", "🎬 " * 3000, "日本語", "x" * 30_000, "עברית"])
def test_odd_lines_do_no_harm(qtbot, panel, odd):
    panel.batch.judge([odd, "good"])
    qtbot.waitUntil(lambda: len(panel.batch.probabilities) == 2, timeout=10_000)
    assert panel.batch.probabilities.sum(axis=1) == pytest.approx(1)


def test_too_many_lines_are_cut_and_that_is_told(qtbot, panel):
    panel.batch.judge(["good"] * (MOST_LINES + 1))
    qtbot.waitUntil(lambda: f"of {MOST_LINES + 1:,} lines" in panel.batch.says.text(), timeout=30_000)
    assert panel.batch.table.rows.rowCount() == MOST_LINES


def test_another_theme_and_a_picture(panel, tmp_path):
    panel.set_theme(themes.DARK)
    panel.export.save_view(tmp_path / "view.png")
    assert (tmp_path / "view.png").stat().st_size > 500
