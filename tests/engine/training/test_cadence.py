"""Side jobs go by the clock and keep to their share of the time."""

import math

from engine.training import cadence
from engine.training.cadence import Cadence


class Clock:
    """A clock that tests turn by hand."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        monkeypatch.setattr(cadence.time, "perf_counter", lambda: self.now)


def work(job, clock, seconds):
    with job.run():
        clock.now += seconds


def test_never_with_a_period_of_zero(monkeypatch):
    Clock(monkeypatch)
    assert not Cadence(0).due(math.inf)


def test_at_once_and_then_every_period(monkeypatch):
    clock = Clock(monkeypatch)
    job = Cadence(2.0)
    assert job.due(clock.now)
    work(job, clock, 0.5)
    assert not job.due(clock.now + 1.9)
    assert job.due(clock.now + 2.1)


def test_a_slow_job_comes_more_seldom(monkeypatch):
    clock = Clock(monkeypatch)
    job = Cadence(0.1, share=0.02)
    for _ in range(3):
        work(job, clock, 1.0)
    assert not job.due(clock.now + 48.9)
    assert job.due(clock.now + 49.1)


def test_one_time_out_of_the_common_says_little_about_the_next(monkeypatch):
    clock = Clock(monkeypatch)
    for usual, odd in ((0.1, 9.0), (1.0, 0.1)):
        job = Cadence(0.1, share=0.5)
        for seconds in (usual, usual, odd):
            work(job, clock, seconds)
        assert not job.due(clock.now + usual - 0.01)
        assert job.due(clock.now + usual + 0.01)
