"""The mailbox: numbers in order, pictures by the newest, from two threads at once."""

from __future__ import annotations

import threading

from explorer.run.mailbox import Mailbox
from tests.explorer.run.messages import frame, scalars, snapshot


def test_lane_keeps_the_order() -> None:
    box = Mailbox()
    for step in range(1, 6):
        box.put(scalars(step))
    taken = [event.step for event in iter(box.take_next, None)]
    assert taken == [1, 2, 3, 4, 5]
    assert box.take_next() is None


def test_of_each_kind_of_picture_the_latest_wins() -> None:
    box = Mailbox()
    for step in (1, 2, 3):
        box.put(frame(step))
        box.put(snapshot(10 * step))
    assert len(box) == 2
    assert sorted(event.step for event in box.take_pictures()) == [3, 30]
    assert box.take_pictures() == []
    assert len(box) == 0


def test_pictures_do_not_push_numbers_out() -> None:
    box = Mailbox()
    box.put(scalars(1))
    box.put(frame(1))
    box.put(scalars(2))
    box.put(frame(2))
    assert len(box) == 3
    assert [event.step for event in iter(box.take_next, None)] == [1, 2]
    assert [event.step for event in box.take_pictures()] == [2]


def test_nothing_is_lost_or_doubled_between_threads() -> None:
    box, each, writers = Mailbox(), 300, 4
    start = threading.Barrier(writers + 1)

    def write(run_id: int) -> None:
        start.wait()
        for step in range(each):
            box.put(scalars(step, run_id=run_id))
            box.put(frame(step, run_id=run_id))

    threads = [threading.Thread(target=write, args=(run_id,)) for run_id in range(writers)]
    for thread in threads:
        thread.start()
    start.wait()
    taken, pictures = [], []
    while len(taken) < each * writers:
        event = box.take_next()
        if event is not None:
            taken.append(event)
        pictures += box.take_pictures()
    for thread in threads:
        thread.join()
    pictures += box.take_pictures()
    for run_id in range(writers):
        assert [event.step for event in taken if event.run_id == run_id] == list(range(each))
        seen = [event.step for event in pictures if event.run_id == run_id]
        assert seen == sorted(set(seen))
    assert pictures[-1].step == each - 1
    assert len(box) == 0
