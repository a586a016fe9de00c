"""Who answers below the sentence, one's own opinion, and the accuracy that grows beside the loss."""

import pytest
from PySide6.QtCore import Qt

from engine.sentiment.evaluation import CLASS_NAMES
from explorer import theme as themes
from explorer.answers import AVERAGES, NETWORK
from explorer.own_labels import own_labels_file
from explorer.panels.loss_panel import LossPanel
from explorer.panels.sentence_panel import SentencePanel
from explorer.session import RunState


@pytest.fixture
def panel(qtbot, session):
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=60_000)
    session.evaluations.set_dataset(session.dataset)
    panel = SentencePanel(session, themes.LIGHT)
    qtbot.addWidget(panel)
    panel.edit.setText("a good film")
    return panel


def test_the_network_is_trained_and_answers(qtbot, panel, session):
    assert "exact share" in panel.source.text()
    qtbot.mouseClick(panel.bar.network, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.answers.kind == NETWORK, timeout=30_000)
    qtbot.waitUntil(lambda: "leaving words out" in panel.source.text())
    assert panel.bars.probabilities == session.predict("a good film").probabilities
    assert panel.bar.choice.currentData() == NETWORK
    panel.bar.choice.activated.emit(panel.bar.choice.findData(AVERAGES))
    qtbot.waitUntil(lambda: "exact share" in panel.source.text())
    assert session.answers.kind == AVERAGES


def test_another_opinion_is_kept(panel, session):
    told = []
    session.noticed.connect(told.append)
    menu = panel.bar.disagree.menu()
    menu.aboutToShow.emit()
    assert not menu.save.isEnabled()
    menu.actions()[4].trigger()
    assert CLASS_NAMES[4] in own_labels_file().read_text(encoding="utf-8")
    assert str(own_labels_file()) in told[0]
    panel.edit.clear()
    menu.aboutToShow.emit()
    assert not menu.actions()[4].isEnabled()
    assert menu.save.isEnabled()


def test_own_labels_are_saved_elsewhere(panel, session, tmp_path):
    menu = panel.bar.disagree.menu()
    menu.disagree(0)
    menu.save_as(tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv").read_bytes() == own_labels_file().read_bytes()
    told = []
    session.failed.connect(lambda message, _details: told.append(message))
    menu.save_as(tmp_path / "nowhere" / "mine.csv")
    assert "cannot be written" in told[0]


def test_a_label_that_cannot_be_kept_is_told(panel, session):
    own_labels_file().parent.parent.mkdir(parents=True, exist_ok=True)
    own_labels_file().parent.write_text("", encoding="utf-8")
    told = []
    session.failed.connect(lambda message, _details: told.append(message))
    panel.labels.disagree(4)
    assert "cannot be kept" in told[0]


def test_own_labels_are_trained_on_once(qtbot, panel, session):
    before = session.dataset
    for label in (4, 0):
        panel.labels.disagree(label)
    for _ in range(2):
        with qtbot.waitSignal(session.data_changed):
            panel.labels.join.trigger()
    assert len(session.dataset.splits["train"]) == len(before.splits["train"]) + 2
    assert session.dataset.splits["train"].labels[-2:].tolist() == [4, 0]
    assert session.dataset.splits["dev"] is before.splits["dev"]


def test_a_sentence_that_is_asked_for_stands_in_the_box(panel, session):
    session.ask("a dull plot")
    assert panel.edit.text() == "a dull plot"
    assert panel.prediction.text == "a dull plot"


def test_dev_accuracy_is_a_curve_beside_the_loss(qtbot, panel, session):
    loss = LossPanel(session, themes.DARK)
    qtbot.addWidget(loss)
    loss.show()
    steps, accuracy = loss.accuracy.curve.getData()
    assert len(steps) == len(session.history.accuracy) > 0
    assert accuracy[-1] == session.history.accuracy["dev"][-1]
    assert f"dev {accuracy[-1]:.1f} %" in loss.now.text()
    assert loss.accuracy.axis.isVisible()
    loss.log_x.setChecked(True)
    assert loss.accuracy.curve.getData()[0].max() <= 10


def test_a_very_long_text_is_judged_beside_the_window(qtbot, panel):
    text = " ".join(["a good film"] * 2000)
    panel.edit.setText(text)
    qtbot.waitUntil(lambda: panel.prediction is not None and panel.prediction.text == text, timeout=10_000)
    panel.edit.setText("a good film")
    assert panel.prediction.text == "a good film"
