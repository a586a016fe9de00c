"""What the curves are made of: growing columns and a mean that is carried on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.history import MOST, History, Series, Smoothed

NUMBERS = st.lists(st.floats(-1e6, 1e6), max_size=60)


def test_series_grows_past_its_first_room_and_forgets_nothing() -> None:
    series = Series("step", "loss")
    for start in range(0, 3000, 7):
        steps = np.arange(start, start + 7)
        series.extend(step=steps, loss=-steps)
    assert len(series) == 3003
    np.testing.assert_array_equal(series["step"], np.arange(3003))
    np.testing.assert_array_equal(series["loss"], -np.arange(3003))


def test_a_long_run_keeps_its_spikes_and_its_size() -> None:
    series, rng = Series("step", "loss", "rate"), np.random.default_rng(0)
    for start in range(0, 4 * MOST, 1000):
        loss = rng.normal(size=1000)
        loss[7] = 1000.0 if start == 5000 else loss[7]
        series.extend(step=np.arange(start, start + 1000), loss=loss, rate=2 * loss)
    assert len(series) <= MOST + 1000
    assert series["loss"].max() == 1000.0
    assert series["step"][np.argmax(series["loss"])] == 5007
    assert (np.diff(series["step"]) > 0).all()
    assert series["step"][-1] >= 4 * MOST - 1000
    np.testing.assert_array_equal(series["rate"], 2 * series["loss"])


def test_a_long_straight_line_stays_in_order() -> None:
    series = Series("step", "loss")
    series.extend(step=np.arange(MOST + 5), loss=np.zeros(MOST + 5))
    assert len(series) < MOST
    assert series["step"][[0, -1]].tolist() == [0.0, MOST + 4.0]
    assert (np.diff(series["step"]) > 0).all()


def test_one_block_larger_than_the_room_fits() -> None:
    series = Series("value")
    series.extend(value=np.arange(10_000))
    assert len(series) == 10_000
    assert series["value"][-1] == 9999


def test_single_numbers_are_rows_too() -> None:
    series = Series("step", "value")
    series.extend(step=3, value=0.5)
    assert (series["step"].tolist(), series["value"].tolist()) == ([3.0], [0.5])


def test_views_are_read_only_copy_nothing_and_keep_their_values() -> None:
    series = Series("value")
    series.extend(value=[1.0, 2.0])
    before = series["value"]
    assert before.base is not None
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 5
    series.extend(value=np.zeros(2000))
    assert before.tolist() == [1.0, 2.0]


@settings(max_examples=25)
@given(st.lists(NUMBERS, max_size=5), st.floats(0.5, 100))
def test_smoothed_equals_the_weighted_mean_by_its_formula(blocks: list[list[float]], steps: float) -> None:
    smoothed = Smoothed(steps)
    got = np.concatenate([smoothed.extend(np.array(block)) for block in blocks] or [np.empty(0)])
    values = np.array([value for block in blocks for value in block])
    for index in range(len(values)):
        weights = np.exp(-np.arange(index, -1, -1) / steps)
        expected = weights @ values[: index + 1] / weights.sum()
        assert got[index] == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_smoothed_of_a_constant_is_that_constant_from_the_first_value_on() -> None:
    np.testing.assert_allclose(Smoothed(50).extend(np.full(200, 3.25)), 3.25)


def test_history_keeps_losses_residuals_and_marks_apart() -> None:
    history = History()
    steps = np.arange(1.0, 4.0)
    history.add_losses(steps, steps, 2 * steps, np.full(3, 0.1))
    history.add_losses(steps + 3, steps, 2 * steps, np.full(3, 0.1))
    history.add_residual("W_in", 3, 1e-9)
    history.add_residual("W_out", 3, 2e-9)
    history.add_residual("W_in", 6, 3e-9)
    history.mark(4, "paused")
    assert history.loss["step"].tolist() == [1, 2, 3, 4, 5, 6]
    np.testing.assert_allclose(2 * history.loss["smooth_loss"], history.loss["smooth_cost"])
    assert history.residuals["W_in"]["residual"].tolist() == [1e-9, 3e-9]
    assert history.residuals["W_out"]["step"].tolist() == [3]
    assert history.marks == [(4, "paused")]
