"""Training in a process of its own: the same events, the same orders, and an end whatever happens."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.corpus import growing, plain_text
from engine.errors import WordscopeError
from engine.training import process as processes
from engine.training.apart import train_apart
from engine.training.checkpoint import Checkpoint
from engine.training.events import Event, Excerpt, Failed, Frame, Residuals, Saved, Scalars, Snapshot, Started
from engine.training.process import RelayedControl, TrainingProcess, prepare
from tests.corpora import ENDLESS
from tests.engine.training.texts import curves, finished, of_kind, random_text, run, small_spec, vectors

PATIENCE = 10


def until(events: Iterator[Event], kind: type) -> Any:
    """The next event of a kind."""
    return next(event for event in events if isinstance(event, kind))


def the_idle_process() -> TrainingProcess:
    """The one that the next run gets."""
    prepare()
    return processes._idle[-1]


def test_the_events_are_those_of_a_run_in_this_process() -> None:
    spec, data = small_spec(epochs=3), random_text(labelled=True)
    here, there = run(spec, data), list(train_apart(spec, RelayedControl(), dataset=data, run_id=5))
    assert {event.run_id for event in there} == {5}
    assert isinstance(there[0], Started)
    assert there[0].words == here[0].words
    for name, values in curves(here).items():
        np.testing.assert_array_equal(curves(there)[name], values)
    np.testing.assert_array_equal(vectors(there), vectors(here))
    mine, others = (of_kind(events, Snapshot)[-1] for events in (here, there))
    assert others.dev_accuracy == mine.dev_accuracy
    assert finished(there).loss == finished(here).loss


def test_a_text_with_its_ids_in_a_file_is_learned_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = random_text()
    lines = (" ".join(text.words("train", index)) for index in range(len(text.splits["train"])))
    (tmp_path / "text.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(growing, "IN_MEMORY", 10)
    filed = plain_text.read(tmp_path / "text.txt")
    assert isinstance(filed.splits["train"].tokens, np.memmap)
    there = list(train_apart(small_spec(), RelayedControl(), dataset=filed))
    np.testing.assert_array_equal(vectors(there), vectors(run(small_spec(), filed)))


def test_one_process_does_one_run_after_another() -> None:
    process = the_idle_process()
    for seed in (1, 2):
        events = list(train_apart(small_spec(seed=seed), RelayedControl(), dataset=random_text()))
        assert finished(events).reason == "done"
        np.testing.assert_array_equal(vectors(events), vectors(run(small_spec(seed=seed), random_text())))
        assert the_idle_process() is process


def test_a_run_goes_on_from_a_checkpoint(tmp_path: Path) -> None:
    spec, data, file = small_spec(epochs=3), random_text(), tmp_path / "run.npz"
    control = RelayedControl(paused=True)
    events = train_apart(spec, control, dataset=data)
    until(events, Started)
    control.step(4)
    while until(events, Scalars).step < 4:
        pass
    control.save(str(file))
    assert until(events, Saved).path == str(file)
    control.stop()
    assert finished(list(events)).reason == "stopped"
    resumed = list(train_apart(spec, RelayedControl(), Checkpoint.load(file), dataset=data))
    np.testing.assert_array_equal(vectors(resumed), vectors(run(spec, data)))


def test_every_order_arrives() -> None:
    control = RelayedControl(check_every=0.001, paused=True)
    events = train_apart(small_spec(steps=ENDLESS), control, dataset=random_text())
    started = until(events, Started)
    control.check_now()
    assert until(events, Excerpt).step == 0
    control.request_frame()
    assert len(until(events, Frame).placed.coords) == len(started.words)
    control.request_snapshot()
    assert until(events, Snapshot).vectors.words == started.words
    control.set_rate(0.125)
    control.resume()
    until(events, Residuals)
    control.pause()
    assert control.paused
    control.stop()
    rest = list(events)
    assert finished(rest).reason == "stopped"
    assert of_kind(rest, Scalars)[-1].rate[-1] == pytest.approx(0.125, rel=1e-3)


def test_an_error_before_the_first_step_is_told_in_a_sentence() -> None:
    spec = small_spec(data="no such folder")
    failed, last = train_apart(spec, RelayedControl(), dataset=None)
    assert isinstance(failed, Failed)
    assert "no such folder" in failed.message
    assert failed.details == ""
    assert finished([last]).reason == "failed"


def test_a_killed_process_is_told_and_the_next_run_gets_another() -> None:
    process = the_idle_process()
    events = train_apart(small_spec(steps=ENDLESS), RelayedControl(), dataset=random_text())
    until(events, Started)
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(WordscopeError, match="ended unexpectedly"):
        list(events)
    assert not process.alive
    assert finished(list(train_apart(small_spec(), RelayedControl(), dataset=random_text()))).reason == "done"


def test_a_process_that_died_idle_is_replaced() -> None:
    process = the_idle_process()
    os.kill(process.pid, signal.SIGKILL)
    process._process.wait(PATIENCE)
    assert finished(list(train_apart(small_spec(), RelayedControl(), dataset=random_text()))).reason == "done"


def test_who_stops_listening_ends_the_process() -> None:
    process = the_idle_process()
    events = train_apart(small_spec(steps=ENDLESS), RelayedControl(), dataset=random_text())
    until(events, Started)
    events.close()  # type: ignore[attr-defined]  # a generator
    assert not process.alive


def test_without_its_owner_the_process_stops_and_ends() -> None:
    process = the_idle_process()
    events = train_apart(small_spec(steps=ENDLESS), RelayedControl(), dataset=random_text())
    until(events, Started)
    process._process.stdin.close()  # what the system does when the owner dies
    assert finished(list(events)).reason == "stopped"
    assert process._process.wait(PATIENCE) == 0


def test_ctrl_c_is_for_the_owner() -> None:
    process = the_idle_process()
    control = RelayedControl(paused=True)
    events = train_apart(small_spec(steps=5), control, dataset=random_text())
    until(events, Started)
    os.kill(process.pid, signal.SIGINT)
    control.resume()
    assert finished(list(events)).steps == 5


class Noisy:
    """Prints where it is unpickled, and is None from then on."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return print, ("noise of a library",)


def test_what_is_printed_in_there_does_not_disturb(capfd: pytest.CaptureFixture[str]) -> None:
    the_idle_process().close()  # the next one inherits the captured stderr
    events = list(train_apart(small_spec(), RelayedControl(), Noisy(), dataset=random_text()))  # type: ignore[arg-type]
    assert finished(events).reason == "done"
    assert "noise" in capfd.readouterr().err
