"""Several processes that train on the same vectors, each on a share of the text, none waiting for another.

Two that change the same row at the same moment may undo a part of each other's step. Rows are many and steps
short, so that little is lost (Niu et al. 2011, "Hogwild!: A Lock-Free Approach to Parallelizing Stochastic
Gradient Descent"); gensim's threads do the same. No two runs give the same numbers.
"""

from __future__ import annotations

import math
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, fields
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from engine.errors import WordscopeError
from engine.objectives.learning import learn
from engine.training.cadence import Cadence
from engine.training.control import Control
from engine.training.problem import Position, WordProblem
from engine.training.process import RelayedControl, done_apart
from engine.training.schedule import rate_factor
from engine.training.shared_params import SharedParams
from engine.training.turns import Turns
from engine.types import Floats2d, Params

if TYPE_CHECKING:
    from engine.corpus.dataset import Dataset
    from engine.training.spec import RunSpec

TELL_SECONDS = 0.05
"""How often a process tells of its steps."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One step of another process: its loss, its rate, and what `Meter` counts of its batch."""

    loss: float
    rate: float
    scale: float
    pairs: float
    centres: float
    raw_words: float


@dataclass(frozen=True, slots=True)
class _Ready:
    """The vectors are in sight; the file may go."""


@dataclass(frozen=True, slots=True)
class _Steps:
    """Steps since the last message, a row the fields of `Counted`."""

    rows: Floats2d

    @classmethod
    def of(cls, rows: list[tuple[float, ...]]) -> _Steps:
        """As an array, (steps, 6), also of none."""
        return cls(np.array(rows).reshape(-1, len(fields(Counted))))


@dataclass(frozen=True, slots=True)
class _Ended:
    """Nothing follows; what went wrong, if anything did, and whether it was the loss."""

    error: str = ""
    diverged: bool = False


@dataclass(frozen=True, slots=True)
class _Share:
    """The work of one process: whatever blocks of the text it gets hold of, from a position on."""

    spec: RunSpec
    dataset: Dataset
    turns: Turns | None
    position: Position
    step: int
    run_id: int
    shared: SharedParams
    check_every: float = 0.0
    paused: bool = True

    def messages(self, control: Control) -> Iterator[_Ready | _Steps | _Ended]:
        """Train, telling of it; an error is the last thing told."""
        try:
            with threadpool_limits(1, user_api="blas"):
                yield from self._steps(control)
        except WordscopeError as error:
            yield _Ended(str(error))
        except Exception:  # noqa: BLE001  the border: nothing may vanish behind it
            yield _Ended(traceback.format_exc())

    def _steps(self, control: Control) -> Iterator[_Ready | _Steps | _Ended]:
        spec, of, rate = self.spec, self.spec.processes, self.spec.step.rate
        problem, params = WordProblem(spec, self.dataset, self.turns), self.shared.opened()
        yield _Ready()
        rows: list[tuple[float, ...]] = []
        step, telling, diverged = self.step, Cadence(TELL_SECONDS), False
        for position, batch in problem.batches(self.position):
            if step >= spec.steps if spec.steps else position.epoch >= problem.epochs:
                break
            while control.attention:
                ordered = control.take_orders().rate
                rate = rate if ordered is None else ordered
                if not control.must_wait():
                    break
                yield _Steps.of(rows)
                rows = []
                control.wait()
            if control.stopped:
                break
            progress = step / spec.steps if spec.steps else problem.reached(position)
            lowered = rate * rate_factor(spec.step, step, min(progress, 1.0))
            loss = learn(
                problem.objective, params, batch, optimiser=problem.optimiser, memory={}, rate=lowered
            )
            if diverged := not math.isfinite(loss):
                break
            step += of  # the others are about as far
            rows.append((loss, lowered, batch.scale, batch.pairs, batch.centres, batch.raw_words))
            del batch  # its memory, still in the cache, is for the next step
            if telling.due(time.perf_counter()):
                with telling.run():
                    yield _Steps.of(rows)
                    rows = []
        yield _Steps.of(rows)
        yield _Ended(diverged=diverged)


