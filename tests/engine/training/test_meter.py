"""Means, curves and paces of a run, on a clock that is turned by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from engine.training import meter
from engine.training.events import Scalars
from engine.training.loop import train
from engine.training.meter import Meter
from tests.engine.training.texts import finished, of_kind, random_text, run, small_spec


def batch(pairs, centres, *, scale=1.0, raw_words=0.0):
    return SimpleNamespace(pairs=pairs, centres=centres, scale=scale, raw_words=raw_words)


@pytest.fixture
def clock(monkeypatch):
    turned = SimpleNamespace(now=50.0)
    monkeypatch.setattr(meter.time, "perf_counter", lambda: turned.now)
    return turned


def test_means_are_over_pairs_and_centres_not_over_steps():
    seen = Meter()
    seen.add(1, 10.0, 0.1, batch(10, 5))
    seen.add(2, 90.0, 0.1, batch(30, 5))
    assert seen.means() == (2.5, 10.0)


def test_the_scale_of_the_loss_is_taken_out():
    plain, mean = Meter(), Meter()
    plain.add(1, 12.0, 0.1, batch(6, 4))
    mean.add(1, 3.0, 0.1, batch(6, 4, scale=0.25))
    assert plain.means() == mean.means() == (2, 3)
    assert all(np.array_equal(a, b) for a, b in zip(plain.curves(), mean.curves(), strict=True))


def test_the_means_are_those_of_the_last_whole_epoch():
    seen = Meter()
    seen.add(1, 6.0, 0.1, batch(2, 1))
    seen.end_epoch()
    seen.add(2, 4.0, 0.1, batch(2, 1))
    assert seen.means() == (3, 6)
    seen.end_epoch()
    assert seen.means() == (2, 4)


def test_curves_are_handed_out_once_and_cannot_be_changed():
    seen = Meter()
    seen.add(7, 10.0, 0.5, batch(5, 2))
    seen.add(8, 0.0, 0.25, batch(0, 0))
    curves = seen.curves()
    for found, expected in zip(curves, ([7, 8], [2, 0], [5, 0], [0.5, 0.25]), strict=True):
        np.testing.assert_array_equal(found, expected)
        assert not found.flags.writeable
    assert curves[0].dtype == np.int64
    assert all(len(values) == 0 for values in seen.curves())


def test_waiting_is_not_training(clock):
    seen = Meter()
    clock.now += 5
    seen.start()
    clock.now += 2
    seen.pause()
    clock.now += 100
    seen.start()
    clock.now += 1
    seen.lap()
    assert seen.seconds == 3


def test_paces(clock):
    seen = Meter(words_seen=1000, seconds=10)
    seen.start()
    for _ in range(2):
        clock.now += 2
        seen.add(1, 1.0, 0.1, batch(1, 1, raw_words=300))
        seen.lap()
    assert seen.recent_pace() == pytest.approx(150)
    clock.now += 6
    seen.add(2, 1.0, 0.1, batch(1, 1, raw_words=300))
    seen.lap()
    assert seen.recent_pace() == pytest.approx(50)
    assert seen.pace() == pytest.approx(90)
    assert (seen.words_seen, seen.seconds) == (1900, 20)


def test_the_last_epochs_loss_is_what_a_run_ends_with():
    data, spec = random_text(), small_spec(epochs=3, step__schedule="constant")
    events = run(spec, data)
    per_epoch = {
        n: finished(run(small_spec(epochs=n, step__schedule="constant"), data)).steps for n in (1, 2)
    }
    losses = np.concatenate([event.loss for event in of_kind(events, Scalars)])
    costs = np.concatenate([event.cost for event in of_kind(events, Scalars)])
    end = finished(events)
    for epoch in (losses[: per_epoch[1]], losses[per_epoch[1] : per_epoch[2]], losses[per_epoch[2] :]):
        # Batches are not all of one size, so the mean over pairs is only near the mean over steps.
        assert 1 < epoch.mean() < 2.5
    last = losses[per_epoch[2] :]
    assert last.min() < end.loss < last.max()
    assert end.loss == pytest.approx(last[last > 0].mean(), rel=0.1)
    assert end.cost > end.loss
    assert costs.max() > losses.max()


def test_the_pace_of_a_run_adds_up():
    data = random_text()
    last = [event for event in train(small_spec(), dataset=data) if isinstance(event, Scalars)][-1]
    end = finished(run(small_spec(), data))
    words = len(data.splits["train"].tokens)
    assert end.words_per_second * end.seconds == pytest.approx(2 * words, rel=1e-6)
    assert last.epoch == pytest.approx(2)
