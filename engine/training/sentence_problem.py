"""The sentence network as a run: the batches, start and map of `NetworkProblem`, in the loop of all runs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import numpy as np

from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.objectives.sentence_network import PhraseBatch
from engine.ops.optimisers import Adagrad
from engine.sentiment.feature_names import feature_names
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.preparation import prepared
from engine.training.judges import NetworkJudge
from engine.training.problem import Position, Shown
from engine.training.spec import RunSpec
from engine.types import Floats2d, Ints1d, Params

CLASSES = 5


class SentenceProblem:
    """Learning the sentiment of all labelled phrases of the training sentences.

    It may be prepared on the bundled corpus, see `engine.sentiment.preparation`: then the epochs of that come
    first, and both parts have a fall of the rate and a memory of the optimiser of their own.

    Its word vectors are the rows of ``E`` that stand for whole words, the most frequent word first.

    Parameters
    ----------
    spec : RunSpec
    dataset : Dataset

    Raises
    ------
    DataError
        If the data has no labels, or one class only.
    """

    paired = False
    showing = 3.0

    def __init__(self, spec: RunSpec, dataset: Dataset) -> None:
        self.spec = spec
        settings = NetworkSettings(
            **asdict(spec.network), dims=spec.model.dims, rate=spec.step.rate, epochs=spec.epochs
        )
        before = _before(spec)
        if before is None:
            self.network = NetworkProblem(dataset, settings, seed=spec.seed)
        else:
            self.network = prepared(dataset, before, settings, seed=spec.seed)
        preparation = self.network.preparation
        self._prepared = 0 if preparation is None else preparation.settings.epochs
        self.epochs = self._prepared + spec.epochs
        self.objective = self.network.objective
        self.optimiser = Adagrad()
        counts = _counts(self.network.index.words, [dataset] if before is None else [dataset, before])
        self._order = np.argsort(-counts, kind="stable")
        self.words = tuple(self.network.index.words[place] for place in self._order)
        self.counts = counts[self._order]
        self.words_per_epoch = self.network.words_per_epoch
        self.data = _fingerprint(dataset, before)
        self._judge = NetworkJudge(self.network, dataset, self.words)

    def init(self) -> Params:
        """Parameters before the first step."""
        return self.network.init()

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter."""
        d, h = self.spec.model.dims, self.spec.network.hidden
        return {
            "E": (len(self.network.index), d),
            "W1": (d, h),
            "b1": (h,),
            "W2": (h, CLASSES),
            "b2": (CLASSES,),
        }

    def batches(self, start: Position) -> Iterator[tuple[Position, PhraseBatch]]:
        """Batches from `start` on, each with the position of the one after it."""
        epoch, skip = start.epoch, start.batch
        while self.spec.steps or epoch < self.epochs:
            part, own = self._part(epoch)
            for place, batch in enumerate(part.batches(own, start=skip), skip):
                yield Position(epoch, 0, place + 1), batch
            epoch, skip = epoch + 1, 0

    def _part(self, epoch: int) -> tuple[NetworkProblem, int]:
        """What is learned in an epoch, the preparation or what counts, and its number within that."""
        if self.network.preparation is not None and epoch < self._prepared:
            return self.network.preparation, epoch
        return self.network, epoch - self._prepared

    def progress(self, position: Position, words_seen: float) -> float:
        """The share of all steps that is done."""
        return (self._steps(position.epoch) + position.batch) / self._steps(self.epochs)

    def _steps(self, epochs: int) -> int:
        """The steps of the first so many epochs."""
        preparation, first = self.network.preparation, min(epochs, self._prepared)
        before = 0 if preparation is None else first * preparation.steps_per_epoch
        return before + (epochs - first) * self.network.steps_per_epoch

    def scheduled(self, position: Position, words_seen: float) -> float:
        """The share of the steps of the preparation, or of what follows it."""
        part, own = self._part(position.epoch)
        each = part.steps_per_epoch
        return (own * each + position.batch - 1) / (part.settings.epochs * each)

    def begins(self, position: Position) -> bool:
        """Whether the batch is the first after the preparation."""
        return position.batch == 1 and 0 < position.epoch == self._prepared

    def shown(self, params: Params, kind: Shown) -> Floats2d:
        """The words' vectors, (V, d); there is one kind only."""
        return np.asarray(params["E"][self._order])

    def vectors(self, params: Params) -> Floats2d:
        """A copy of the words' vectors, (V, d)."""
        return self.shown(params, "input")

    def row_names(self, rows: Ints1d) -> tuple[str, ...]:
        """What rows of ``E`` stand for."""
        return feature_names(self.network.index, rows.tolist())

    def judge(self, dataset: Dataset) -> NetworkJudge:
        """The network answers for itself."""
        return self._judge


def _before(spec: RunSpec) -> Dataset | None:
    """The corpus of the preparation; none where it is the data itself."""
    name = spec.text.before
    return None if name in ("nothing", spec.data) else catalogue.resolve(name)


def _counts(words: Sequence[str], datasets: Sequence[Dataset]) -> Ints1d:
    """How often each word stands in the training texts."""
    found: Counter[str] = Counter()
    for dataset in datasets:
        found.update(dict(zip(dataset.lexicon, dataset.counts().tolist(), strict=True)))
    return np.array([found[word] for word in words], dtype=np.int64)


def _fingerprint(dataset: Dataset, before: Dataset | None) -> str:
    """A hash of the training texts and their labels."""
    digest = hashlib.sha256()
    for each in (dataset, before):
        if each is None:
            continue
        train = each.splits["train"]
        digest.update(each.fingerprint().encode())
        spans = () if train.spans is None else (train.spans.start, train.spans.end, train.spans.labels)
        for array in (train.labels, *spans):
            digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
    return digest.hexdigest()
