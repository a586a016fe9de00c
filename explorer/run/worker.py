"""The thread that follows a run. No Qt: it takes a generator of events and puts each into the mailbox."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from engine.training.border import told
from engine.training.control import Control
from engine.training.events import Event
from explorer.run.mailbox import Mailbox


class Worker(threading.Thread):
    """Follows one training run to its end.

    Parameters
    ----------
    run_id : int
    control : Control
        Stops the run from outside.
    mailbox : Mailbox
        Where its events go.
    events : callable
        Makes the generator; called in this thread, because setting up a run may take seconds.
    """

    def __init__(
        self, run_id: int, control: Control, mailbox: Mailbox, events: Callable[[], Iterator[Event]]
    ) -> None:
        super().__init__(name=f"wordscope-run-{run_id}", daemon=True)
        self.run_id, self.control, self.mailbox = run_id, control, mailbox
        self._events = events

    def run(self) -> None:
        """Put every event into the mailbox; an error becomes `Failed`, and `Finished` always comes last."""
        for event in told(self._events, self.run_id):
            self.mailbox.put(event)

    def stop(self, seconds: float = 5.0) -> bool:
        """Ask the run to end and wait for it; returns whether it did."""
        self.control.stop()
        self.join(seconds)
        return not self.is_alive()
