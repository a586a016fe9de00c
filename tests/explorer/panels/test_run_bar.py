"""The toolbar: what can be pressed when, and how far the run has come."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer import theme as themes
from explorer.history import History
from explorer.panels.run_bar import RunBar, clock, thousands
from explorer.session import RunState, Session
from tests.explorer.run.messages import scalars


@pytest.fixture
def bar(qtbot: QtBot, session: Session) -> RunBar:
    """The toolbar's content."""
    made = RunBar(session, themes.LIGHT)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("state", "enabled"),
    [
        (RunState.IDLE, {"runButton", "stepButton"}),
        (RunState.LOADING, set()),
        (RunState.RUNNING, {"pauseButton", "stepButton", "stopButton"}),
        (RunState.PAUSED, {"runButton", "stepButton", "stopButton"}),
        (RunState.FINISHED, {"runButton", "stepButton"}),
    ],
)
def test_buttons_by_state(session: Session, bar: RunBar, state: RunState, enabled: set[str]) -> None:
    session.state = state
    session.state_changed.emit()
    asked = ("runButton", "pauseButton", "stepButton", "stopButton")
    assert {name for name in asked if bar.buttons[name].isEnabled()} == enabled
    session.state = RunState.IDLE


def test_buttons_drive_the_run(qtbot: QtBot, session: Session, bar: RunBar) -> None:
    bar.buttons["stepButton"].click()
    qtbot.waitUntil(lambda: len(session.history.loss) == 1, timeout=10_000)
    bar.buttons["resetButton"].click()
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED, timeout=10_000)
    assert len(session.history.loss) == 0
    bar.buttons["runButton"].click()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=10_000)
    assert bar.progress.value() == bar.progress.maximum()


def test_rate_is_the_sessions_both_ways(session: Session, bar: RunBar) -> None:
    bar.rate.setValue(0.0125)
    assert session.spec.step.rate == 0.0125
    session.set_rate(0.4)
    assert bar.rate.value() == 0.4
    assert bar.rate.text() == "0.4"


def test_preset_and_what_was_changed_by_hand(session: Session, bar: RunBar) -> None:
    bar.preset.textActivated.emit("CBOW")
    assert session.spec.model.model == "cbow"
    assert bar.preset.currentText() == "CBOW"
    session.change_setting("model.dims", 7)
    assert bar.preset.currentText() == "Custom"


def test_data_of_a_path_stand_in_the_list(bar: RunBar, trees: Path) -> None:
    assert bar.data.currentData() == str(trees)
    assert bar.data.currentText() == trees.name
    assert bar.data.toolTip().startswith(trees.name)


def test_progress_in_words(session: Session, bar: RunBar) -> None:
    session.progress = scalars(1, 2)
    session.state = RunState.RUNNING
    session.state_changed.emit()
    text = bar.told.text()
    assert "epoch 1.0" in text
    assert "words/s" in text
    assert bar.progress.value() == 500
    session.state, session.progress = RunState.IDLE, None


def test_progress_tells_the_dev_accuracy_and_when_it_was_measured(session: Session, bar: RunBar) -> None:
    session.progress = scalars(1250)
    session.state = RunState.RUNNING
    session.state_changed.emit()
    assert "dev" not in bar.told.text()
    assert "dev" not in bar.told.toolTip()
    session.history.accuracy.extend(step=1200, dev=36.24)
    session.state_changed.emit()
    assert "· dev 36.2 % ·" in bar.told.text()
    assert "measured at step 1,200" in bar.told.toolTip()
    session.history = History()
    session.state_changed.emit()
    assert "dev" not in bar.told.text() + bar.told.toolTip()
    session.state, session.progress = RunState.IDLE, None


def test_a_narrow_bar_drops_the_step_and_then_the_pace(qtbot: QtBot, session: Session, bar: RunBar) -> None:
    session.progress = scalars(1250)
    session.history.accuracy.extend(step=1200, dev=36.24)
    session.state = RunState.RUNNING
    bar.show()
    width, kept = 1900, []
    for _ in range(3):
        bar.resize(width, 50)
        qtbot.waitUntil(lambda wide=width: bar.width() == wide, timeout=10_000)
        session.state_changed.emit()
        text = bar.told.text()
        kept.append(("step" in text, "words/s" in text, "dev" in text and "left" in text))
        # One pixel less than this text needs.
        needed = bar.told.fontMetrics().horizontalAdvance(text)
        width = bar.rate.geometry().right() + 3 * themes.SPACING + needed - 1
    assert kept == [(True, True, True), (False, True, True), (False, False, True)]
    assert "Step 1,250" in bar.told.toolTip()
    session.state, session.progress = RunState.IDLE, None


@pytest.mark.parametrize(
    ("value", "text"), [(840, "840"), (9999, "9,999"), (12_300, "12 k"), (1_060_000, "1.1 M")]
)
def test_thousands(value: float, text: str) -> None:
    assert thousands(value) == text


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (61.4, "1:01"), (3599.6, "60:00")])
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_clock_of_what_is_not_known() -> None:
    assert clock(float("inf")) == clock(float("nan")) == "–"
