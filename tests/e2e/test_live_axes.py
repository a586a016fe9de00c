"""Axes chosen while a run goes on: the run's own frames follow them, and freezing holds what is seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.vectors.axes import parse
from engine.vectors.placing import FROZEN, Axes, Placed
from explorer.app import Wordscope
from explorer.session import RunState
from tests.corpora import ENDLESS
from tests.e2e.conftest import OpenWindow

PATIENCE = 15_000
GOOD_BAD = Axes(words=(parse("good - bad"), parse("film - plot")))


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow) -> Wordscope:
    """A window whose run goes on."""
    made = open_window(steps=ENDLESS)
    qtbot.keyClick(made.map.view, Qt.Key.Key_Space)
    # Before its first snapshot the bundled vectors are there; that of step 0 would be the next run's, too.
    qtbot.waitUntil(lambda: (made.session.vectors_step or 0) > 0, timeout=PATIENCE)
    return made


def along_words(window: Wordscope) -> None:
    """Choose axes as a person does, by the menu and the two lines."""
    window.map.axes_bar.upward.setText("film - plot")
    window.map.axes.choose("words")


def test_axes_chosen_before_the_run_are_those_of_its_first_frame(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(steps=ENDLESS)
    session, positions = window.session, window.map.positions
    along_words(window)
    qtbot.waitUntil(lambda: positions.placed is not None and positions.placed.axes == GOOD_BAD)
    assert session.is_bundled
    frames: list[Placed | None] = []
    session.frame_changed.connect(lambda: frames.append(session.frame))
    session.rewind()
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED and positions.placed in frames, timeout=PATIENCE)
    assert positions.placed is not None
    assert positions.placed.axes == GOOD_BAD


def test_the_map_gets_frames_along_words(qtbot: QtBot, window: Wordscope) -> None:
    session, positions = window.session, window.map.positions
    shown: list[Placed] = []
    snapshots: list[int | None] = []
    positions.changed.connect(lambda: shown.append(positions.placed) if positions.placed else None)
    session.snapshot_changed.connect(lambda: snapshots.append(session.vectors_step))
    along_words(window)
    assert positions.axes == GOOD_BAD
    shown.clear()
    qtbot.waitUntil(lambda: len(shown) > 5, timeout=PATIENCE)
    assert len(shown) > len(snapshots)
    assert {each.names for each in shown} == {("good − bad", "film − plot")}
    assert positions.placed is session.frame
    assert not np.array_equal(shown[0].coords, shown[-1].coords)
    assert window.map.view.table[2] == ("good − bad", "film − plot")
    window.map.axes_bar.close_button.click()
    qtbot.waitUntil(lambda: shown[-1].names[0].startswith("PC 1"), timeout=PATIENCE)


def test_both_kinds_of_vectors_are_in_every_frame(qtbot: QtBot, window: Wordscope) -> None:
    session = window.session
    window.map.menu.space_chosen.emit("both")
    qtbot.waitUntil(lambda: window.map.view.n_words == 2 * len(session.words), timeout=PATIENCE)
    assert window.map.positions.placed is session.frame
    window.map.menu.space_chosen.emit("input")
    qtbot.waitUntil(lambda: window.map.view.n_words == len(session.words), timeout=PATIENCE)


@pytest.mark.parametrize("by_words", [False, True])
def test_freezing_holds_exactly_what_is_seen(qtbot: QtBot, window: Wordscope, by_words: bool) -> None:
    session, positions = window.session, window.map.positions
    if by_words:
        along_words(window)
    qtbot.waitUntil(
        lambda: positions.placed is not None and positions.placed.axes == positions.axes, timeout=PATIENCE
    )
    seen = positions.placed
    window.map.menu.freeze.setChecked(True)
    qtbot.waitUntil(lambda: positions.placed is not seen, timeout=PATIENCE)
    assert seen is not None
    assert seen.plane is not None
    for state in (RunState.RUNNING, RunState.PAUSED, RunState.FINISHED):
        if state is RunState.PAUSED:
            session.pause()
        if state is RunState.FINISHED:
            session.stop()
        qtbot.waitUntil(lambda state=state: session.state is state, timeout=PATIENCE)
        placed = positions.placed
        assert placed is not None
        assert placed.plane is not None
        assert placed.note == FROZEN
        assert placed.names == seen.names
        np.testing.assert_array_equal(placed.plane.basis, seen.plane.basis)
        np.testing.assert_array_equal(placed.plane.centre, seen.plane.centre)
    assert session.vectors is not None
    # The last frame and the final vectors are of the same step.
    np.testing.assert_array_equal(placed.coords, seen.plane.project(session.vectors.matrix))


def test_axes_of_a_run_that_waits_or_has_ended(qtbot: QtBot, window: Wordscope) -> None:
    session, positions = window.session, window.map.positions
    session.pause()
    along_words(window)
    qtbot.waitUntil(
        lambda: positions.placed is not None and positions.placed.axes == GOOD_BAD, timeout=PATIENCE
    )
    session.stop()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=PATIENCE)
    window.map.axes.choose("1 2")
    assert positions.placed is not None
    assert positions.placed.axes == Axes(components=(1, 2))
    assert positions.placed is not session.frame


def test_the_next_run_keeps_the_axes_and_freezes_them_anew(qtbot: QtBot, window: Wordscope) -> None:
    session, positions = window.session, window.map.positions
    along_words(window)
    window.map.menu.freeze.setChecked(True)
    qtbot.waitUntil(lambda: positions.axes.plane is not None, timeout=PATIENCE)
    before = positions.axes.plane
    session.rewind()
    qtbot.waitUntil(lambda: session.vectors is not None and positions.placed is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: positions.axes.plane not in (None, before), timeout=PATIENCE)
    assert session.state is RunState.PAUSED
    assert positions.placed is not None
    assert positions.placed.names == ("good − bad", "film − plot")
