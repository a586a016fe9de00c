"""The sentence network as a run: the batches, start and map of `NetworkProblem`, in the loop of all runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from engine.corpus.dataset import Dataset
from engine.objectives.sentence_network import PhraseBatch
from engine.ops.optimisers import Adagrad
from engine.sentiment.feature_names import feature_names
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.training.control import Shown
from engine.training.judges import NetworkJudge
from engine.training.problem import Position
from engine.training.spec import RunSpec
from engine.types import Floats2d, Ints1d, Params

CLASSES = 5


class SentenceProblem:
    """Learning the sentiment of all labelled phrases of the training sentences.

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
        self.network = NetworkProblem(dataset, settings, seed=spec.seed)
        self.objective = self.network.objective
        self.optimiser = Adagrad()
        counts = dataset.counts()
        counts = counts[counts > 0]  # the order of the index's words
        self._order = np.argsort(-counts, kind="stable")
        self.words = tuple(self.network.index.words[place] for place in self._order)
        self.counts = counts[self._order]
        self.words_per_epoch = len(dataset.splits["train"].tokens)
        self.data = _fingerprint(dataset)
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
        while self.spec.steps or epoch < self.spec.epochs:
            for place, batch in enumerate(self.network.batches(epoch, start=skip), skip):
                yield Position(epoch, 0, place + 1), batch
            epoch, skip = epoch + 1, 0

    def progress(self, position: Position, words_seen: float) -> float:
        """The share of the epochs that is done."""
        each = self.network.steps_per_epoch
        return (position.epoch * each + position.batch) / (self.spec.epochs * each)

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


def _fingerprint(dataset: Dataset) -> str:
    """A hash of the training text and its labels."""
    train = dataset.splits["train"]
    digest = hashlib.sha256(dataset.fingerprint().encode())
    spans = () if train.spans is None else (train.spans.start, train.spans.end, train.spans.labels)
    for array in (train.labels, *spans):
        digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
    return digest.hexdigest()
