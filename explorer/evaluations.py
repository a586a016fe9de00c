"""What the Evaluate panel shows: methods trained on the data at hand, and which of them is looked at.

Methods are trained in tasks. The points of a sweep arrive one by one while it goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.sentiment import method as methods
from engine.sentiment.evaluation import Evaluation
from engine.sentiment.method import Method
from engine.sentiment.model import SentimentModel
from engine.sentiment.network_fitting import MEMBERS
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.sweep import SweepPoint, best
from engine.vectors import WordVectors, formats
from explorer.run.tasks import Report, Task, Tasks

OWN, NETWORK = "own vectors", "sentence network"
BEFORE = "demo"
READING = 0.2
"""Share of the progress that reading a file of vectors takes."""

Train = Callable[[Report, Callable[[SweepPoint], None]], Method]


class Evaluations(QObject):
    """Methods side by side.

    Attributes
    ----------
    methods : dict
        By name, in the order they were trained.
    shown : str
        The one that matrix, errors and curves are about; empty before there is any.
    split : str
        The sentences they are judged by.
    points : tuple of SweepPoint
        The newest sweep, as far as it has come.
    point : SweepPoint or None
        A penalty that was picked instead of the best.
    prepares : bool
        Whether networks learn from the bundled corpus first, as in a run from their preset.
    """

    changed = Signal()
    points_changed = Signal()
    network_trained = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.methods: dict[str, Method] = {}
        self.shown, self.split = "", "dev"
        self.points: tuple[SweepPoint, ...] = ()
        self.swept = ""
        self.point: SweepPoint | None = None
        self.task: Task | None = None
        self.prepares = True
        self._dataset: Dataset | None = None
        self._picked: tuple[SweepPoint, SentimentModel] | None = None
        self._arriving: deque[SweepPoint] = deque()
        tasks.changed.connect(self._fetch_points)

    # ---- training methods ----

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Other data: what was found on the last is no longer comparable."""
        if dataset is self._dataset:
            return
        self.cancel()
        self._dataset = dataset
        self.methods, self.shown, self.points, self.point = {}, "", (), None
        self.split = "dev" if dataset is None or "dev" in dataset.splits else "train"
        self.points_changed.emit()
        self.changed.emit()

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits one can look at."""
        if self._dataset is None:
            return ()
        return tuple(name for name, split in self._dataset.splits.items() if split.labels is not None)

    @property
    def busy(self) -> bool:
        """Whether a method is being trained."""
        return self.task is not None and self.task in self._tasks.running

    def sweep(self, vectors: WordVectors, *, name: str = OWN) -> None:
        """Softmax regression on averages of these vectors, for every penalty."""
        dataset = self._dataset
        if dataset is None:
            return

        def train(report: Report, watch: Callable[[SweepPoint], None]) -> Method:
            return methods.averages(dataset, vectors, name=name, progress=report, watch=watch)

        self._start_sweep(f"Sweeping the penalty on {name}", name, train)

    def sweep_file(self, path: Path) -> None:
        """The same on vectors from a file, such as GloVe's."""
        dataset = self._dataset
        if dataset is None:
            return

        def train(report: Report, watch: Callable[[SweepPoint], None]) -> Method:
            vectors = formats.load(path, progress=lambda share: report(READING * share))
            rest = 1 - READING
            return methods.averages(
                dataset,
                vectors,
                name=path.name,
                progress=lambda share: report(READING + rest * share),
                watch=watch,
            )

        self._start_sweep(f"Reading {path.name} and sweeping the penalty", path.name, train)

    def train_ensemble(self, *, seed: int) -> None:
        """Five sentence networks that answer together."""
        self.train_network(seed=seed, members=MEMBERS)

    def train_network(self, *, seed: int, members: int = 1) -> None:
        """The sentence network, or several together; it may answer in the sentence box afterwards.

        The bundled corpus first teaches what reviews hardly ever show.
        """
        dataset = self._dataset
        if dataset is None or self.busy:
            return

        prepares = self.prepares and not is_bundled(dataset)

        def train(report: Report) -> Method:
            before = catalogue.resolve(BEFORE) if prepares else None
            return methods.network(dataset, seed=seed, members=members, before=before, progress=report)

        def take(method: Method) -> None:
            self._add(method)
            self.network_trained.emit(method.model)

        title = "Training the sentence network" if members == 1 else f"Training {members} sentence networks"
        first = ", the bundled corpus first" if prepares else ""
        self.task = self._tasks.start(title + first, train, take)
        self.changed.emit()

    def compare_model(self, model: NetworkModel) -> None:
        """Judge a network that was trained elsewhere on the same data."""
        dataset = self._dataset
        if dataset is not None and not self.busy:
            job = "Judging the sentences"
            self.task = self._tasks.start(job, lambda report: methods.finished(model, dataset), self._add)

    def cancel(self) -> None:
        """Give up what is being trained."""
        if self.task is not None:
            self.task.cancel()
            self.task = None
            self.changed.emit()

    def _start_sweep(self, title: str, name: str, train: Train) -> None:
        if self.busy:
            return
        arriving: deque[SweepPoint] = deque()
        self._arriving, self.points, self.point, self.swept = arriving, (), None, name
        self.task = self._tasks.start(title, lambda report: train(report, arriving.append), self._add)
        self.points_changed.emit()
        self.changed.emit()

    def _fetch_points(self) -> None:
        """Take what the sweep has found since the last tick."""
        found = []
        while self._arriving:
            found.append(self._arriving.popleft())
        if found:
            self.points = tuple(sorted((*self.points, *found), key=lambda point: point.reg))
            self.points_changed.emit()
        if self.task is not None and self.task not in self._tasks.running:
            self.task = None
            self.changed.emit()

    def _add(self, method: Method) -> None:
        self.methods = {**self.methods, method.name: method}
        self.shown, self.point, self.task = method.name, None, None
        self._fetch_points()
        self.changed.emit()

    # ---- what is looked at ----

    def show_method(self, name: str) -> None:
        """Look at one of the methods."""
        if name in self.methods and (name, self.point) != (self.shown, None):
            self.shown, self.point = name, None
            fitted = self.methods[name].fitted
            if fitted is not None and not self.busy:
                self.points, self.swept = fitted.points, name
            self.points_changed.emit()
            self.changed.emit()

    def show_split(self, split: str) -> None:
        """Judge by other sentences."""
        if split in self.splits and split != self.split:
            self.split = split
            self.changed.emit()

    def pick_beside(self, step: int) -> None:
        """Look at a penalty so many places on from the one that is looked at."""
        if self.points:
            now = self.point or best(self.points)
            places = [point.reg for point in self.points]
            place = min(range(len(places)), key=lambda place: abs(places[place] / now.reg - 1)) + step
            self.pick(places[min(max(place, 0), len(places) - 1)])

    def pick(self, reg: float) -> None:
        """Look at the sweep's classifier for the penalty nearest to this one."""
        method = self.methods.get(self.swept)
        if method is None or method.fitted is None or not self.points:
            return
        self.point = min(self.points, key=lambda point: abs(point.reg / reg - 1))
        self.shown = self.swept
        self.points_changed.emit()
        self.changed.emit()

    @property
    def model(self) -> SentenceModel | None:
        """The model that is looked at: the one with the best penalty, or the picked one."""
        method = self.methods.get(self.shown)
        if method is None or self.point is None:
            return method.model if method is not None else None
        if self._picked is None or self._picked[0] is not self.point:
            assert isinstance(method.model, SentimentModel)  # only averages have a sweep to pick from
            found = self.point.model
            self._picked = (self.point, replace(method.model, W=found.W, b=found.b))
        return self._picked[1]

    @property
    def title(self) -> str:
        """What to call what is looked at."""
        return f"{self.shown}, penalty {self.point.reg:g}" if self.point is not None else self.shown

    @property
    def lexicon(self) -> tuple[str, ...]:
        """The words of the data."""
        return self._dataset.lexicon if self._dataset is not None else ()

    @property
    def evaluation(self) -> Evaluation | None:
        """The answers that are looked at; None before there are any."""
        method = self.methods.get(self.shown)
        if method is None or self.split not in method.evaluations:
            return None
        return method.at(self.point, self.split) if self.point is not None else method.evaluations[self.split]


def is_bundled(dataset: Dataset) -> bool:
    """Whether this is the bundled corpus itself, perhaps with one's own labels: it needs not come first."""
    return dataset.source == catalogue.catalogue()[BEFORE].folder()
