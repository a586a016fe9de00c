"""The training loop: a generator of events that does one step after another until it is done or told to stop.

Between steps it reads its orders, and by the clock (never by the step) it sends its curves, checks its
gradient, keeps a copy of the vectors in case they diverge, and saves. Nothing here knows who listens.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.errors import CheckpointError, DivergedError
from engine.objectives.learning import learn
from engine.sentiment.network_settings import NETWORK
from engine.training.cadence import Cadence
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control
from engine.training.crew import Crew
from engine.training.events import Event, Failed, Finished, Saved, Scalars, Snapshot, Started, Turned, Warned
from engine.training.live import LiveView
from engine.training.meter import Meter
from engine.training.problem import Batch, Position, Problem, WordProblem
from engine.training.rescue import Rescue, is_finite
from engine.training.resuming import refuse_others
from engine.training.schedule import rate_factor
from engine.training.sentence_problem import SentenceProblem
from engine.training.spec import RunSpec
from engine.training.turns import Turns
from engine.types import copied

# Ten times a second is more often than curves are drawn.
FLUSH_SECONDS = 0.1
# A copy of the vectors in case they diverge may cost a hundredth of the time.
RESCUE = (1.0, 0.01)


def train(
    spec: RunSpec,
    control: Control | None = None,
    start: Checkpoint | None = None,
    *,
    dataset: Dataset | None = None,
    run_id: int = 0,
    checkpoint: str | Path | None = None,
    save_every: float = 30.0,
) -> Iterator[Event]:
    """Train word vectors or the sentence network, telling what happens.

    Parameters
    ----------
    spec : RunSpec
        The run. With `start`, only rate, length and, if it is reproducible, threads may differ from the
        checkpoint's.
    control : Control, optional
        Steers the run from another thread.
    start : Checkpoint, optional
        Goes on from there; the result of a reproducible run equals the uninterrupted one bit for bit.
    dataset : Dataset, optional
        The data of ``spec.data``, if it is already in memory.
    run_id : int
        Marks the events of this run.
    checkpoint : path, optional
        Where to save every `save_every` seconds and at the end; nowhere if left out.

    Yields
    ------
    Event
        `Started` first, `Finished` last, a `Snapshot` of the final vectors just before it.

    Raises
    ------
    WordscopeError
        Before `Started`, if settings, data or checkpoint do not fit.
    """
    spec = spec.validated()
    dataset = dataset or catalogue.resolve(spec.data)
    shared = spec.processes > 1
    with Turns.new() if shared else nullcontext() as turns:
        run = _Run(spec, control or Control(), start, dataset, run_id, turns)
        run.checkpoint = Path(checkpoint) if checkpoint else None
        run.saving = Cadence(save_every if checkpoint else 0)
        with threadpool_limits(1 if shared else spec.threads, user_api="blas"), closing(run.crew):
            yield from run.events()


class _Run:
    """The state of one run. Lives in one thread."""

    def __init__(
        self,
        spec: RunSpec,
        control: Control,
        start: Checkpoint | None,
        dataset: Dataset,
        run_id: int,
        turns: Turns | None,
    ) -> None:
        self.spec, self.control, self.run_id = spec, control, run_id
        self.problem = _problem(spec, dataset, turns)
        if start is not None:
            refuse_others(start, self.problem)
        self.params = copied(start.params) if start else self.problem.init()
        # What the optimiser remembers is as much a part of the state as the parameters.
        self.memory = copied(start.memory) if start else self.problem.optimiser.start(self.params)
        self.position = start.position if start else Position()
        self.step = self._own_step = start.step if start else 0
        self.resumed = start is not None
        self.rate = spec.step.rate
        self.meter = Meter(start.words_seen, start.seconds) if start else Meter()
        self.crew = Crew(spec, dataset, turns=turns, done=(self.position, self.step), run_id=run_id)
        self.live = LiveView(self.problem, dataset, control, run_id, make_room=self._make_room)
        self.rescue = Rescue(self.params)
        self.rescuing, self.flushing, self.saving = Cadence(*RESCUE), Cadence(FLUSH_SECONDS), Cadence(0)
        self.checkpoint: Path | None = None
        self.epoch = self.position.epoch

    def events(self) -> Iterator[Event]:
        """The whole run."""
        self.params = self.crew.start(self.params)
        yield self._started()
        self.meter.start()
        reason = "done"
        for position, batch in self.problem.batches(self.position):
            if self._is_over(position):
                yield from self._await_others(batch)
                if self.crew.working and self.control.stopped:
                    reason = "stopped"
                break
            yield from self._attend(batch)
            if self.control.stopped:
                reason = "stopped"
                break
            if self.crew.broken:
                break
            self._enter(position.epoch)
            if self.problem.begins(position):
                self.memory = self.problem.optimiser.start(self.params)
                yield Turned(run_id=self.run_id, step=self.step, message="now the data itself")
            rate = self.rate * rate_factor(self.spec.step, self.step, self._scheduled(position))
            loss = self._learn(batch, rate)
            if not math.isfinite(loss):
                reason = "failed"
                break
            self._own_step += self.crew.size
            self.step, self.position = self.step + 1, position
            self.meter.add(self.step, loss, rate, batch)
            self._hear_others()
            yield from self._by_the_clock(batch)
            del batch  # its memory, still in the cache, is for the next step
        self.crew.stop()
        while self.crew.working:
            self._hear_others(FLUSH_SECONDS)
        if reason == "failed" or self.crew.broken or not is_finite(self.params):
            reason = "failed"
            yield self._failed()
        yield from self._finish(reason)

    def _learn(self, batch: Any, rate: float) -> float:
        objective, optimiser = self.problem.objective, self.problem.optimiser
        return learn(objective, self.params, batch, optimiser=optimiser, memory=self.memory, rate=rate)

    def _hear_others(self, seconds: float = 0.0) -> None:
        for counted in self.crew.heard(seconds):
            self.step += 1
            self.meter.add(self.step, counted.loss, counted.rate, counted)

    def _await_others(self, batch: Batch) -> Iterator[Event]:
        """Until they have read their shares, too, or are told to stop."""
        while self.crew.working and not (self.control.stopped or self.crew.broken):
            self._hear_others(FLUSH_SECONDS)
            yield from self._attend(batch)
            yield from self._by_the_clock(batch)

    def _is_over(self, position: Position) -> bool:
        if self.spec.steps:
            return self._own_step >= self.spec.steps
        return position.epoch >= self.problem.epochs

    def _progress(self) -> float:
        if self.spec.steps:
            return min(1.0, self.step / self.spec.steps)
        return min(1.0, self.problem.progress(self.position, self.meter.words_seen))

    def _scheduled(self, position: Position) -> float:
        """How far the rate has come on its schedule before the batch that leads to `position`."""
        if self.spec.steps:
            return self._progress()
        return min(1.0, self.problem.scheduled(position, self.meter.words_seen))

    def _enter(self, epoch: int) -> None:
        if epoch != self.epoch:
            self.meter.end_epoch()
            self.epoch = epoch

    def _attend(self, batch: Batch) -> Iterator[Event]:
        """Read orders, and wait as long as the run is paused."""
        if not self.control.attention:
            self.crew.resume()
            return
        yield from self._take_orders()
        while self.control.must_wait():
            self.crew.pause()
            self.meter.pause()
            self._hear_others()
            yield from self._flush()
            yield from self._show(batch, waiting=True)
            self.control.wait()
            yield from self._take_orders()
        if not self.control.paused:
            self.crew.resume()
        self.meter.start()

    def _take_orders(self) -> Iterator[Event]:
        orders = self.control.take_orders()
        if orders.rate is not None:
            self.rate = orders.rate
            self.crew.set_rate(orders.rate)
        self.live.note(orders)
        if orders.save is not None:
            yield from self._save(Path(orders.save))

    def _by_the_clock(self, batch: Batch) -> Iterator[Event]:
        """Whatever is due now. It counts as training time: the pace that is told is the pace one gets."""
        now = self.meter.lap()
        if self.flushing.due(now):
            with self.flushing.run():
                yield from self._flush()
        yield from self._show(batch)
        if self.rescuing.due(now):
            with self.rescuing.run():
                self.rescue.keep(self.params)
        if self.saving.due(now):
            with self.saving.run():
                yield from self._save(self.checkpoint)

    def _show(self, batch: Batch, *, waiting: bool = False) -> Iterator[Event]:
        try:
            for event in self.live.serve(self.params, batch, self.step, waiting=waiting):
                self._rely_on(event)
                yield event
        except DivergedError:
            pass  # the next loss will say so, and the last good vectors will follow
        if self.rescue.empty:
            self.rescue.keep(self.params)

    def _make_room(self) -> None:
        """Let go of the copy before a snapshot, which serves as well: memory is for one of the two."""
        if self.problem.paired and is_finite(self.params):
            self.rescue.let_go()

    def _rely_on(self, event: Event) -> None:
        """Take a snapshot for the copy it was made in place of."""
        if isinstance(event, Snapshot) and self.rescue.empty:
            assert event.W_out is not None
            with self.rescuing.run():
                self.rescue.params = {"W_in": event.W_in, "W_out": event.W_out}

    def _flush(self) -> Iterator[Event]:
        steps, loss, cost, rate = self.meter.curves()
        if not len(steps):
            return
        progress, seconds = self._progress(), self.meter.seconds
        yield Scalars(
            run_id=self.run_id,
            step=self.step,
            steps=steps,
            loss=loss,
            cost=cost,
            rate=rate,
            words_per_second=self.meter.recent_pace(),
            words_seen=self.meter.words_seen,
            progress=progress,
            epoch=self.meter.words_seen / self.problem.words_per_epoch,
            seconds=seconds,
            seconds_left=seconds * (1 - progress) / progress if progress else math.inf,
        )

    def _failed(self) -> Failed:
        """Say why, and leave vectors that are numbers."""
        message = self.crew.trouble or (
            f"Training diverged at step {self.step:,}: the loss is no longer a finite number. "
            f"The last good vectors are kept; start anew with a lower rate than {self.rate:g}."
        )
        if not (self.crew.trouble and is_finite(self.params)):
            self.params = self.rescue.numbers(self.params)
        return Failed(run_id=self.run_id, step=self.step, message=message)

    def _save(self, path: Path | None) -> Iterator[Event]:
        # A step may have left the finite numbers before any loss shows it: the older file is worth more.
        if path is None or not is_finite(self.params):
            return
        try:
            self.state().save(path)
        except CheckpointError as error:
            yield Warned(run_id=self.run_id, step=self.step, message=str(error))
        else:
            yield Saved(run_id=self.run_id, step=self.step, path=str(path))

    def state(self) -> Checkpoint:
        """The run as it is between two steps."""
        return Checkpoint(
            spec=replace(self.spec, step=replace(self.spec.step, rate=self.rate)),
            params=self.params,
            memory=self.memory,
            position=self.position,
            step=self.step,
            words_seen=self.meter.words_seen,
            seconds=self.meter.seconds,
            words=self.problem.words,
            counts=self.problem.counts,
            data=self.problem.data,
        )

    def _started(self) -> Started:
        return Started(
            run_id=self.run_id,
            step=self.step,
            spec=self.spec,
            words=self.problem.words,
            counts=self.problem.counts,
            parameters=sum(value.size for value in self.params.values()),
            resumed=self.resumed,
        )

    def _finish(self, reason: str) -> Iterator[Event]:
        self.meter.pause()
        yield from self._flush()
        if reason != "failed":
            yield from self._save(self.checkpoint)
        self.rescue.let_go()
        yield from self.live.last(self.params, self.step)
        loss, cost = self.meter.means()
        yield Finished(
            run_id=self.run_id,
            step=self.step,
            reason=reason,
            steps=self.step,
            epochs=self.meter.words_seen / self.problem.words_per_epoch,
            seconds=self.meter.seconds,
            words_per_second=self.meter.pace(),
            loss=loss,
            cost=cost,
        )


def _problem(spec: RunSpec, dataset: Dataset, turns: Turns | None) -> Problem:
    if spec.model.model == NETWORK:
        return SentenceProblem(spec, dataset)
    return WordProblem(spec, dataset, turns)
