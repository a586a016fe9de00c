"""The sentence network in the real window: chosen among the presets, trained by Space."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.answers import NETWORK
from explorer.session import RunState
from tests.corpora import ENDLESS
from tests.e2e.conftest import OpenWindow

PATIENCE = 15_000


def test_the_preset_and_space_train_it_and_everything_moves(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(steps=30)
    session = window.session
    window.bar.preset.setCurrentText("Sentence network")
    window.bar.preset.textActivated.emit("Sentence network")
    assert session.spec.model.model == "network"
    form = window.panels["run"].form
    assert form.fields["model.window"].isHidden()
    assert not form.fields["network.word_dropout"].isHidden()
    assert "CE(y" in window.panels["run"].formula.text()
    session.change_setting("text.before", "nothing")
    session.change_setting("steps", ENDLESS)
    frames: list[np.ndarray] = []
    session.frame_changed.connect(lambda: frames.append(session.frame.coords if session.frame else None))
    window.sentence.edit.setText("the film was lovely")
    answers: set[tuple[float, ...]] = set()
    session.snapshot_changed.connect(lambda: answers.add(window.sentence.bars.probabilities))
    qtbot.keyClick(window.map.view, Qt.Key.Key_Space)
    loss, check = window.panels["loss"], window.panels["gradcheck"]
    qtbot.waitUntil(
        lambda: (
            loss.smooth.xData is not None
            and len(loss.smooth.xData) > 50
            and len(loss.accuracy.curve.getData()[0]) > 1
            and len(check.curves) == 5
            and len(frames) > 3
            and len(answers) > 2
            and session.answers.kind == NETWORK
        ),
        timeout=PATIENCE,
    )
    assert not np.array_equal(frames[0], frames[-1])
    assert "passes" in check.verdict.text()
    assert loss.kind.isHidden()
    assert window.map.colours.colouring is not None
    assert "sentiment" in window.map.colours.colouring.title
    assert sum(window.sentence.bars.probabilities) == pytest.approx(1)
    window.bar.buttons["stopButton"].click()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=PATIENCE)
    assert "a phrase" in window.status.text()
