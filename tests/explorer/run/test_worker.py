"""The worker thread: whatever happens in it, the window is told, and told when it is over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from engine.errors import DataError
from engine.training.control import Control
from engine.training.events import Event, Failed, Finished, Started
from engine.training.loop import train
from explorer.run.mailbox import Mailbox
from explorer.run.worker import Worker
from tests.corpora import ENDLESS
from tests.engine.training.texts import random_text, small_spec
from tests.explorer.run.messages import finished, scalars

PATIENCE = 10.0


def told_by(events: Callable[[], Iterator[Event]]) -> list[Event]:
    """Everything a worker with these events puts into its mailbox."""
    box = Mailbox()
    worker = Worker(1, Control(), box, events)
    worker.start()
    worker.join(PATIENCE)
    assert not worker.is_alive()
    return list(iter(box.take_next, None))


def test_passes_on_what_the_run_says_and_adds_nothing() -> None:
    said = [scalars(1), scalars(2), finished()]
    assert told_by(lambda: iter(said)) == said


def test_failure_that_a_user_can_put_right_is_one_sentence_then_the_end() -> None:
    def events() -> Iterator[Event]:
        yield scalars(1)
        raise DataError("the folder is empty; name another one", "nowhere")

    first, failed, last = told_by(events)
    assert first.step == 1
    assert isinstance(failed, Failed)
    assert (failed.message, failed.details) == ("nowhere: the folder is empty; name another one.", "")
    assert isinstance(last, Finished)
    assert (last.reason, last.run_id) == ("failed", 1)


def test_unexpected_exception_comes_with_its_traceback() -> None:
    def events() -> Iterator[Event]:
        raise ZeroDivisionError("nobody thought of this")
        yield

    failed, last = told_by(events)
    assert isinstance(failed, Failed)
    assert "nobody thought of this" in failed.message
    assert "Traceback" in failed.details
    assert "ZeroDivisionError" in failed.details
    assert isinstance(last, Finished)


def test_exception_while_the_run_is_set_up_is_told_too() -> None:
    def events() -> Iterator[Event]:
        raise DataError("no such file")

    kinds = [type(event) for event in told_by(events)]
    assert kinds == [Failed, Finished]


def test_run_that_forgets_to_finish_is_finished_for_it() -> None:
    said = told_by(lambda: iter([scalars(1)]))
    assert isinstance(said[-1], Finished)
    assert len(said) == 2


def test_error_after_the_last_word_is_still_told_and_the_end_comes_last() -> None:
    def events() -> Iterator[Event]:
        yield finished()
        raise RuntimeError("late")

    said = told_by(events)
    assert isinstance(said[-1], Finished)
    assert any(isinstance(event, Failed) for event in said)


def test_stop_ends_within_one_step() -> None:
    box, control = Mailbox(), Control()
    data = random_text()
    at_work, go_on = threading.Event(), threading.Event()

    def events() -> Iterator[Event]:
        run = train(small_spec(steps=ENDLESS), control, dataset=data)
        for event in run:
            yield event
            if isinstance(event, Started):
                at_work.set()
                assert go_on.wait(PATIENCE)

    worker = Worker(1, control, box, events)
    worker.start()
    assert at_work.wait(PATIENCE)
    control.stop()
    go_on.set()
    assert worker.stop(PATIENCE)
    last = list(iter(box.take_next, None))[-1]
    assert isinstance(last, Finished)
    assert (last.reason, last.steps) == ("stopped", 0)


def test_paused_run_can_be_stopped() -> None:
    control = Control(paused=True)
    data = random_text()
    box = Mailbox()
    worker = Worker(1, control, box, lambda: train(small_spec(), control, dataset=data))
    worker.start()
    assert worker.stop(PATIENCE)
    assert isinstance(list(iter(box.take_next, None))[-1], Finished)
