"""The real window, as a person uses it: open, press Space, watch, type, close, open again."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from explorer.app import Wordscope
from explorer.session import RunState
from tests.corpora import ENDLESS
from tests.e2e.conftest import OpenWindow

PATIENCE = 15_000
WORKERS = ("wordscope-run", "wordscope-task")


def at_work() -> list[str]:
    """Names of the program's threads that live."""
    return [each.name for each in threading.enumerate() if each.name.startswith(WORKERS)]


def press(qtbot: QtBot, window: Wordscope, key: Qt.Key) -> None:
    """A key while the map has the focus."""
    qtbot.keyClick(window.map.view, key)


def test_space_trains_and_everything_moves(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(steps=ENDLESS)
    session = window.session
    frames: list[np.ndarray] = []
    session.frame_changed.connect(
        lambda: frames.append(session.frame.coords.copy() if session.frame else None)
    )
    window.sentence.edit.setText("a good film")
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session.state is RunState.RUNNING, timeout=PATIENCE)
    answers: set[tuple[float, ...]] = set()
    session.snapshot_changed.connect(lambda: answers.add(window.sentence.bars.probabilities))
    loss = window.panels["loss"]
    check = window.panels["gradcheck"]
    qtbot.waitUntil(
        lambda: (
            len(session.history.loss) > 50
            and loss.smooth.xData is not None
            and len(loss.smooth.xData) > 0
            and len(check.curves) == 2
            and len(frames) > 3
            and len(answers) > 2
        ),
        timeout=PATIENCE,
    )
    assert not np.array_equal(frames[0], frames[-1])
    assert session.report is not None
    assert session.report.passed
    assert "passes" in check.verdict.text()
    assert sum(window.sentence.bars.probabilities) == pytest.approx(1)
    assert "words/s" in window.bar.told.toolTip()


