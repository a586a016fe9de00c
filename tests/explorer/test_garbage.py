"""Garbage is collected in the window's thread alone, and passes over what was there before."""

import gc
import threading
from typing import ClassVar

import pytest

from explorer.garbage import TICK_MS, GarbageTimer, collect_due, spare_the_settled


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_what_exists_is_left_out_of_later_collections(thawed):
    kept = [[place] for place in range(1000)]
    before = len(gc.get_objects())
    spare_the_settled()
    assert gc.get_freeze_count() > len(kept)
    assert len(gc.get_objects()) < before / 10


class Cycle:
    """Garbage that only the collector finds; notes the thread it dies in."""

    died_in: ClassVar[list[str]] = []

    def __init__(self):
        self.me = self

    def __del__(self):
        self.died_in.append(threading.current_thread().name)


@pytest.fixture
def collector(qtbot):
    made = GarbageTimer()
    yield made
    made.stop()
    assert gc.isenabled()


def test_cycles_of_another_thread_die_in_the_windows(qtbot, collector, monkeypatch):
    monkeypatch.setattr(Cycle, "died_in", [])
    assert not gc.isenabled()

    def litter():
        for _ in range(5000):
            Cycle()

    thread = threading.Thread(target=litter)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(Cycle.died_in) == 5000, timeout=100 * TICK_MS)
    assert set(Cycle.died_in) == {threading.main_thread().name}


def test_nothing_is_collected_before_it_is_due(collector):
    gc.collect()
    before = [each["collections"] for each in gc.get_stats()]
    collect_due()
    assert [each["collections"] for each in gc.get_stats()] == before


def test_the_oldest_generation_that_is_due_is_collected(collector):
    gc.collect()
    kept = []
    for _ in range(20):
        kept.append([[] for _ in range(gc.get_threshold()[0] + 100)])
        collect_due()
    first, second, _ = gc.get_count()
    assert first <= gc.get_threshold()[0]
    assert second <= gc.get_threshold()[1]
