"""When the numbers leave the finite ones: said, ended, and never saved over what was good."""

from dataclasses import replace

import numpy as np
import pytest

from engine.objectives.registry import OBJECTIVES
from engine.training import loop, problem
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control
from engine.training.events import Failed, Finished, Saved, Snapshot
from engine.training.loop import train
from engine.training.rescue import Rescue
from tests.engine.training.texts import finished, of_kind, random_text, run, small_spec, vectors

KINDS = [(model, cost) for model in ("skipgram", "cbow") for cost in ("negative", "softmax")]


def start_with(spec, data, path, size):
    """A checkpoint of this run whose vectors have been blown up."""
    run(replace(spec, steps=5), data, checkpoint=path, save_every=60)
    saved = Checkpoint.load(path)
    signs = np.random.default_rng(0).choice([-1, 1], saved.params["W_in"].shape).astype(np.float32)
    return replace(saved, params={name: np.float32(size) * signs for name in saved.params})


@pytest.mark.parametrize("labelled", [False, True])
@pytest.mark.parametrize(("model", "cost"), KINDS)
def test_a_loss_without_end_fails_the_run_and_keeps_the_last_good_vectors(tmp_path, model, cost, labelled):
    data, path = random_text(labelled=labelled), tmp_path / "run.npz"
    spec = small_spec(model__model=model, model__cost=cost)
    start = start_with(spec, data, path, 1e25)
    kept = path.read_bytes()
    events = run(spec, data, None, start, checkpoint=path, save_every=1e-9)
    (failed,) = of_kind(events, Failed)
    assert "diverged" in failed.message
    assert "lower rate" in failed.message
    assert [type(event) for event in events[-3:]] == [Failed, Snapshot, Finished]
    assert finished(events).reason == "failed"
    assert np.isfinite(vectors(events)).all()
    assert not of_kind(events, Saved)
    assert path.read_bytes() == kept


class Broken:
    """An objective whose gradients are not numbers from some step on."""

    def __init__(self, objective, from_step):
        self.objective, self.from_step, self.steps = objective, from_step, 0

    def __getattr__(self, name):
        return getattr(self.objective, name)

    def loss_and_grads(self, params, batch):
        self.steps += 1
        loss, _ = self.objective.loss_and_grads(params, batch)
        value = np.nan if self.steps >= self.from_step else 0.0
        return loss, {name: np.full_like(matrix, value) for name, matrix in params.items()}


def broken_run(monkeypatch, spec, data, from_step, **more):
    monkeypatch.setattr(problem, "_objective", lambda spec: Broken(honest(spec), from_step))
    return list(train(spec, dataset=data, **more))


def honest(spec):
    return OBJECTIVES[f"{spec.model.model}_{spec.model.cost}"]


@pytest.mark.parametrize("labelled", [False, True])
def test_a_snapshot_serves_as_the_copy_of_the_last_good_vectors(monkeypatch, labelled):
    control = Control()
    control.request_snapshot()
    monkeypatch.setattr(loop, "RESCUE", (1e9, 1.0))
    monkeypatch.setattr(problem, "_objective", lambda spec: Broken(honest(spec), 5))
    events = run(small_spec(steps=9), random_text(labelled=labelled), control)
    shown, last = of_kind(events, Snapshot)
    assert len(of_kind(events, Failed)) == 1
    np.testing.assert_array_equal(last.vectors.matrix, shown.vectors.matrix)


@pytest.mark.parametrize("labelled", [False, True])
@pytest.mark.parametrize("from_step", [1, 4, 9])
def test_a_step_into_nothing_is_neither_saved_nor_called_done(tmp_path, monkeypatch, from_step, labelled):
    path, spec = tmp_path / "run.npz", small_spec(steps=9)
    events = broken_run(
        monkeypatch, spec, random_text(labelled=labelled), from_step, checkpoint=path, save_every=1e-12
    )
    assert len(of_kind(events, Failed)) == 1
    assert finished(events).reason == "failed"
    assert np.isfinite(vectors(events)).all()
    saved = [event.step for event in of_kind(events, Saved)]
    assert saved == list(range(1, from_step))
    if saved:
        read = Checkpoint.load(path)
        assert read.step == from_step - 1
        assert all(np.isfinite(value).all() for value in read.params.values())


@pytest.mark.parametrize("labelled", [False, True])
def test_a_look_at_broken_vectors_does_not_end_the_run_unsaid(monkeypatch, labelled):
    control, events = Control(), []
    monkeypatch.setattr(problem, "_objective", lambda spec: Broken(honest(spec), 3))
    for event in train(small_spec(), control, dataset=random_text(labelled=labelled)):
        events.append(event)
        control.request_snapshot()
        control.check_now()
    assert len(of_kind(events, Failed)) == 1
    assert finished(events).reason == "failed"
    assert np.isfinite(vectors(events)).all()


def test_a_stop_does_not_hide_it(monkeypatch):
    control, events = Control(paused=True), []
    monkeypatch.setattr(problem, "_objective", lambda spec: Broken(honest(spec), 1))
    control.step(1)
    control.check_now()
    for event in train(small_spec(), control, dataset=random_text()):
        events.append(event)
        if event.step == 1:
            control.stop()
    assert finished(events).reason == "failed"
    assert np.isfinite(vectors(events)).all()


def test_what_others_spoiled_in_the_copy_is_zero():
    good = {"W_in": np.ones((3, 2), np.float32), "W_out": np.ones((3, 2), np.float32)}
    rescue = Rescue(good)
    rescue.params["W_in"][1, 0] = np.nan
    numbers = rescue.numbers({})
    np.testing.assert_array_equal(numbers["W_in"], [[1, 1], [0, 1], [1, 1]])
    assert numbers["W_out"] is rescue.params["W_out"]
    rescue.let_go()
    assert rescue.numbers(good)["W_in"] is good["W_in"]