class _Member(threading.Thread):
    """Listens to one process."""

    def __init__(self, share: _Share) -> None:
        super().__init__(name=f"wordscope-share-{share.run_id}", daemon=True)
        self.control = RelayedControl(paused=share.paused)
        self.queue: SimpleQueue[_Ready | _Steps | _Ended] = SimpleQueue()
        self._share = share

    def run(self) -> None:
        """Put every message into the queue."""
        try:
            for message in done_apart(self._share, self.control):
                self.queue.put(message)
        except WordscopeError as error:
            self.queue.put(_Ended(str(error)))
        except Exception as error:  # noqa: BLE001  whoever waits for a message must get one
            self.queue.put(_Ended(f"A process that shares the run cannot be had: {error}"))


class Crew:
    """The processes that share a run with this one; there may be none.

    Parameters
    ----------
    spec, dataset
        Of the run.
    turns : Turns or None
        By which all of them share out the text; None where there is one alone.
    done : tuple
        How far the run is: its position and its steps.
    run_id : int

    Attributes
    ----------
    size : int
        How many processes there are, this one included.
    diverged : bool
        Whether the loss of one of the others was no finite number.
    trouble : str
        What else went wrong with one of them; empty if nothing did.
    """

    def __init__(
        self,
        spec: RunSpec,
        dataset: Dataset,
        *,
        turns: Turns | None,
        done: tuple[Position, int],
        run_id: int,
    ) -> None:
        self.size, self.diverged, self.trouble = spec.processes, False, ""
        self._run = (spec, dataset, turns, *done, run_id)
        self._members: list[_Member] = []
        self._working: list[_Member] = []
        self._paused = True

    def start(self, params: Params) -> Params:
        """Start the processes and wait until all are ready; they pause.

        Parameters
        ----------
        params : dict of arrays
            Where to start.

        Returns
        -------
        dict of arrays
            The parameters to train: the same, or what all have in sight.

        Raises
        ------
        WordscopeError
            If a process cannot be started, or there is no room.
        """
        if self.size == 1:
            return params
        try:
            shared = SharedParams.copied(params)
        except OSError as error:
            raise WordscopeError(
                f"There is no room for vectors that several processes share ({error.strerror}): "
                "free some space or use one thread."
            ) from error
        try:
            for _ in range(self.size - 1):
                member = _Member(_Share(*self._run, shared))
                member.start()
                self._members.append(member)
                self._working.append(member)
            for member in self._members:
                self._take(member, member.queue.get())
            if self.trouble:
                raise WordscopeError(self.trouble)
            return shared.opened()
        finally:
            shared.forget()

    def pause(self) -> None:
        """Let the others wait."""
        if not self._paused:
            self._paused = True
            for member in self._working:
                member.control.pause()

    def resume(self) -> None:
        """Let the others go on."""
        if self._paused:
            self._paused = False
            for member in self._working:
                member.control.resume()

    def set_rate(self, rate: float) -> None:
        """Change the base rate of the others."""
        for member in self._working:
            member.control.set_rate(rate)

    @property
    def working(self) -> bool:
        """Whether anyone has not ended yet."""
        return bool(self._working)

    def heard(self, seconds: float = 0.0) -> Iterator[Counted]:
        """The steps that others took since the last call; waits so long for the first message of each."""
        for member in list(self._working):
            wait = seconds
            while True:
                try:
                    message = member.queue.get(timeout=wait) if wait else member.queue.get_nowait()
                except Empty:
                    break
                wait = 0.0
                if isinstance(message, _Steps):
                    yield from (Counted(*row) for row in message.rows.tolist())
                else:
                    self._take(member, message)

    def _take(self, member: _Member, message: _Ready | _Steps | _Ended) -> None:
        if isinstance(message, _Ended):
            self._working.remove(member)
            self.diverged |= message.diverged
            self.trouble = self.trouble or message.error

    @property
    def broken(self) -> bool:
        """Whether one of the others failed."""
        return self.diverged or bool(self.trouble)

    def stop(self) -> None:
        """Tell the others to end after their step."""
        for member in self._working:
            member.control.stop()

    def close(self) -> None:
        """End whatever still runs, and leave nothing behind."""
        self.stop()
        for member in self._members:
            member.join()