def test_keys_run_step_and_clear(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(steps=ENDLESS)
    session = window.session
    press(qtbot, window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: len(session.history.loss) == 1, timeout=PATIENCE)
    assert session.state is RunState.PAUSED
    press(qtbot, window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: len(session.history.loss) == 2, timeout=PATIENCE)
    press(qtbot, window, Qt.Key.Key_Space)
    assert session.state is RunState.RUNNING
    press(qtbot, window, Qt.Key.Key_Space)
    assert session.state is RunState.PAUSED
    qtbot.waitUntil(lambda: session.vectors is not None, timeout=PATIENCE)
    session.select_word("good")
    window.map.search.setText("fil")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert session.selection.index is None
    assert window.map.search.text() == ""


def test_typing_is_no_command(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(steps=ENDLESS)
    for field in (window.sentence.edit, window.map.search, window.findChild(QLineEdit, "analogyEdit")):
        assert isinstance(field, QLineEdit)
        field.clear()
        field.setFocus()
        qtbot.keyClicks(field, "so sad s S")
        assert field.text() == "so sad s S"
    assert window.session.state is RunState.IDLE
    assert window.session.progress is None


def test_shortcuts_move_the_focus(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(steps=ENDLESS)
    qtbot.keyClick(window.map.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.map.search.hasFocus()
    qtbot.keyClick(window.map.search, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.sentence.edit.hasFocus()


def test_closing_while_training_is_quick_and_leaves_no_thread(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(steps=ENDLESS)
    window.session.run()
    qtbot.waitUntil(lambda: len(window.session.history.loss) > 0, timeout=PATIENCE)
    assert at_work()
    start = time.perf_counter()
    window.close()
    assert time.perf_counter() - start < 3
    assert at_work() == []


def test_closing_while_data_are_read_leaves_no_thread(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(begin=False, steps=ENDLESS)
    window.begin()
    start = time.perf_counter()
    window.close()
    assert time.perf_counter() - start < 3
    qtbot.waitUntil(lambda: at_work() == [], timeout=PATIENCE)


def test_layout_settings_and_sentence_come_back(qtbot: QtBot, open_window: OpenWindow, trees: Path) -> None:
    first = open_window(steps=30)
    first.session.change_setting("model.dims", 9)
    first.sentence.edit.setText("a good plot")
    first.docks["word"].hide()
    first.resize(first.width(), 700)
    assert first.height() == 700
    spec = first.session.spec
    first.close()
    second = open_window()
    assert second.session.spec == spec
    assert second.session.spec.model.dims == 9
    assert second.session.spec.data == str(trees)
    assert second.sentence.edit.text() == "a good plot"
    assert second.docks["word"].isHidden()
    assert not second.docks["loss"].isHidden()
    # The screen of the tests is narrower than the window: Qt would cut the width.
    assert second.height() == 700
    second.reset_layout()
    assert not second.docks["word"].isHidden()


@pytest.mark.parametrize("stored", ["not json", '{"model": {"dims": -4}}', '{"unheard": 1}', "[]"])
def test_settings_of_another_version_do_not_stop_the_window(
    open_window: OpenWindow, settings_file: Path, stored: str
) -> None:
    settings = QSettings(str(settings_file), QSettings.Format.IniFormat)
    settings.setValue("spec", stored)
    settings.setValue("window/layout", b"rubbish")
    settings.setValue("window/geometry", b"rubbish")
    settings.sync()
    window = open_window(begin=False)
    assert window.session.spec.model.dims > 0


def test_data_of_the_last_time_that_are_gone_are_told_in_the_banner(
    qtbot: QtBot, open_window: OpenWindow, trees: Path
) -> None:
    trees.rename(trees.with_name("moved"))
    window = open_window(steps=30)
    assert window.banner.isVisible()
    assert str(trees) in window.banner.text.text()
    assert window.session.state is RunState.IDLE


def test_unexpected_exception_lands_in_the_banner(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(begin=False, steps=30)
    try:
        raise LookupError("nobody thought of this")
    except LookupError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert window.banner.isVisible()
    assert "nobody thought of this" in window.banner.text.text()
    assert "Traceback" in window.banner.details.toPlainText()
    assert not window.banner.details.isVisible()
    window.banner.more.click()
    assert window.banner.details.isVisible()


def test_exception_in_a_slot_reaches_the_hook(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(begin=False, steps=30)

    def fail() -> None:
        raise RuntimeError("in a slot")

    with qtbot.capture_exceptions() as caught:
        # pytest-qt stands where the program's hook stood: what it gets, the hook would have got.
        timer = QTimer(window, singleShot=True, interval=0)
        timer.timeout.connect(fail)
        timer.start()
        qtbot.waitUntil(lambda: len(caught) == 1, timeout=PATIENCE)
    assert caught[0][0] is RuntimeError


def test_command_line_chooses_data_preset_and_start(
    qtbot: QtBot, open_window: OpenWindow, trees: Path
) -> None:
    window = open_window("--data", str(trees), "--preset", "cbow", "--run", "--theme", "dark", begin=False)
    session = window.session
    assert (session.spec.data, session.spec.model.model) == (str(trees), "cbow")
    assert session.preset == "CBOW"
    assert window.theme.name == "dark"
    window.begin()
    qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)


def test_saved_run_is_opened_by_the_command_line(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    first = open_window(steps=30)
    first.session.step()
    qtbot.waitUntil(lambda: len(first.session.history.loss) == 1, timeout=PATIENCE)
    with qtbot.waitSignal(first.session.noticed, timeout=PATIENCE):
        assert first.session.runner.control is not None
        first.session.runner.control.save(str(tmp_path / "run.npz"))
    first.close()
    second = open_window("--session", str(tmp_path / "run.npz"))
    qtbot.waitUntil(lambda: second.session.state is RunState.PAUSED, timeout=PATIENCE)
    second.session.run()
    qtbot.waitUntil(lambda: second.session.state is RunState.FINISHED, timeout=PATIENCE)
    assert second.session.history.loss["step"].tolist() == list(range(2, 31))


def test_before_any_training_the_bundled_model_answers(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(steps=30)
    session = window.session
    assert session.is_bundled
    assert session.frame is not None
    assert "bundled network" in session.answers.name
    window.sentence.edit.setText("never dull")
    assert sum(window.sentence.bars.probabilities) == pytest.approx(1)
    assert sum(window.sentence.bars.probabilities[3:]) > 0.5
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=PATIENCE)
    assert not session.is_bundled


NAMES = (
    *("runButton", "pauseButton", "stepButton", "resetButton", "rateEdit", "dataCombo", "presetCombo"),
    *("lossPlot", "gradcheckPlot", "wordMap", "wordSearch", "neighbourTable", "sentenceEdit"),
    *("probabilityBars", "statusBar"),
)


def test_promised_object_names_are_there(open_window: OpenWindow) -> None:
    window = open_window(begin=False, steps=30)
    for name in NAMES:
        assert len(window.findChildren(QWidget, name)) == 1, name
