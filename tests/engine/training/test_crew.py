"""Processes that share a run: an epoch is one epoch, orders reach everyone, nothing stays behind."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest

from engine.errors import CheckpointError, WordscopeError
from engine.training import problem, shared_params
from engine.training import process as processes
from engine.training.apart import train_apart
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control
from engine.training.crew import TELL_SECONDS, Counted, Crew, _Ended, _Ready, _Share, _Steps
from engine.training.events import Event, Failed, Saved, Scalars, Snapshot
from engine.training.loop import train
from engine.training.problem import Position, WordProblem
from engine.training.process import RelayedControl, prepare
from engine.training.shared_params import SharedParams
from engine.training.spec import RunSpec
from engine.training.turns import Turns
from tests.corpora import ENDLESS
from tests.engine.training.texts import curves, finished, of_kind, random_text, run, small_spec, vectors


@pytest.fixture(autouse=True)
def files_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where runs put what they share; nothing may be there in the end."""
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(shared_params, "IN_MEMORY", folder)
    yield folder
    assert list(folder.iterdir()) == []


def two(**changes: object) -> RunSpec:
    """A small run of two processes."""
    return small_spec(threads=2, reproducible=False, **changes)


def until(events: Iterator[Event], kind: type) -> Any:
    """The next event of a kind."""
    return next(event for event in events if isinstance(event, kind))


def test_two_read_what_one_reads() -> None:
    data = random_text(400)
    alone, together = run(small_spec(epochs=20), data), run(two(epochs=20), data)
    last = finished(together)
    assert last.reason == "done"
    assert last.epochs == pytest.approx(20)
    assert last.steps == finished(alone).steps
    np.testing.assert_array_equal(curves(together)["steps"], np.arange(1, last.steps + 1))
    assert last.loss == pytest.approx(finished(alone).loss, rel=0.05)
    assert last.loss < 0.95 * curves(together)["loss"][:20].mean()


def test_the_blocks_of_an_epoch_are_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem, "SHARED_BLOCK_WORDS", 20)
    data, spec, places = random_text(), two(epochs=1), set[tuple[int, int]]()
    with Turns.new() as turns:
        first, second = (WordProblem(spec, data, turns) for _ in range(2))
        for mine, other in islice(
            zip(first.batches(Position()), second.batches(Position()), strict=True), 60
        ):
            assert (mine[0].epoch, mine[0].block) != (other[0].epoch, other[0].block)
            places |= {(taken[0].epoch, taken[0].block) for taken in (mine, other)}
    assert len(first._blocks) > 5
    assert sorted(places) == [divmod(number, len(first._blocks)) for number in range(len(places))]


def test_a_run_of_so_many_steps_has_so_many_together() -> None:
    assert finished(run(two(steps=30), random_text())).steps == 30
    assert finished(run(two(steps=31), random_text())).steps == 32


def test_reproducible_runs_and_the_full_softmax_have_one_process() -> None:
    data = random_text()
    np.testing.assert_array_equal(
        vectors(run(small_spec(threads=2), data)), vectors(run(small_spec(threads=1), data))
    )
    assert replace(two(), reproducible=True).processes == 1
    assert small_spec(threads=2, reproducible=False, model__cost="softmax").processes == 1
    assert two().processes == 2


def test_everyone_pauses_and_goes_on_at_the_new_rate() -> None:
    control = Control()
    spec = two(steps=40_000, step__schedule="constant")  # each takes half of them, in some seconds
    events = train(spec, control, dataset=random_text())
    until(events, Scalars)
    control.pause()
    before = np.empty(0)
    for _ in range(1000):  # until the order has reached the other one, too
        control.request_snapshot()
        now = until(events, Snapshot).W_in.copy()
        if np.array_equal(before, now):
            break
        before = now
    else:
        pytest.fail("the vectors go on moving")
    control.set_rate(0.125)
    control.resume()
    rest = list(events)
    assert (of_kind(rest, Scalars)[-1].rate == 0.125).all()
    assert finished(rest).steps == spec.steps


@pytest.mark.parametrize("rate", [0.0, 0.125])
def test_a_rate_reaches_the_others_also_if_it_is_none(rate: float) -> None:
    spec, data, control = two(steps=ENDLESS, step__schedule="constant"), random_text(), Control()
    shared = SharedParams.copied(WordProblem(spec, data).init())
    with Turns.new() as turns:
        told = _Share(spec, data, turns, Position(), 0, 1, shared).messages(control)
        assert isinstance(next(told), _Ready)
        control.set_rate(rate)
        steps = next(message for message in told if isinstance(message, _Steps) and len(message.rows))
        control.stop()
        assert isinstance(list(told)[-1], _Ended)
    shared.forget()
    assert {Counted(*row).rate for row in steps.rows.tolist()} == {rate}


def test_everyone_stops() -> None:
    control = Control()
    events = train(two(steps=ENDLESS), control, dataset=random_text())
    until(events, Scalars)
    control.stop()
    assert finished(list(events)).reason == "stopped"


