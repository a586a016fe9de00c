"""Whatever interrupts a run, going on from its checkpoint gives the vectors of the uninterrupted one."""

import subprocess
import sys

import numpy as np
import pytest

from engine.training import problem
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control
from engine.training.events import Saved, Scalars, Started
from engine.training.loop import train
from tests.engine.training.texts import finished, of_kind, random_text, run, small_spec, vectors


@pytest.fixture
def data():
    return random_text()


@pytest.fixture(params=[1 << 20, 50])
def _blocks(request, monkeypatch):
    """The text in one block, and in several."""
    monkeypatch.setattr(problem, "BLOCK_WORDS", request.param)


def checkpoints(spec, data, path, wanted, start=None):
    """The checkpoints of a run at the wanted steps; it saves at every step, which must not matter."""
    found = {}
    for event in train(spec, None, start, dataset=data, checkpoint=path, save_every=1e-12):
        if isinstance(event, Saved) and event.step in wanted:
            found[event.step] = Checkpoint.load(path)
    return found


@pytest.mark.usefixtures("_blocks")
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "step__exact_windows": True,
            "step__mean_cost": True,
            "step__schedule": "halving",
            "step__halve_every": 4,
        },
        {"model__model": "cbow", "model__context": "mean", "step__schedule": "constant"},
        {"model__model": "cbow", "model__cost": "softmax"},
    ],
)
def test_from_any_step_on_the_bits_are_the_same(data, tmp_path, changes):
    spec = small_spec(epochs=3, **changes)
    whole = run(spec, data)
    steps = finished(whole).steps
    per_epoch = steps // 3
    wanted = {1, per_epoch - 1, per_epoch, per_epoch + 1, steps}
    saved = checkpoints(spec, data, tmp_path / "c.npz", wanted)
    assert set(saved) == wanted
    for step in wanted:
        events = run(spec, data, None, saved[step])
        np.testing.assert_array_equal(vectors(events), vectors(whole))
        assert finished(events).steps == steps
        assert finished(events).epochs == pytest.approx(finished(whole).epochs)


def test_a_resumed_run_says_so_and_counts_on(data, tmp_path):
    spec = small_spec()
    saved = checkpoints(spec, data, tmp_path / "c.npz", {5})[5]
    events = run(spec, data, None, saved)
    assert isinstance(events[0], Started)
    assert events[0].resumed
    assert events[0].step == 5
    assert events[0].parameters == sum(value.size for value in saved.params.values())
    assert of_kind(events, Scalars)[0].steps[0] == 6
    assert finished(events).seconds > saved.seconds


def test_interrupted_again_and_again(data, tmp_path):
    spec, start = small_spec(), None
    whole = run(spec, data)
    for step in (3, 4, 11, finished(whole).steps):
        start = checkpoints(spec, data, tmp_path / "c.npz", {step}, start)[step]
    np.testing.assert_array_equal(start.params["W_in"], vectors(whole)[:, :4])
    np.testing.assert_array_equal(start.params["W_out"], vectors(whole)[:, 4:])


def test_stopped_and_resumed(data, tmp_path):
    spec, control, path = small_spec(), Control(), tmp_path / "c.npz"
    control.pause()
    control.step(6)
    events = train(spec, control, dataset=data, checkpoint=path, save_every=60)
    for event in events:
        if isinstance(event, Scalars) and event.step == 6:
            control.stop()
    resumed = run(spec, data, None, Checkpoint.load(path))
    assert Checkpoint.load(path).step == 6
    np.testing.assert_array_equal(vectors(resumed), vectors(run(spec, data)))


def test_a_finished_run_has_nothing_left_to_do_but_may_be_prolonged(data, tmp_path):
    run(small_spec(step__schedule="constant"), data, checkpoint=tmp_path / "c.npz")
    end = Checkpoint.load(tmp_path / "c.npz")
    again = run(end.spec, data, None, end)
    assert finished(again).steps == end.step
    longer = small_spec(epochs=4, step__schedule="constant")
    np.testing.assert_array_equal(vectors(run(longer, data, None, end)), vectors(run(longer, data)))


def test_the_checkpoint_is_not_changed_by_going_on(data, tmp_path):
    saved = checkpoints(small_spec(), data, tmp_path / "c.npz", {4})[4]
    kept = {name: value.copy() for name, value in saved.params.items()}
    run(small_spec(), data, None, saved)
    assert all(np.array_equal(saved.params[name], kept[name]) for name in kept)


TRAIN = """
import sys
from engine.training.events import Saved
from engine.training.loop import train
from tests.engine.training.texts import random_text, small_spec

for event in train(small_spec(epochs=100000), dataset=random_text(), checkpoint=sys.argv[1], save_every=1e-9):
    if isinstance(event, Saved):
        print(event.step, flush=True)
"""


def test_killed_without_warning(data, tmp_path, project_root):
    path = tmp_path / "c.npz"
    with subprocess.Popen(
        [sys.executable, "-c", TRAIN, str(path)], cwd=project_root, stdout=subprocess.PIPE, text=True
    ) as child:
        for _ in range(20):
            assert child.stdout.readline()
        child.kill()
    saved = Checkpoint.load(path)
    assert saved.step >= 20
    longer = small_spec(epochs=100_000)
    np.testing.assert_array_equal(after(longer, data, saved.step + 5), after(longer, data, 5, saved))


def after(spec, data, steps, start=None):
    """The vectors after so many more steps of a run that goes on and on."""
    control = Control(paused=True)
    control.step(steps)
    last = (start.step if start else 0) + steps
    events = []
    for event in train(spec, control, start, dataset=data):
        events.append(event)
        if isinstance(event, Scalars) and event.step == last:
            control.stop()
    return vectors(events)
