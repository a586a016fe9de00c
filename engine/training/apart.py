"""Training in a process of its own, behind the same generator of events as `train`.

A window and a trainer in one process take turns at one interpreter: each frame that is drawn holds up the
steps. Apart they share nothing but a pipe, orders going in and events coming out. The process is kept for the
next run, and ends by itself when its owner does.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING

from engine.errors import WordscopeError
from engine.training.border import told
from engine.training.channel import Receiver, Sender, widen
from engine.training.control import Control
from engine.training.events import Event, Finished

if TYPE_CHECKING:
    from engine.corpus.dataset import Dataset
    from engine.training.checkpoint import Checkpoint
    from engine.training.spec import RunSpec

Call = tuple[str, tuple[object, ...]]
# The same modules as here, from wherever these came; the folder of the program may not be the current one.
COMMAND = "import sys; sys.path[:] = sys.argv[1:]; from engine.training.apart import serve; serve()"
PATIENCE = 2.0
"""Seconds that a process without orders is given to end by itself."""


class RelayedControl(Control):
    """A control whose run is elsewhere: what it is told, it passes on. See `Control` for the parameters."""

    def __init__(self, *, check_every: float = 0.0, paused: bool = False) -> None:
        super().__init__(check_every=check_every, paused=paused)
        self.calls: SimpleQueue[Call | None] = SimpleQueue()

    def pause(self) -> None:
        super().pause()
        self.calls.put(("pause", ()))

    def resume(self) -> None:
        super().resume()
        self.calls.put(("resume", ()))

    def step(self, count: int = 1) -> None:
        super().step(count)
        self.calls.put(("step", (count,)))

    def stop(self) -> None:
        super().stop()
        self.calls.put(("stop", ()))

    def _order(self, name: str, value: object) -> None:
        self.calls.put(("_order", (name, value)))


@dataclass(frozen=True, slots=True)
class _Job:
    """What `train` is called with, and how its control begins."""

    spec: RunSpec
    start: Checkpoint | None
    dataset: Dataset | None
    run_id: int
    checkpoint: Path | None
    check_every: float
    paused: bool


class TrainingProcess:
    """A process that trains, one run at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        widen(self._process.stdin)
        widen(self._process.stdout)
        self._sender, self._receiver = Sender(self._process.stdin), Receiver(self._process.stdout)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can take a run."""
        return self._process.poll() is None

    def train(self, job: _Job, control: RelayedControl) -> Iterator[Event]:
        """The events of one run, to its end.

        Raises
        ------
        WordscopeError
            The process ended before the run did.
        """
        relay = threading.Thread(
            target=self._relay, args=(job, control), name=f"wordscope-orders-{job.run_id}", daemon=True
        )
        relay.start()
        finished = False
        try:
            while not finished:
                event = self._receiver.receive()
                finished = isinstance(event, Finished)
                yield event
        except EOFError:
            raise WordscopeError(
                f"The process that trains ended unexpectedly (status {self._process.wait()}), perhaps for "
                "want of memory: the last vectors are kept; start the run anew or from its checkpoint."
            ) from None
        finally:
            if not finished:
                self._process.kill()
            control.calls.put(None)
            relay.join()

    def _relay(self, job: _Job, control: RelayedControl) -> None:
        """Write the job, then every call; in a thread, as a full pipe must not hold up a window."""
        with contextlib.suppress(OSError):  # whoever reads will hear that the process is gone
            self._sender.send(job, anew=True)
            while (call := control.calls.get()) is not None:
                self._sender.send(call)

    def close(self) -> None:
        """Let an idle process end by itself, and make it end if it does not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


_idle: list[TrainingProcess] = []


def prepare() -> None:
    """Have a process ready for the next run: it needs some tenths of a second to start."""
    _idle.append(_ready())


def _ready() -> TrainingProcess:
    while _idle:
        process = _idle.pop()
        if process.alive:
            return process
        process.close()
    return TrainingProcess()


def train_apart(
    spec: RunSpec,
    control: RelayedControl,
    start: Checkpoint | None = None,
    *,
    dataset: Dataset | None = None,
    run_id: int = 0,
    checkpoint: Path | None = None,
) -> Iterator[Event]:
    """As `train`, in another process; errors come as `Failed`, and `Finished` is always the last event.

    Parameters
    ----------
    spec, start, dataset, run_id, checkpoint
        As of `train`; `dataset` is copied to the other process.
    control : RelayedControl
        Steers the run.

    Yields
    ------
    Event
        With arrays that cannot be written to.

    Raises
    ------
    WordscopeError
        The process ended before the run did.
    """
    process = _ready()
    job = _Job(spec, start, dataset, run_id, checkpoint, control.check_every, control.paused)
    try:
        yield from process.train(job, control)
    except BaseException:
        process.close()
        raise
    _idle.append(process)


@atexit.register
def _end_idle() -> None:
    while _idle:
        _idle.pop().close()


# ---- in the other process ----


class _ObeyingControl(Control):
    """The control in the process of the run."""

    def obey(self, call: Call) -> None:
        name, arguments = call
        getattr(self, name)(*arguments)


def serve() -> None:
    """Train what comes in, one run after another, until nothing can come any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the owner, who then lets go of the pipe
    # Nothing that a library prints may get between the events.
    events_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from engine.training.loop import train  # here: the owner need not load what trains

    jobs: SimpleQueue[tuple[_Job, _ObeyingControl] | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    sender = Sender(events_out)
    while (taken := jobs.get()) is not None:
        job, control = taken
        run = partial(
            train,
            job.spec,
            control,
            job.start,
            dataset=job.dataset,
            run_id=job.run_id,
            checkpoint=job.checkpoint,
        )
        _tell(sender, told(run, job.run_id), control)


def _listen(stream: IO[bytes], jobs: SimpleQueue[tuple[_Job, _ObeyingControl] | None]) -> None:
    """Take jobs and calls as they come; without an owner the run ends."""
    receiver, control = Receiver(stream), _ObeyingControl()
    with contextlib.suppress(EOFError):
        while True:
            message = receiver.receive()
            if isinstance(message, _Job):
                control = _ObeyingControl(check_every=message.check_every, paused=message.paused)
                jobs.put((message, control))
            else:
                control.obey(message)
    control.stop()
    jobs.put(None)


def _tell(sender: Sender, events: Iterator[Event], control: Control) -> None:
    """Send the events from a second thread, so that the steps go on while a snapshot is written."""
    queue: SimpleQueue[Event | None] = SimpleQueue()

    def send() -> None:
        anew = True
        try:
            while (event := queue.get()) is not None:
                sender.send(event, anew=anew)
                anew = False
        except OSError:
            control.stop()  # nobody listens any more

    thread = threading.Thread(target=send)
    thread.start()
    for event in events:
        queue.put(event)
    queue.put(None)
    thread.join()
