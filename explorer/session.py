"""The state of the window: settings, run, newest vectors, selection. The only place that changes it.

Panels read it and listen to its signals; they never talk to each other. Whatever takes time happens in the
runner's thread or in a task.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.corpus.table_choice import file_of
from engine.errors import WordscopeError
from engine.gradcheck import GradientReport
from engine.sentiment.model import SentimentModel
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.prediction import Prediction, SentenceModel
from engine.training import events
from engine.training.checkpoint import Checkpoint
from engine.training.presets import preset
from engine.training.spec import RunSpec, with_value
from engine.types import Floats1d, Floats2d, Ints1d
from engine.vectors import WordVectors
from engine.vectors.placing import Axes, Placed, Placer
from explorer.answers import AVERAGES, BUNDLED, NETWORK, Answers
from explorer.evaluations import Evaluations
from explorer.find import Find
from explorer.history import History
from explorer.neighbourhood import Neighbourhood
from explorer.run.runner import Runner
from explorer.run.tasks import Report, Tasks
from explorer.selection import Selection
from explorer.sentences import Sentences
from explorer.thorough_check import thorough_check


class RunState(Enum):
    """What the run is doing, as far as the window knows."""

    IDLE = "idle"
    LOADING = "loading"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class Session(QObject):
    """Everything the window shows, in one place."""

    spec_changed = Signal()
    state_changed = Signal()
    data_changed = Signal()
    words_changed = Signal()
    frame_changed = Signal()
    snapshot_changed = Signal()
    losses_changed = Signal()
    residuals_changed = Signal()
    report_changed = Signal()
    search_changed = Signal()
    failed = Signal(str, str)
    noticed = Signal(str)
    sentence_asked = Signal(str)

    def __init__(self, spec: RunSpec, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.preset = ""
        self._earlier_settings: list[tuple[RunSpec, str]] = []
        self.state = RunState.IDLE
        self.dataset: Dataset | None = None
        self.data_choice = ""
        self.history = History()
        self.progress: events.Scalars | None = None
        self.outcome: events.Finished | None = None
        self.words: tuple[str, ...] = ()
        self.counts: Ints1d | None = None
        self.vectors: WordVectors | None = None
        self.axes = Axes()
        self.frame: Placed | None = None
        self.model: SentimentModel | None = None
        self.model_name = ""
        self.is_bundled = False
        self.vectors_step: int | None = None
        self.outputs: Floats2d | None = None
        self.first_vectors: Floats2d | None = None
        self.word_scores: Floats1d | None = None
        self._measured: int | None = None
        self.selection = Selection(self)
        self.report: GradientReport | None = None
        self.report_words: tuple[str, ...] = ()
        self.map_visible = True
        self.started: events.Started | None = None
        self.tasks = Tasks(self)
        self.tasks.failed.connect(self.failed)
        self.neighbourhood = Neighbourhood(self.tasks, self)
        self.find = Find(self.tasks, self)
        self.words_seen: Floats1d | None = None
        self.runner = Runner(self._receive, lambda: self.map_visible, self, seen=lambda: self.words_seen)
        self.answers = Answers(self)
        self.sentences = Sentences(
            self.answers, self.tasks, lambda: self.progress.step if self.progress is not None else 0, self
        )
        self.evaluations = Evaluations(self.tasks, self)
        self.find.changed.connect(self.search_changed)
        self.selection.changed.connect(self._ask_neighbours)
        self.snapshot_changed.connect(self._ask_neighbours)
        self.data_changed.connect(lambda: self.evaluations.set_dataset(self.dataset))
        self.evaluations.network_trained.connect(self._take_network)

    # ---- settings ----

    def change_setting(self, path: str, value: Any) -> None:
        """Change one setting of the next run."""
        self.set_spec(with_value(self.spec, path, value), preset_name="")

    def set_spec(self, spec: RunSpec, *, preset_name: str) -> None:
        """Replace the settings of the next run; a bad value is told and changes nothing."""
        before = (self.spec, self.preset)
        try:
            self.spec = spec.validated()
        except WordscopeError as error:
            self.failed.emit(str(error), "")
        else:
            self.preset = preset_name
            if self.spec != before[0]:
                self._earlier_settings.append(before)
        self.spec_changed.emit()

    def undo_setting(self) -> None:
        """Take back the last change of the settings; the data stays the one that is open."""
        if self._earlier_settings:
            spec, self.preset = self._earlier_settings.pop()
            self.spec = replace(spec, data=self.spec.data)
            self.spec_changed.emit()

    def choose_preset(self, name: str) -> None:
        """Take a preset's settings, keeping the data and the seed."""
        self.set_spec(replace(preset(name), data=self.spec.data, seed=self.spec.seed), preset_name=name)

    # ---- data ----

    def open_data(self, name_or_path: str, *, then: Callable[[], None] | None = None) -> None:
        """Read a data set in a task, then do this; what was loaded stays if that fails."""

        def read(report: Report) -> Dataset:
            return catalogue.resolve(name_or_path, progress=report)

        def take(dataset: Dataset) -> None:
            self.dataset = dataset
            self.spec = replace(self.spec, data=name_or_path)
            self.data_changed.emit()
            self.spec_changed.emit()
            if then is not None:
                then()

        self.tasks.start(f"Reading {file_of(name_or_path)}", read, take)

    def choose_data(self, name_or_path: str) -> None:
        """Read what the user picked, and remember that it was picked."""

        def remember() -> None:
            self.data_choice = name_or_path

        self.open_data(name_or_path, then=remember)

    def take_dataset(self, dataset: Dataset) -> None:
        """Learn from other sentences from the next run on, such as the same and a few more."""
        self.dataset = dataset
        self.data_changed.emit()

    # ---- the run ----

    def run(self) -> None:
        """Start, or go on after a pause."""
        if self.state is RunState.PAUSED and self.runner.control is not None:
            self.runner.control.resume()
            self._mark("resumed")
            self._set_state(RunState.RUNNING)
        elif self.state in (RunState.IDLE, RunState.FINISHED):
            self._start(paused=False, again=self.run)

    def pause(self) -> None:
        """Wait after the current step."""
        if self.state is RunState.RUNNING and self.runner.control is not None:
            self.runner.control.pause()
            self._mark("paused")
            self._set_state(RunState.PAUSED)

    def toggle(self) -> None:
        """Run or pause, whichever is possible."""
        if self.state is RunState.RUNNING:
            self.pause()
        else:
            self.run()

    def step(self) -> None:
        """Take one step and wait."""
        if self.state in (RunState.IDLE, RunState.FINISHED):
            self._start(paused=True, again=self.step)
        elif self.state is RunState.RUNNING:
            self.pause()
        control = self.runner.control
        if control is not None:
            control.step()
            control.request_frame()
            control.request_snapshot()

    def stop(self) -> None:
        """End the run; its vectors stay."""
        if self.runner.control is not None:
            self.runner.control.stop()

    def rewind(self) -> None:
        """Back to the first vectors of the same seed, waiting."""
        self._start(paused=True, again=self.rewind)

    def new_seed(self) -> None:
        """Another seed, and back to its first vectors."""
        self.change_setting("seed", secrets.randbelow(1_000_000))
        self.rewind()

    def set_rate(self, rate: float) -> None:
        """Change the base learning rate, in the running run too."""
        self.change_setting("step.rate", rate)
        if self.runner.control is not None and self.spec.step.rate == rate:
            self.runner.control.set_rate(rate)
            self._mark(f"rate {rate:g}")

    def resume_from(self, checkpoint: Checkpoint) -> None:
        """Go on from a checkpoint, waiting, on the data it was made from."""

        def go_on() -> None:
            self.set_spec(checkpoint.spec, preset_name="")
            self._start(paused=True, again=go_on, start=checkpoint)

        if self.dataset is not None and checkpoint.spec.data == self.spec.data:
            go_on()
        else:
            self.open_data(checkpoint.spec.data, then=go_on)

    def show_axes(self, axes: Axes) -> None:
        """Place the words along these axes from now on; a run does so itself, with its next frame."""
        self.axes = axes
        if self.runner.control is not None:
            self.runner.control.request_frame(axes, seen=self.words_seen)

    def check_thoroughly(self) -> None:
        """Check many coordinates of the live objective in a task, while training goes on."""
        if self.runner.control is not None:
            self.runner.control.check_now()

    @property
    def trains_network(self) -> bool:
        """Whether the newest run is the sentence network's."""
        return self.started is not None and self.started.spec.model.model == "network"

    @property
    def pace(self) -> float:
        """Words a second over the whole run so far."""
        now = self.progress
        if now is None or not now.seconds:
            return 0.0
        return now.words_seen / now.seconds

    def close(self) -> None:
        """Stop everything; for closing the window."""
        self.runner.stop()
        self.tasks.cancel_all()

    def _start(self, *, paused: bool, again: Callable[[], None], start: Checkpoint | None = None) -> None:
        """Start a run; without data, read them and try `again`."""
        if self.dataset is None:
            self.open_data(self.spec.data, then=again)
            return
        self.history = History()
        self.progress = self.outcome = self.report = self._measured = None
        self._set_state(RunState.LOADING)
        self._paused_at_start = paused
        self.runner.start(self.spec, self.dataset, paused=paused, start=start)
        self.show_axes(self.axes)
        self.losses_changed.emit()
        self.residuals_changed.emit()
        self.report_changed.emit()

    def _set_state(self, state: RunState) -> None:
        self.state = state
        self.state_changed.emit()

    def _mark(self, text: str) -> None:
        if self.progress is not None:
            self.history.mark(self.progress.step, text)
            self.losses_changed.emit()

    # ---- messages of the run ----

    def _receive(self, event: events.Event) -> None:
        """Take one message in."""
        match event:
            case events.Scalars():
                self.progress = event
                self.history.add_losses(event.steps.astype(float), event.loss, event.cost, event.rate)
                self.losses_changed.emit()
            case events.Frame():
                self._show(event.placed)
            case events.Snapshot() if len(event.vectors) == len(self.words):
                self._take_snapshot(event)
            case events.Residuals():
                for residual in event.report.residuals:
                    self.history.add_residual(residual.parameter, event.step, residual.max_residual)
                self.report, self.report_words = event.report, event.words
                self.residuals_changed.emit()
            case events.Excerpt():
                self._check_excerpt(event)
            case events.Started():
                self._begin(event)
            case events.Turned():
                self.history.mark(event.step, event.message)
                self.losses_changed.emit()
            case events.Warned():
                self.noticed.emit(event.message)
            case events.Failed():
                self.failed.emit(event.message, event.details)
            case events.Finished():
                self.outcome = event
                self._set_state(RunState.FINISHED)
                self._judge_network(event)
            case events.Saved():
                self.noticed.emit(f"Saved {event.path}")

    def _begin(self, event: events.Started) -> None:
        self.started = event
        self.set_words(event.words, event.counts)
        self.is_bundled = False
        self._set_state(RunState.PAUSED if self._paused_at_start else RunState.RUNNING)

    def _show(self, placed: Placed) -> None:
        # Of both kinds of vectors every word has two places.
        if len(placed.coords) in (len(self.words), 2 * len(self.words)):
            self.frame = placed
            self.frame_changed.emit()

    def _take_snapshot(self, event: events.Snapshot) -> None:
        self.vectors, self.vectors_step = event.vectors.with_matrix(event.W_in), event.step
        self.outputs = event.W_out
        if self.first_vectors is None:
            self.first_vectors = event.W_in
        self.word_scores = event.word_scores
        # Between two measurements the accuracy is the earlier one's: only a new one is a point of the curve.
        if event.dev_accuracy is not None and event.measured != self._measured:
            self._measured = event.measured
            self.history.accuracy.extend(step=event.step, dev=event.dev_accuracy)
            self.losses_changed.emit()  # the last one comes after the last losses
        if event.model is not None:
            self._take_model(event.model, f"this run, step {event.step:,}")
        self.snapshot_changed.emit()

    def _take_model(self, model: SentenceModel, name: str) -> None:
        """Let the run's newest model answer: averages of its vectors, or the network it trains."""
        self.model = model if isinstance(model, SentimentModel) else None
        self.model_name = name
        self.answers.feed(NETWORK if self.model is None else AVERAGES, model, name)

    def _judge_network(self, outcome: events.Finished) -> None:
        """Put the network that a run has ended with beside the other methods, if its data is still open."""
        model = self.answers.models.get(NETWORK)
        is_ours = self.started is not None and self.started.spec.data == self.spec.data
        if self.trains_network and is_ours and outcome.steps and isinstance(model, NetworkModel):
            self.evaluations.compare_model(replace(model, name="network of the run"))

    def _check_excerpt(self, event: events.Excerpt) -> None:
        def take(report: GradientReport) -> None:
            self.report, self.report_words = report, event.words
            self.report_changed.emit()

        self.tasks.start("Checking gradients", partial(thorough_check, event), take)

    # ---- words ----

    def set_words(self, words: tuple[str, ...], counts: Ints1d | None) -> None:
        """Take another vocabulary; selected and pinned words stay so if they are there."""
        self.words, self.counts = words, counts
        self.frame = self.vectors = self.outputs = self.first_vectors = self.word_scores = None
        self.vectors_step = None
        self.selection.move_to(words)
        self.find.set_words(words)
        self.words_changed.emit()
        self.selection.announce()

    def show_vectors(
        self, vectors: WordVectors, *, bundled: bool = False, frame: Placed | None = None
    ) -> None:
        """Show finished vectors, such as a file's, instead of a run's.

        The `frame` says where they stand; of a large vocabulary it should be made in a task.
        """
        self.runner.stop()
        self.set_words(vectors.words, vectors.counts)
        self.vectors, self.is_bundled = vectors, bundled
        self._show(frame or Placer(Axes()).place(vectors))
        self._set_state(RunState.IDLE)
        self.snapshot_changed.emit()

    def show_model(self, model: SentimentModel, name: str) -> None:
        """Let a finished model answer in the sentence box."""
        self.model, self.model_name = model, name
        self.answers.offer(BUNDLED, model, name)
        self.snapshot_changed.emit()

    def select_word(self, word: str) -> None:
        """Select a word by its spelling, if the vocabulary has it."""
        if self.vectors is not None and word in self.vectors.index:
            self.selection.select(self.vectors.index[word])

    def search(self, text: str) -> None:
        """Light up all words that contain the text, or match it if it is an expression between slashes."""
        self.find.ask(text)

    @property
    def hits(self) -> Ints1d:
        """The words that the search has found."""
        return self.find.hits

    def _ask_neighbours(self) -> None:
        self.neighbourhood.ask(self.vectors, self.selection.word)

    def predict(self, text: str) -> Prediction | None:
        """The answer of the model that was chosen to answer; None before there is one."""
        return self.answers.predict(text)

    def ask(self, text: str) -> None:
        """Put a sentence into the sentence box."""
        self.sentence_asked.emit(text)

    def _take_network(self, model: NetworkModel) -> None:
        """A network that was just trained answers from now on."""
        self.answers.offer(NETWORK, model, model.name)
        self.answers.choose(NETWORK)
