"""The Evaluate panel on a tiny treebank: what is trained is shown, and every view answers to clicks."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from engine.sentiment.model import SentimentModel
from engine.vectors import WordVectors
from explorer import theme as themes
from explorer.panels.evaluate_panel import EvaluatePanel
from explorer.widgets.matrix_view import BY_COLUMN, BY_ROW, COUNTS, in_form


@pytest.fixture
def panel(qtbot, session):
    words = session.dataset.lexicon
    vectors = WordVectors(words, np.random.default_rng(0).normal(size=(len(words), 4)))
    session.model = SentimentModel("own", vectors, np.zeros((4, 5)), np.zeros(5))
    session.evaluations.set_dataset(session.dataset)
    panel = EvaluatePanel(session, themes.LIGHT)
    qtbot.addWidget(panel)
    panel.resize(1200, 600)
    panel.show()
    return panel


@pytest.fixture
def trained(qtbot, session, panel):
    """The panel after two methods."""
    for button in (panel.sweep_button, panel.network_button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: session.evaluations.task is None, timeout=60_000)
    return panel


def test_empty_it_says_what_to_do(panel):
    assert "press one of the buttons" in panel.hint.text()
    assert panel.sweep_button.isEnabled()
    assert panel.methods.rowCount() == 0
    for tab in range(5):
        panel.tabs.setCurrentIndex(tab)
        assert panel.rows()


def test_text_without_labels_is_told(panel, session):
    session.evaluations.set_dataset(None)
    panel.follow()
    assert "no labels" in panel.hint.text()
    assert not panel.network_button.isEnabled()


def test_both_methods_stand_side_by_side(trained, session):
    assert trained.methods.rowCount() == 2
    names = [trained.methods.item(row, 0).text() for row in range(2)]
    assert names == ["own vectors", "sentence network"]
    assert "sentence network, dev" in trained.hint.text()
    trained.methods.cellClicked.emit(0, 0)
    assert session.evaluations.shown == "own vectors"
    assert len(trained.sweep.points) >= 16


def test_a_cell_lists_its_sentences_and_a_click_asks_for_one(qtbot, trained, session):
    found = session.evaluations.evaluation
    true, said = (int(k) for k in np.argwhere(found.confusion())[0])
    box = trained.errors.matrix._box(true, said).center().toPoint()
    qtbot.mouseClick(trained.errors.matrix, Qt.MouseButton.LeftButton, pos=box)
    model = trained.errors.sentences.model
    assert model.rowCount() == found.confusion()[true, said]
    asked = []
    session.sentence_asked.connect(asked.append)
    table = trained.errors.sentences.table
    place = table.visualRect(model.index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [model.cells(0)[0]]
    qtbot.mouseClick(trained.errors.matrix, Qt.MouseButton.LeftButton, pos=box)
    assert model.rowCount() == int((~found.right).sum())


def test_arrows_walk_over_the_matrix(qtbot, trained):
    for _ in range(2):
        qtbot.keyClick(trained.errors.matrix, Qt.Key.Key_Right)
    qtbot.keyClick(trained.errors.matrix, Qt.Key.Key_Down)
    assert trained.errors.matrix.cell == (1, 2)


def test_the_list_is_sorted_and_filtered(trained):
    table = trained.errors.sentences
    found = trained._found.evaluation
    table.show_rows(found, np.arange(len(found.sentences)))
    header = table.table.horizontalHeader()
    header.setSortIndicator(4, Qt.SortOrder.AscendingOrder)
    lengths = [int(table.model.cells(i)[4]) for i in range(table.model.rowCount())]
    assert lengths == sorted(lengths)
    word = found.sentences.texts[0].split()[0]
    table.filter.setText(word.upper())
    assert table.model.rowCount() > 0
    assert all(word in table.model.cells(i)[0] for i in range(table.model.rowCount()))
    table.filter.setText("no such text")
    assert table.model.rowCount() == 0
    assert table.count.text().startswith("0 of")


def test_a_click_on_the_sweep_looks_at_that_penalty(qtbot, trained, session):
    view = trained.sweep.plotItem.vb
    session.evaluations.show_method("own vectors")
    at = view.mapSceneToView(view.sceneBoundingRect().center())
    trained.sweep.picked.emit(10 ** float(at.x()))
    assert session.evaluations.point is not None
    assert "penalty" in trained.hint.text()
    assert "train" in trained.sweep._tell(0.0)
    pos = trained.sweep.mapFromScene(view.sceneBoundingRect().center())
    qtbot.mouseClick(trained.sweep.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(pos))
    assert session.evaluations.shown == "own vectors"


def test_two_methods_are_compared_sentence_by_sentence(trained, session):
    trained.tabs.setCurrentIndex(2)
    compare = trained.compare
    assert compare.first.currentText() == "sentence network"
    assert compare.second.currentText() == "own vectors"
    assert "points (95 %" in compare.verdict.text()
    assert compare.matrix.is_difference
    counts = []
    for side in (0, 1):
        compare.side.setCurrentIndex(side)
        counts.append(compare.sentences.model.rowCount())
    first, second = (
        session.evaluations.methods[name].evaluations["dev"] for name in ("sentence network", "own vectors")
    )
    assert counts[0] - counts[1] == int(first.right.sum()) - int(second.right.sum())


def test_every_tab_exports_a_table_and_a_picture(trained, tmp_path):
    for tab in range(5):
        trained.tabs.setCurrentIndex(tab)
        trained.export.save_table(tmp_path / "table.csv")
        rows = list(csv.reader((tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()))
        assert ["method", "dev", "± dev", "test", "± test", "s"] in rows
        assert len(rows) > 10
        trained.export.save_view(tmp_path / "view.png")
        assert (tmp_path / "view.png").stat().st_size > 1000
    with pytest.raises(OSError, match=r".+"):
        trained.export.save_table(tmp_path / "nowhere" / "table.csv")


def test_another_split_and_another_theme(trained, session):
    trained.split.textActivated.emit("test")
    assert ", test:" in trained.hint.text()
    trained.set_theme(themes.DARK)
    trained.grab()


def test_weights_follow_the_penalty(qtbot, trained, session):
    found = session.evaluations
    trained.tabs.setCurrentWidget(trained.weights)
    qtbot.waitUntil(lambda: "network" in trained.weights.says.text())
    found.show_method("own vectors")
    qtbot.waitUntil(lambda: "own vectors. Length" in trained.weights.says.text())
    best = trained.weights.weights
    found.pick(1e9)
    qtbot.waitUntil(lambda: "penalty 1e+09" in trained.weights.says.text())
    weak = trained.weights.weights
    assert abs(weak).max() < abs(best).max()
    vectors = session.model.vectors
    by_hand = vectors.matrix[[vectors.index[word] for word in trained.weights.words]] @ found.point.model.W
    np.testing.assert_allclose(weak, by_hand, atol=1e-6)
    pulls = [float(row[1]) for row in trained.weights.export()[1:]]
    assert pulls == sorted(pulls, reverse=True)
    trained.weights.filter.setText("GOO")
    assert [row[0] for row in trained.weights.export()[1:]] == ["good"]
    trained.weights.filter.setText("nowhere")
    assert len(trained.weights.export()) == 1


def test_arrows_walk_from_penalty_to_penalty(qtbot, trained, session):
    found = session.evaluations
    found.show_method("own vectors")
    trained.sweep.setFocus()
    qtbot.keyClick(trained.sweep, Qt.Key.Key_Right)
    qtbot.keyClick(trained.sweep, Qt.Key.Key_A)
    first = found.point.reg
    qtbot.keyClick(trained.sweep, Qt.Key.Key_Left)
    assert found.point.reg < first
    for _ in found.points:
        qtbot.keyClick(trained.sweep, Qt.Key.Key_Left)
    assert found.point.reg == found.points[0].reg


def test_return_chooses_a_method_and_asks_for_a_sentence(qtbot, trained, session):
    asked = []
    session.sentence_asked.connect(asked.append)
    trained.methods.setFocus()
    trained.methods.setCurrentCell(0, 0)
    qtbot.keyClick(trained.methods, Qt.Key.Key_Return)
    assert session.evaluations.shown == "own vectors"
    table = trained.errors.sentences.table
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert asked == [trained.errors.sentences.model.cells(0)[0]]


def test_five_networks_answer_together(qtbot, panel, session):
    qtbot.mouseClick(panel.ensemble_button, Qt.MouseButton.LeftButton)
    assert "5 sentence networks" in panel.hint.text()
    qtbot.waitUntil(lambda: session.evaluations.task is None, timeout=60_000)
    assert list(session.evaluations.methods) == ["5 sentence networks"]
    assert session.answers.name == "5 sentence networks"


def test_counts_by_row_and_by_column():
    cells = np.array([[1, 3], [0, 4]])
    np.testing.assert_array_equal(in_form(cells, COUNTS), cells)
    np.testing.assert_array_equal(in_form(cells, BY_ROW), [[25, 75], [0, 100]])
    np.testing.assert_allclose(in_form(cells, BY_COLUMN), [[100, 300 / 7], [0, 400 / 7]])
