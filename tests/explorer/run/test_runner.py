"""The runner: what it delivers, in which thread, and what it keeps from a window that moved on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.training.control import Control
from engine.training.events import Event, Finished, Frame, Scalars, Snapshot, Started
from explorer.run import runner as runner_module
from explorer.run.mailbox import Mailbox
from explorer.run.runner import Runner
from explorer.run.worker import Worker
from tests.corpora import ENDLESS
from tests.engine.training.texts import random_text, small_spec
from tests.explorer.run.messages import finished, frame, scalars, snapshot, started

Receive = Callable[[Event], None]


@pytest.fixture
def make_runner(qtbot: QtBot) -> Iterator[Callable[[Receive], Runner]]:
    """Makes runners whose map is seen, and stops them in the end."""
    made: list[Runner] = []

    def make(receive: Receive) -> Runner:
        made.append(Runner(receive, lambda: True))
        return made[-1]

    yield make
    for runner in made:
        runner.stop()


def test_delivers_a_whole_run_in_the_windows_thread(
    qtbot: QtBot, make_runner: Callable[[Receive], Runner]
) -> None:
    got: list[tuple[Event, threading.Thread]] = []
    runner = make_runner(lambda event: got.append((event, threading.current_thread())))
    runner.start(small_spec(steps=20), random_text())
    qtbot.waitUntil(lambda: bool(got) and isinstance(got[-1][0], Finished), timeout=10_000)
    assert {thread for _, thread in got} == {threading.main_thread()}
    said = [event for event, _ in got]
    kinds = {type(event) for event in said}
    assert {Started, Scalars, Frame, Snapshot, Finished} <= kinds
    steps = [int(step) for event in said if isinstance(event, Scalars) for step in event.steps]
    assert steps == list(range(1, 21))
    assert [event.step for event in said if isinstance(event, Snapshot)][-1] == 20
    assert runner.control is None
    assert not runner._timer.isActive()


def test_a_new_run_silences_the_old_one(qtbot: QtBot, make_runner: Callable[[Receive], Runner]) -> None:
    got: list[Event] = []
    runner, data = make_runner(got.append), random_text()
    first = runner.start(small_spec(steps=ENDLESS), data)
    qtbot.waitUntil(lambda: any(isinstance(event, Scalars) for event in got), timeout=10_000)
    second = runner.start(small_spec(steps=5), data)
    got.clear()
    qtbot.waitUntil(lambda: bool(got) and isinstance(got[-1], Finished), timeout=10_000)
    assert second == first + 1
    assert {event.run_id for event in got} == {second}


def test_messages_of_another_run_in_the_mailbox_are_dropped(
    make_runner: Callable[[Receive], Runner],
) -> None:
    got: list[Event] = []
    runner, box = make_runner(got.append), Mailbox()
    runner._run_id, runner._begun = 2, True
    runner._worker = Worker(2, Control(), box, lambda: iter(()))
    for run_id in (1, 2):
        box.put(scalars(run_id, run_id=run_id))
        box.put(frame(run_id, run_id=run_id))
    runner._on_tick()
    assert [event.run_id for event in got] == [2, 2]
    runner._worker = None


def test_a_tick_keeps_its_budget_and_the_rest_keeps_its_order(
    make_runner: Callable[[Receive], Runner], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(10_000))
    monkeypatch.setattr(time, "perf_counter", lambda: 0.003 * next(clock))
    got: list[int] = []
    runner, box = make_runner(lambda event: got.append(event.step)), Mailbox()
    runner._run_id = 1
    runner._worker = Worker(1, Control(paused=True), box, lambda: iter(()))
    for step in range(1, 11):
        box.put(scalars(step))
    runner._on_tick()
    taken = len(got)
    # Each reading of this clock is 3 ms later, so a budget of 8 ms is two messages.
    assert taken == int(runner_module.BUDGET / 0.003)
    assert len(box) == 10 - taken
    while len(box):
        runner._on_tick()
    assert got == list(range(1, 11))
    runner._worker = None


def test_pictures_wait_until_the_words_are_known(make_runner: Callable[[Receive], Runner]) -> None:
    # A waiting run makes one frame and one snapshot, and those may lie there with the first message.
    got: list[Event] = []
    runner, box = make_runner(got.append), Mailbox()
    runner._run_id = 1
    runner._worker = Worker(1, Control(paused=True), box, lambda: iter(()))
    box.put(frame(0))
    runner._on_tick()
    assert got == []
    box.put(started())
    box.put(snapshot(0))
    runner._on_tick()
    runner._on_tick()
    assert [type(event) for event in got] == [Started, Frame, Snapshot]
    runner._worker = None


def test_the_last_picture_is_seen_before_the_end(make_runner: Callable[[Receive], Runner]) -> None:
    got: list[Event] = []
    runner, box = make_runner(got.append), Mailbox()
    runner._run_id = 1
    worker = Worker(1, Control(), box, lambda: iter([frame(9), finished()]))
    runner._worker = worker
    worker.start()
    worker.join()
    runner._on_tick()
    assert [type(event) for event in got] == [Frame, Finished]
    assert runner.control is None


def test_stop_joins_the_thread_and_drops_the_rest(
    qtbot: QtBot, make_runner: Callable[[Receive], Runner]
) -> None:
    got: list[Event] = []
    runner = make_runner(got.append)
    runner.start(small_spec(steps=ENDLESS), random_text())
    worker = runner._worker
    assert worker is not None
    qtbot.waitUntil(lambda: bool(got), timeout=10_000)
    runner.stop()
    assert not worker.is_alive()
    told = len(got)
    runner._on_tick()
    qtbot.wait(3 * runner_module.TICK_MS)
    assert len(got) == told
    runner.stop()


def test_pictures_are_asked_for_only_while_somebody_watches(qtbot: QtBot) -> None:
    got: list[Event] = []
    watched = [True]
    runner = Runner(got.append, lambda: watched[0])
    try:
        runner.start(small_spec(steps=ENDLESS), random_text())
        frames = lambda: sum(isinstance(event, Frame) for event in got)  # noqa: E731
        qtbot.waitUntil(lambda: frames() >= 2, timeout=10_000)
        watched[0] = False
        before = frames()
        snapshots = sum(isinstance(event, Snapshot) for event in got)
        qtbot.waitUntil(
            lambda: sum(isinstance(event, Snapshot) for event in got) >= snapshots + 2, timeout=10_000
        )
        # One may have been asked for before the window was hidden.
        assert frames() <= before + 1
    finally:
        runner.stop()