def test_a_run_goes_on_with_as_many_processes(tmp_path: Path) -> None:
    data, spec, file = random_text(3000), two(epochs=4), tmp_path / "run.npz"
    control = Control()
    for event in train(spec, control, dataset=data, checkpoint=file, save_every=1e-12):
        if isinstance(event, Saved):
            control.stop()
    saved = Checkpoint.load(file)
    assert not saved.spec.reproducible
    last = finished(run(spec, data, None, saved))
    assert last.reason == "done"
    # A block that another was reading is lost, one of three in an epoch.
    assert last.epochs == pytest.approx(4, abs=0.5)
    with pytest.raises(CheckpointError, match="of a reproducible run"):
        run(replace(spec, threads=3), data, None, saved)


def test_a_killed_process_is_told() -> None:
    prepare()
    process = processes._idle[-1]  # the next share is its
    events = train(two(steps=ENDLESS), dataset=random_text())
    until(events, Scalars)
    os.kill(process.pid, signal.SIGKILL)
    rest = list(events)
    assert "ended unexpectedly" in of_kind(rest, Failed)[0].message
    assert finished(rest).reason == "failed"
    assert np.isfinite(vectors(rest)).all()


def test_a_process_that_trains_may_have_a_crew_too() -> None:
    last = finished(list(train_apart(two(epochs=2), RelayedControl(), dataset=random_text())))
    assert (last.reason, last.epochs) == ("done", pytest.approx(2))


def test_who_stops_listening_ends_everyone() -> None:
    events = train(two(steps=ENDLESS), dataset=random_text())
    until(events, Scalars)
    events.close()  # type: ignore[attr-defined]  # a generator


@pytest.mark.parametrize(("start", "diverged"), [(0.1, False), (np.nan, True)])
def test_a_share_that_diverges_says_so(start: float, diverged: bool) -> None:
    spec, data = two(), random_text()
    shapes = WordProblem(spec, data).shapes
    shared = SharedParams.copied({name: np.full(shape, start, np.float32) for name, shape in shapes.items()})
    with Turns.new() as turns:
        share = _Share(spec, data, turns, Position(), 0, 1, shared)
        ready, *steps, ended = share.messages(Control())
    shared.forget()
    assert isinstance(ready, _Ready)
    assert ended == _Ended(diverged=diverged)
    told = sum(len(message.rows) for message in steps if isinstance(message, _Steps))
    assert told == (0 if diverged else finished(run(small_spec(), data)).steps)


def crew_of(spec: RunSpec, turns: Turns | None) -> Crew:
    """The crew of a run that begins."""
    return Crew(spec, random_text(), turns=turns, done=(Position(), 0), run_id=1)


def test_an_error_of_another_is_ours() -> None:
    params, spec = WordProblem(two(), random_text()).init(), two(text__min_count=1000)
    with Turns.new() as turns, closing(crew_of(spec, turns)) as crew:
        with pytest.raises(WordscopeError, match="No word occurs"):
            crew.start(params)
        assert not crew.working


def test_a_process_that_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*command: object, **more: object) -> None:
        raise OSError("too many processes")

    monkeypatch.setattr(processes, "_idle", [])
    monkeypatch.setattr(processes.subprocess, "Popen", refused)
    with pytest.raises(WordscopeError, match="too many processes"):
        run(two(), random_text())


def test_without_room_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere at all")
    monkeypatch.setattr(shared_params, "IN_MEMORY", Path("/nowhere at all"))
    with pytest.raises(WordscopeError, match="no room"):
        crew_of(two(), None).start(WordProblem(two(), random_text()).init())


def test_shared_parameters_are_one_and_the_same() -> None:
    rng = np.random.default_rng(0)
    params = {"W_in": rng.random((5, 3), dtype=np.float32), "W_out": rng.random((7, 3), dtype=np.float32)}
    shared = SharedParams.copied(params)
    here, there = shared.opened(), shared.opened()
    shared.forget()
    for name, value in params.items():
        np.testing.assert_array_equal(here[name], value)
        assert here[name].ctypes.data % shared_params.ALIGNED == 0
        here[name][2] = 9
        np.testing.assert_array_equal(there[name], here[name])


def test_without_room_in_memory_the_usual_folder_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_params, "IN_MEMORY", tmp_path / "nowhere")
    shared = SharedParams.copied({"W_in": np.zeros((2, 2), np.float32)})
    assert Path(shared.path).parent == Path(tempfile.gettempdir())
    shared.forget()


def test_a_full_disc_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no disc that is always full here")

    def full(handle: int, mode: str) -> IO[bytes]:
        os.close(handle)
        return Path("/dev/full").open(mode)

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="No space"):
        SharedParams.copied({"W_in": np.zeros((2000, 2), np.float32)})


def test_a_turn_is_taken_once() -> None:
    with Turns.new() as turns:
        ours, others = iter(turns), iter(turns)
        assert [next(one) for _ in range(50) for one in (ours, others)] == list(range(100))


def test_one_alone_has_no_crew() -> None:
    params = WordProblem(small_spec(), random_text()).init()
    with closing(crew_of(small_spec(), None)) as crew:
        assert crew.start(params) is params
        crew.resume()
        assert list(crew.heard(TELL_SECONDS)) == []
        assert not crew.working
