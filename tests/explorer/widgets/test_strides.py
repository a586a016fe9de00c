"""Axes that follow in strides: they hold the curves, and seldom move."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.theme import LIGHT
from explorer.widgets.plot import Plot
from explorer.widgets.strides import EMPTIEST, Strides, stride

numbers = st.floats(-1e6, 1e6)


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    """An empty plot of some size."""
    made = Plot("plot", x="step", y="loss", theme=LIGHT, describe=lambda x: "")
    qtbot.addWidget(made)
    made.resize(400, 240)
    made.show()
    return made


@settings(max_examples=60)
@given(low=numbers, extent=st.floats(0, 1e6), left=numbers, width=st.floats(1e-3, 1e6))
def test_whatever_is_shown_next_holds_the_curves(
    low: float, extent: float, left: float, width: float
) -> None:
    needed, shown = (low, low + extent), (left, left + width)
    found = stride(needed, shown, before=0.1, after=0.2) or shown
    assert found[0] <= needed[0]
    assert needed[1] <= found[1]
    # What was chosen is not changed at once.
    assert stride(needed, found, before=0.1, after=0.2) is None


def test_without_curves_nothing_moves() -> None:
    assert stride(None, (0, 1), before=0, after=0) is None


def test_an_axis_far_too_long_is_drawn_in() -> None:
    assert stride((0, 10), (0, 10 / EMPTIEST * 2), before=0, after=0) == (0, 10)


def test_a_growing_curve_moves_the_axis_a_few_times_only(plot: Plot) -> None:
    strides, curve, seen = Strides(plot), plot.plot(), set()
    for count in range(10, 1000, 5):
        curve.setData(np.arange(count), np.sin(np.arange(count)))
        strides.fit()
        across, upward = plot.plotItem.vb.viewRange()
        assert across[0] <= 0
        assert across[1] >= count - 1
        assert upward[0] <= -0.99
        assert upward[1] >= 0.99
        seen.add(across[1])
    assert 5 <= len(seen) <= 30


def test_heights_stay_where_they_were_set(plot: Plot) -> None:
    plot.setYRange(-13, 0.5, padding=0)
    strides = Strides(plot, heights=False)
    plot.plot(np.arange(10), np.full(10, -8.0))
    strides.fit()
    assert plot.plotItem.vb.viewRange()[1] == pytest.approx([-13, 0.5])


def test_a_user_who_moved_the_axis_keeps_it_until_a_double_click(plot: Plot) -> None:
    strides, curve = Strides(plot), plot.plot(np.arange(100.0), np.arange(100.0))
    strides.fit()
    plot.plotItem.vb.setXRange(20, 30, padding=0)
    plot.plotItem.vb.sigRangeChangedManually.emit([True, False])
    curve.setData(np.arange(500.0), np.arange(500.0))
    strides.fit()
    assert plot.plotItem.vb.viewRange()[0] == pytest.approx([20, 30])
    QTest.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert plot.plotItem.vb.viewRange()[0][1] >= 499
