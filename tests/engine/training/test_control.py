"""Steering a run: its orders are read between steps, in whatever thread they are given."""

import threading

import numpy as np
import pytest

from engine.errors import SettingError
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control, Orders
from engine.training.events import Excerpt, Finished, Frame, Residuals, Saved, Scalars, Snapshot, Started
from engine.training.loop import train
from engine.vectors.placing import Axes
from tests.engine.training.texts import finished, of_kind, random_text, run, small_spec, vectors

PATIENCE = 20.0
OUTPUT = Axes("output")


@pytest.fixture
def data():
    return random_text()


class Background:
    """A run in a thread of its own; `seen` grows as it speaks."""

    def __init__(self, spec, control, data):
        self.seen, self.spoke = [], threading.Condition()
        self.events = train(spec, control, dataset=data)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        for event in self.events:
            with self.spoke:
                self.seen.append(event)
                self.spoke.notify_all()

    def wait_for(self, condition):
        with self.spoke:
            assert self.spoke.wait_for(lambda: condition(self.seen), PATIENCE), self.seen

    def wait_for_step(self, step):
        """Wait until the curves have come to exactly this step."""
        self.wait_for(lambda seen: steps_of(seen)[-1:] == [step])

    def join(self):
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        return self.seen


def steps_of(events):
    """All the steps the curves show, in the order they came."""
    return [step for scalars in of_kind(events, Scalars) for step in scalars.steps.tolist()]


def endless(**changes):
    return small_spec(**{"epochs": 1_000_000, "step__schedule": "constant", **changes})


def test_orders_are_taken_once():
    control = Control()
    assert not control.attention
    control.set_rate(0.5)
    control.set_rate(0.25)
    control.request_frame(OUTPUT)
    control.request_snapshot()
    control.check_now()
    control.save("here")
    assert control.attention
    assert control.take_orders() == Orders(0.25, True, OUTPUT, True, True, "here")
    assert control.take_orders() == Orders()
    assert not control.attention


def test_granted_steps_are_used_up():
    control = Control(paused=True)
    assert control.must_wait()
    control.step(2)
    assert [control.must_wait() for _ in range(4)] == [False, False, True, True]
    control.step(1)
    control.pause()
    assert control.must_wait()
    control.resume()
    assert not control.must_wait()
    assert not control.paused


def test_a_stopped_run_never_waits():
    control = Control(paused=True)
    control.stop()
    assert control.stopped
    assert not control.must_wait()
    control.wait()


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -1.0, 101.0])
def test_a_rate_out_of_range_is_refused_at_once(rate):
    control = Control()
    with pytest.raises(SettingError, match="Learning rate"):
        control.set_rate(rate)
    assert control.take_orders().rate is None


def test_stopped_before_the_first_step(data):
    control = Control()
    control.stop()
    events = run(endless(), data, control)
    assert [type(event) for event in events] == [Started, Snapshot, Finished]
    assert finished(events).reason == "stopped"
    assert finished(events).steps == 0


def test_stop_ends_within_one_step(data):
    control, stopped_at = Control(), None
    for event in train(endless(), control, dataset=data):
        if isinstance(event, Scalars) and stopped_at is None:
            stopped_at = event.step
            control.stop()
        last = event
    assert isinstance(last, Finished)
    assert last.reason == "stopped"
    assert last.steps - stopped_at <= 1


def test_pause_step_resume_stop_from_another_thread(data):
    control = Control(paused=True)
    background = Background(endless(), control, data)
    background.wait_for(lambda seen: of_kind(seen, Started))
    control.step(3)
    background.wait_for_step(3)
    control.step()
    background.wait_for_step(4)
    assert control.paused
    control.resume()
    background.wait_for(lambda seen: steps_of(seen)[-1] > 20)
    control.pause()
    control.check_now()
    background.wait_for(lambda seen: of_kind(seen, Excerpt))
    at = of_kind(background.seen, Excerpt)[0].step
    control.step(2)
    background.wait_for_step(at + 2)
    control.stop()
    events = background.join()
    assert steps_of(events) == list(range(1, at + 3))
    assert finished(events).reason == "stopped"
    assert finished(events).steps == at + 2


def test_stepping_gives_the_same_vectors_as_running(data):
    spec = endless(steps=9)
    control = Control(paused=True)
    background = Background(spec, control, data)
    for step in (2, 3, 7):
        control.step(step - (steps_of(background.seen) or [0])[-1])
        background.wait_for_step(step)
    control.resume()
    np.testing.assert_array_equal(vectors(background.join()), vectors(run(spec, data)))


def test_a_paused_run_still_shows_and_saves(data, tmp_path):
    control = Control(paused=True)
    background = Background(endless(), control, data)
    control.step(5)
    background.wait_for_step(5)
    control.request_frame(OUTPUT)
    control.request_snapshot()
    control.save(str(tmp_path / "now.npz"))
    control.check_now()
    for kind in (Frame, Snapshot, Saved, Excerpt):
        background.wait_for(lambda seen, kind=kind: of_kind(seen, kind))
    control.stop()
    events = background.join()
    assert {event.step for kind in (Frame, Snapshot, Saved, Excerpt) for event in of_kind(events, kind)} == {
        5
    }
    assert Checkpoint.load(tmp_path / "now.npz").step == 5


def test_a_new_rate_is_in_effect_and_saved(data, tmp_path):
    control = Control(paused=True)
    background = Background(endless(), control, data)
    control.step(4)
    background.wait_for_step(4)
    control.set_rate(0.2)
    control.step(4)
    background.wait_for_step(8)
    control.save(str(tmp_path / "rate.npz"))
    background.wait_for(lambda seen: of_kind(seen, Saved))
    control.stop()
    rates = np.concatenate([scalars.rate for scalars in of_kind(background.join(), Scalars)])
    np.testing.assert_array_equal(rates, [0.05] * 4 + [0.2] * 4)
    saved = Checkpoint.load(tmp_path / "rate.npz")
    assert saved.spec.step.rate == 0.2
    resumed = run(small_spec(step__rate=0.2, step__schedule="constant", steps=10), data, None, saved)
    assert set(np.concatenate([scalars.rate for scalars in of_kind(resumed, Scalars)])) == {0.2}


def test_nothing_is_shown_that_nobody_asked_for(data):
    events = run(small_spec(), data, Control())
    assert not of_kind(events, Frame)
    assert not of_kind(events, Residuals)
    assert not of_kind(events, Excerpt)
    assert len(of_kind(events, Snapshot)) == 1
    assert isinstance(events[-2], Snapshot)


def test_one_request_gives_one_picture(data):
    control = Control()
    control.request_snapshot()
    control.request_frame()
    events = run(small_spec(), data, control)
    # The one asked for, and the last one of every run; whoever watched sees the end too.
    assert len(of_kind(events, Snapshot)) == 2
    assert len(of_kind(events, Frame)) == 2


@pytest.mark.parametrize(("space", "places"), [("input", 1), ("output", 1), ("both", 2)])
def test_a_frame_has_a_place_for_every_word(data, space, places):
    control = Control()
    control.request_frame(Axes(space))
    events = run(small_spec(), data, control)
    words = of_kind(events, Started)[0].words
    for frame in of_kind(events, Frame):
        coords = frame.placed.coords
        assert coords.shape == (places * len(words), 2)
        assert coords.dtype == np.float32
        assert np.isfinite(coords).all()
        assert not coords.flags.writeable
