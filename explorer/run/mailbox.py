"""Where the worker leaves its messages and the window fetches them. No Qt.

Numbers all count, so they queue in order; of pictures only the newest counts, so each kind has one slot that
the next one overwrites. Neither side ever waits for the other.
"""

from __future__ import annotations

import threading
from collections import deque

from engine.training.events import Event, Frame, Snapshot

LATEST_WINS = (Frame, Snapshot)


class Mailbox:
    """An ordered lane and one slot for each kind of picture."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lane: deque[Event] = deque()
        self._slots: dict[type[Event], Event] = {}

    def put(self, event: Event) -> None:
        """Leave a message. From the worker."""
        with self._lock:
            if isinstance(event, LATEST_WINS):
                self._slots[type(event)] = event
            else:
                self._lane.append(event)

    def take_next(self) -> Event | None:
        """The oldest message of the lane, if there is one. From the window."""
        with self._lock:
            return self._lane.popleft() if self._lane else None

    def take_pictures(self) -> list[Event]:
        """The newest picture of each kind since the last call."""
        with self._lock:
            pictures, self._slots = list(self._slots.values()), {}
            return pictures

    def __len__(self) -> int:
        with self._lock:
            return len(self._lane) + len(self._slots)
