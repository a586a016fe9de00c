"""The thread that trains. No Qt: it takes a generator of events and puts each into the mailbox."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator

from engine.errors import WordscopeError
from engine.training.control import Control
from engine.training.events import Event, Failed, Finished
from explorer.run.mailbox import Mailbox


class Worker(threading.Thread):
    """Runs one training run to its end.

    Parameters
    ----------
    run_id : int
    control : Control
        Stops the run from outside.
    mailbox : Mailbox
        Where its events go.
    events : callable
        Makes the generator; called in this thread, because reading the data may take seconds.
    """

    def __init__(
        self, run_id: int, control: Control, mailbox: Mailbox, events: Callable[[], Iterator[Event]]
    ) -> None:
        super().__init__(name=f"wordscope-run-{run_id}", daemon=True)
        self.run_id, self.control, self.mailbox = run_id, control, mailbox
        self._events = events

    def run(self) -> None:
        """Put every event into the mailbox; an error becomes `Failed`, and `Finished` always comes last."""
        finished = False
        try:
            for event in self._events():
                finished = isinstance(event, Finished)
                self.mailbox.put(event)
        except WordscopeError as error:
            self._fail(str(error), "")
        except Exception as error:  # noqa: BLE001  the thread's border: nothing may vanish in here
            self._fail(f"Training stopped by an unexpected error: {error}", traceback.format_exc())
        else:
            if finished:
                return
        self.mailbox.put(
            Finished(
                run_id=self.run_id,
                step=0,
                reason="failed",
                steps=0,
                epochs=0,
                seconds=0,
                words_per_second=0,
                loss=float("nan"),
                cost=float("nan"),
            )
        )

    def _fail(self, message: str, details: str) -> None:
        self.mailbox.put(Failed(run_id=self.run_id, step=0, message=message, details=details))

    def stop(self, seconds: float = 5.0) -> bool:
        """Ask the run to end and wait for it; returns whether it did."""
        self.control.stop()
        self.join(seconds)
        return not self.is_alive()
