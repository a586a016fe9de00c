"""Pinned and recent sentences, what was heard and what is near: each by mouse and by keys."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from explorer import theme as themes
from explorer.answers import NETWORK
from explorer.widgets.evidence_view import EXACT, LEFT_OUT
from explorer.widgets.pinned_sentences import PinnedSentences
from tests.explorer.panels.conftest import SENTENCE


@pytest.fixture
def panel(sentences_panel):
    return sentences_panel


def ask_tip(widget, at):
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    return QToolTip.text()


# ---- pinned and recent ----


def test_pinning_from_the_box_shows_a_strip_and_a_row(qtbot, session, box, panel):
    assert not box.pins.isVisible()
    qtbot.mouseClick(box.pin, Qt.MouseButton.LeftButton)
    assert box.pins.isVisible()
    assert box.pin.isChecked()
    qtbot.waitUntil(lambda: "score" in panel.memory.pins.accessibleDescription())
    assert panel.memory.pins.texts == [SENTENCE]
    box.edit.setText("something else")
    assert not box.pin.isChecked()
    box.edit.setText(SENTENCE)
    with qtbot.waitActive(box):
        box.activateWindow()
    qtbot.keyClick(box.edit, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert session.sentences.pinned == {}
    assert not box.pins.isVisible()


def test_pins_are_walked_asked_for_and_let_go_by_keys(qtbot, session, box, panel):
    for text in ("one film", "two films"):
        session.sentences.toggle_pin(text)
    pins = panel.memory.pins
    pins.setFocus()
    qtbot.keyClick(pins, Qt.Key.Key_Down)
    qtbot.keyClick(pins, Qt.Key.Key_Down)
    qtbot.keyClick(pins, Qt.Key.Key_Return)
    assert box.edit.text() == "two films"
    assert not pins.grab().isNull()
    qtbot.keyClick(pins, Qt.Key.Key_Delete)
    assert pins.texts == ["one film"]
    qtbot.mouseClick(pins, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert box.edit.text() == "one film"
    qtbot.keyClick(pins, Qt.Key.Key_Backspace)
    qtbot.keyClick(pins, Qt.Key.Key_Return)
    qtbot.keyClick(pins, Qt.Key.Key_A)
    assert pins.texts == []
    assert not pins.grab().isNull()


def test_a_pin_tells_its_score(qtbot, session, box, panel):
    session.sentences.toggle_pin(SENTENCE)
    qtbot.waitUntil(lambda: session.sentences.pinned[SENTENCE].prediction is not None)
    assert "score" in ask_tip(panel.memory.pins, QPoint(20, 10))
    assert "Pin the sentence" in ask_tip(panel.memory.pins, QPoint(20, 400))
    QToolTip.hideText()


def test_a_low_strip_counts_what_it_leaves_out(qtbot, session):
    for place in range(5):
        session.sentences.toggle_pin(f"film {place}")
    strip = PinnedSentences("strip", session.sentences, themes.DARK, row=20)
    qtbot.addWidget(strip)
    strip.resize(300, 60)
    few = strip.grab().toImage()
    session.sentences.toggle_pin("film 9")
    assert strip.grab().toImage() != few


def test_recent_sentences_are_asked_for_and_pinned(qtbot, session, box, panel):
    for text in ("older", "newer"):
        session.sentences.note(text)
    recent = panel.memory.recent
    assert [recent.item(place).text() for place in range(2)] == ["newer", "older"]
    assert not panel.memory.pin.isEnabled()
    recent.setCurrentRow(1)
    recent.itemActivated.emit(recent.currentItem())
    assert box.edit.text() == "older"
    recent.setFocus()
    qtbot.keyClick(recent, Qt.Key.Key_P)
    assert "older" in session.sentences.pinned


def test_the_curves_are_exported(qtbot, session, box, panel, tmp_path):
    session.sentences.toggle_pin(SENTENCE)
    pinned = session.sentences.pinned[SENTENCE]
    qtbot.waitUntil(lambda: len(pinned.scores) > 0)
    panel.export.save_table(tmp_path / "pins.csv")
    rows = list(csv.reader((tmp_path / "pins.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[1] == [SENTENCE, f"{pinned.scores['step'][0]:.0f}", f"{pinned.scores['score'][0]:.4f}"]
    assert [SENTENCE] in rows


# ---- why ----


def test_words_are_listed_with_exact_shares(qtbot, session, box, panel):
    panel.tabs.setCurrentWidget(panel.evidence)
    qtbot.waitUntil(lambda: len(panel.evidence.found) == 4)
    assert panel.evidence.says.text() == EXACT
    exact = {each.word: each.share for each in box.prediction.words}
    assert {each.piece: each.share for each in panel.evidence.found} == exact


def test_the_network_lists_parts_and_pairs(qtbot, session, box, panel, network):
    session.answers.offer(NETWORK, network, "network")
    session.answers.choose(NETWORK)
    panel.tabs.setCurrentWidget(panel.evidence)
    box.edit.setText("goodish film")
    qtbot.waitUntil(lambda: "good…" in [each.piece for each in panel.evidence.found], timeout=5000)
    assert panel.evidence.says.text() == LEFT_OUT
    rows = panel.rows()
    assert rows[0][0] == "heard"
    assert len(rows) == 1 + len(panel.evidence.found)
    header = panel.evidence.table.horizontalHeader()
    header.setSortIndicator(3, Qt.SortOrder.AscendingOrder)
    pulls = [float(row[3]) for row in panel.rows()[1:]]
    assert pulls == sorted(pulls)


def test_the_tip_of_a_word_names_what_was_heard_of_it(session, box, network):
    assert box.words.pieces(3) == []
    session.answers.offer(NETWORK, network, "network")
    session.answers.choose(NETWORK)
    box.edit.setText("the film was goodish")
    told = box.words.explain(3)
    assert "heard, each left out" in told
    assert "good… " in told
    assert not box.prediction.words[3].known


ODD = {
    "10,000 words": "good film " * 5000,
    "emoji": "🎬" * 300,
    "control": "\u202eodd\u0000\u0007",
    "right to left": "שלום עולם",
    "unknown": "qqq www",
    "one word": "a" * 5000,
    "quotes": "'; drop --",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_the_network_answers_whatever_is_typed(qtbot, session, box, panel, network, text):
    session.answers.offer(NETWORK, network, "network")
    session.answers.choose(NETWORK)
    box.edit.setText(text)
    qtbot.waitUntil(lambda: box.prediction and box.prediction.text == box.edit.text(), timeout=30_000)
    assert sum(box.bars.probabilities) == pytest.approx(1, abs=1e-5)
    for view in (panel.evidence, panel.nearest):
        panel.tabs.setCurrentWidget(view)
        qtbot.waitUntil(lambda view=view: not view._latest.busy, timeout=30_000)
    assert not box.grab().isNull()
    assert not panel.grab().isNull()


def test_an_empty_box_empties_the_list(qtbot, box, panel):
    panel.tabs.setCurrentWidget(panel.evidence)
    qtbot.waitUntil(lambda: len(panel.evidence.found) > 0)
    box.edit.clear()
    qtbot.waitUntil(lambda: panel.evidence.found == ())
    assert "Type a sentence" in panel.evidence.says.text()


# ---- nearest ----


def test_near_sentences_come_with_labels_and_follow_the_text(qtbot, session, box, panel):
    panel.tabs.setCurrentWidget(panel.nearest)
    qtbot.waitUntil(lambda: len(panel.nearest.found) > 0)
    assert panel.nearest.found[0].text == SENTENCE
    assert "Their labels" in panel.nearest.says.text()
    box.edit.setText("the plot was awful")
    qtbot.waitUntil(lambda: panel.nearest.found[0].text == "the plot was awful", timeout=5000)
    table = panel.nearest.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(3, 0))
    wanted = table.rows.cells(3)[0]
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert box.edit.text() == wanted
    box.edit.setText("xyzzy")
    qtbot.waitUntil(lambda: "nothing is near" in panel.nearest.says.text(), timeout=5000)


def test_without_labels_it_says_what_to_do(qtbot, session, box, panel):
    session.dataset = None
    panel.nearest.ask()
    assert "Type a sentence" in panel.nearest.says.text()
    assert panel.nearest.export() == [("sentence", "label", "cosine")]
