"""A process of our own that does one job after another: jobs and orders go in, messages come out.

It shares nothing with its owner but a pipe. It is kept for the next job, and ends by itself when its owner
does.
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
from queue import SimpleQueue
from typing import IO, Any, Protocol

from engine.errors import WordscopeError
from engine.training.channel import Receiver, Sender, widen
from engine.training.control import Control

Call = tuple[str, tuple[object, ...]]
COMMAND = "from engine.training.process import serve; serve()"
PATIENCE = 2.0
"""Seconds that a process without orders is given to end by itself."""


def python_command(code: str, *arguments: str) -> list[str]:
    """What starts another Python that runs `code`, its `arguments` in ``sys.argv[1:]``.

    It finds the same modules as here, wherever these came from: the program's folder may not be the current.
    """
    own_path = f"import sys; sys.path[:] = sys.argv[{1 + len(arguments)}:]; "
    return [sys.executable, "-c", own_path + code, *arguments, *sys.path]


class Job(Protocol):
    """What a process can do: something that can be pickled, and tells what happens until it is done.

    Attributes
    ----------
    run_id : int
        Names the thread that passes on orders.
    check_every : float
    paused : bool
        How the control of the job begins; see `Control`.
    """

    @property
    def run_id(self) -> int: ...
    @property
    def check_every(self) -> float: ...
    @property
    def paused(self) -> bool: ...

    def messages(self, control: Control) -> Iterator[Any]:
        """Do it, in the other process; must not raise."""


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


class TrainingProcess:
    """A process that trains, one job at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            python_command(COMMAND), stdin=subprocess.PIPE, stdout=subprocess.PIPE
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
        """Whether it can take a job."""
        return self._process.poll() is None

    def do(self, job: Job, control: RelayedControl) -> Iterator[Any]:
        """The messages of one job, to its end.

        Raises
        ------
        WordscopeError
            The process ended before the job did.
        """
        relay = threading.Thread(
            target=self._relay, args=(job, control), name=f"wordscope-orders-{job.run_id}", daemon=True
        )
        relay.start()
        finished = False
        try:
            while (message := self._receiver.receive()) is not None:
                yield message
            finished = True
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

    def _relay(self, job: Job, control: RelayedControl) -> None:
        """Write the job, then every call; in a thread, as a full pipe must not hold up a window."""
        try:
            self._sender.send(job, anew=True)
            while (call := control.calls.get()) is not None:
                self._sender.send(call)
        except OSError:
            pass  # whoever reads will hear that the process is gone
        except BaseException:
            self._process.kill()  # lest it waits for the job for ever
            raise

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
    """Have a process ready for the next job: it needs some tenths of a second to start."""
    _idle.append(_ready())


def _ready() -> TrainingProcess:
    while True:
        try:
            process = _idle.pop()  # several threads may ask at once
        except IndexError:
            return TrainingProcess()
        if process.alive:
            return process
        process.close()


def done_apart(job: Job, control: RelayedControl) -> Iterator[Any]:
    """The messages of a job that another process does.

    Yields
    ------
    object
        With arrays that cannot be written to.

    Raises
    ------
    WordscopeError
        The process ended before the job did.
    """
    process = _ready()
    try:
        yield from process.do(job, control)
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
    """The control in the process of the job."""

    def obey(self, call: Call) -> None:
        name, arguments = call
        getattr(self, name)(*arguments)


def serve() -> None:
    """Do what comes in, one job after another, until nothing can come any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the owner, who then lets go of the pipe
    # Nothing that a library prints may get between the messages.
    messages_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs: SimpleQueue[tuple[Job, _ObeyingControl] | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    sender = Sender(messages_out)
    while (taken := jobs.get()) is not None:
        job, control = taken
        _tell(sender, job.messages(control), control)
        del taken, job, control


def _listen(stream: IO[bytes], jobs: SimpleQueue[tuple[Job, _ObeyingControl] | None]) -> None:
    """Take jobs and calls as they come; without an owner the job ends."""
    receiver, control = Receiver(stream), _ObeyingControl()
    with contextlib.suppress(EOFError):
        while True:
            message = receiver.receive()
            if isinstance(message, tuple):
                control.obey(message)
            else:
                control = _ObeyingControl(check_every=message.check_every, paused=message.paused)
                jobs.put((message, control))
            del message  # an idle process holds no text
    control.stop()
    jobs.put(None)


def _tell(sender: Sender, messages: Iterator[Any], control: Control) -> None:
    """Send the messages, and None, from a second thread: the steps go on while a snapshot is written."""
    queue: SimpleQueue[Any] = SimpleQueue()

    def send() -> None:
        anew = more = True
        try:
            while more:
                message = queue.get()
                sender.send(message, anew=anew)
                anew, more = False, message is not None
        except OSError:
            control.stop()  # nobody listens any more

    thread = threading.Thread(target=send)
    thread.start()
    for message in messages:
        queue.put(message)
    queue.put(None)
    thread.join()
