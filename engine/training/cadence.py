"""How often a side job of training may run: by the clock, and never for more than its share of the time."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Cadence:
    """Due every `period` seconds, or more seldom if the job is so slow that it would exceed its share.

    Parameters
    ----------
    period : float
        Seconds between two runs of the job; 0 never.
    share : float
        Largest part of the time the job may take, 0 to 1.
    """

    def __init__(self, period: float, share: float = 1.0) -> None:
        self.period, self.share = period, share
        self._next = 0.0
        self._costs = deque((0.0, 0.0), maxlen=3)

    def due(self, now: float) -> bool:
        """Whether the job may run at this reading of ``time.perf_counter``."""
        return self.period > 0 and now >= self._next

    @contextmanager
    def run(self) -> Iterator[None]:
        """Time the job and set when it is due again."""
        start = time.perf_counter()
        yield
        end = time.perf_counter()
        # The middle one of the last three: one slow time, such as the first, which imports and allocates,
        # says little about the next. The cheapest would understate the cost on a busy machine.
        self._costs.append(end - start)
        self._next = end + max(self.period, statistics.median(self._costs) * (1 / self.share - 1))
