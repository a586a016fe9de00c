"""Jobs beside the training: their result, their failure, their progress and their end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.errors import DataError
from explorer.run.tasks import Report, Tasks

PATIENCE = 10.0


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """Tasks that are cancelled in the end."""
    made = Tasks()
    yield made
    made.cancel_all()


def idle(tasks: Tasks) -> Callable[[], bool]:
    return lambda: not tasks.running


def test_result_arrives_in_the_windows_thread_and_the_timer_rests(qtbot: QtBot, tasks: Tasks) -> None:
    got: list[tuple[object, threading.Thread]] = []
    worked_in: list[threading.Thread] = []

    def job(report: Report) -> int:
        worked_in.append(threading.current_thread())
        return 42

    tasks.start("Counting", job, lambda result: got.append((result, threading.current_thread())))
    assert tasks._timer.isActive()
    qtbot.waitUntil(lambda: bool(got), timeout=10_000)
    assert got == [(42, threading.main_thread())]
    assert worked_in[0] is not threading.main_thread()
    assert tasks.running == ()
    assert not tasks._timer.isActive()


def test_progress_can_be_read_while_it_works(qtbot: QtBot, tasks: Tasks) -> None:
    at_half, go_on = threading.Event(), threading.Event()

    def job(report: Report) -> None:
        report(0.5)
        at_half.set()
        assert go_on.wait(PATIENCE)

    task = tasks.start("Halving", job, lambda result: None)
    assert at_half.wait(PATIENCE)
    assert task.progress == 0.5
    with qtbot.waitSignal(tasks.changed, timeout=10_000):
        go_on.set()
    qtbot.waitUntil(idle(tasks), timeout=10_000)


def test_cancelled_job_ends_at_its_next_report_and_delivers_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    started, got, failures = threading.Event(), [], []
    tasks.failed.connect(lambda *told: failures.append(told))

    def job(report: Report) -> str:
        started.set()
        while True:
            report(0.1)

    task = tasks.start("Endless", job, got.append)
    assert started.wait(PATIENCE)
    task.cancel()
    qtbot.waitUntil(idle(tasks), timeout=10_000)
    assert task.cancelled
    assert (got, failures) == ([], [])


def test_failure_is_one_sentence(qtbot: QtBot, tasks: Tasks) -> None:
    got: list[object] = []

    def job(report: Report) -> None:
        raise DataError("it is empty; choose another", "text.txt")

    with qtbot.waitSignal(tasks.failed, timeout=10_000) as told:
        tasks.start("Reading", job, got.append)
    assert told.args == ["text.txt: it is empty; choose another.", ""]
    assert got == []
    assert not tasks._timer.isActive()


def test_unexpected_exception_has_details(qtbot: QtBot, tasks: Tasks) -> None:
    def job(report: Report) -> None:
        raise KeyError("surprise")

    with qtbot.waitSignal(tasks.failed, timeout=10_000) as told:
        tasks.start("Guessing", job, lambda result: None)
    message, details = told.args
    assert message.startswith("Guessing failed unexpectedly")
    assert "KeyError" in details
    assert "Traceback" in details


def test_one_failure_does_not_keep_another_result_back(qtbot: QtBot, tasks: Tasks) -> None:
    got: list[object] = []

    def bad(report: Report) -> None:
        raise DataError("broken")

    with qtbot.waitSignal(tasks.failed, timeout=10_000):
        first = tasks.start("Bad", bad, got.append)
        second = tasks.start("Good", lambda report: "fine", got.append)
        first.join(PATIENCE)
        second.join(PATIENCE)
    qtbot.waitUntil(lambda: got == ["fine"], timeout=10_000)


def test_cancel_all_waits_for_every_job(qtbot: QtBot, tasks: Tasks) -> None:
    started, got = threading.Event(), []

    def job(report: Report) -> None:
        started.set()
        while True:
            report(0.0)

    task = tasks.start("Endless", job, got.append)
    assert started.wait(PATIENCE)
    tasks.cancel_all()
    assert not task.is_alive()
    assert tasks.running == ()
    assert not tasks._timer.isActive()


def test_a_result_that_cannot_be_taken_does_not_keep_another_back(qtbot: QtBot, tasks: Tasks) -> None:
    taken: list[str] = []

    def refuse(result: str) -> None:
        raise RuntimeError(f"no use for {result}")

    with qtbot.captureExceptions() as raised:
        for take in (refuse, taken.append):
            tasks.start("job", lambda report: "it", take)
        qtbot.waitUntil(lambda: bool(taken) and not tasks.running, timeout=5000)
    assert taken == ["it"]
    assert [str(error) for _, error, _ in raised] == ["no use for it"]


def test_a_result_may_cancel_the_other_jobs(qtbot: QtBot, tasks: Tasks) -> None:
    taken: list[int] = []

    def take(result: int) -> None:
        taken.append(result)
        tasks.cancel_all()

    first, second = (tasks.start("job", lambda report, number=number: number, take) for number in (1, 2))
    for job in (first, second):
        job.join()
    qtbot.waitUntil(lambda: bool(taken), timeout=5000)
    assert taken == [1]
    assert not tasks.running
