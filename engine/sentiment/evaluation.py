"""What a sentence model said about a whole split, and where it is right: by class, length and negation.

All figures are plain functions of the true labels and the probabilities, so any two models can be compared
sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.corpus.dataset import Dataset, Split
from engine.errors import DataError
from engine.sentiment.network_pairs import NEGATORS
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.report import accuracy, binary_accuracy, bootstrap_interval, confusion
from engine.types import Bools, Floats2d, Ints1d, Ints2d

CLASS_NAMES = ("very negative", "negative", "neutral", "positive", "very positive")
_EDGES = (1, 6, 11, 16, 21, 31)
_BANDS = (
    "1 to 5 words",
    "6 to 10 words",
    "11 to 15 words",
    "16 to 20 words",
    "21 to 30 words",
    "over 30 words",
)


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The labelled sentences of a split, as people read them.

    Attributes
    ----------
    split : str
    labels : (n,)
        0 to 4.
    texts : tuple of str
        Their words with blanks between.
    lengths : (n,)
        In words.
    negated : bool (n,)
        Whether one of the words negates.
    """

    split: str
    labels: Ints1d
    texts: tuple[str, ...]
    lengths: Ints1d
    negated: Bools

    @classmethod
    def of(cls, dataset: Dataset, split: str) -> Sentences:
        """The sentences of one split.

        Raises
        ------
        DataError
            If the data has no such split, or it has no labels.
        """
        part = dataset.splits.get(split)
        if part is None or part.labels is None:
            raise DataError(f"there are no labelled sentences called {split}", dataset.source)
        negator = np.array([word in NEGATORS for word in dataset.lexicon], dtype=np.bool_)
        return cls(
            split=split,
            labels=part.labels.astype(np.int64),
            texts=tuple(" ".join(dataset.words(split, i)) for i in range(len(part))),
            lengths=np.diff(part.offsets),
            negated=_any_word(negator, part),
        )

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The answers of one model to some sentences.

    Attributes
    ----------
    name : str
        Of the model.
    sentences : Sentences
    probabilities : (n, 5)
    """

    name: str
    sentences: Sentences
    probabilities: Floats2d

    @property
    def predicted(self) -> Ints1d:
        """The most probable class of every sentence, (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @property
    def confidence(self) -> np.ndarray:
        """How probable that class was found, (n,)."""
        return np.asarray(self.probabilities.max(axis=1))

    @property
    def right(self) -> Bools:
        """Which answers are right, (n,)."""
        return np.asarray(self.predicted == self.sentences.labels)

    @property
    def accuracy(self) -> float:
        """Per cent right of five classes."""
        return accuracy(self.sentences.labels, self.predicted)

    @property
    def binary(self) -> float:
        """Per cent on the right side; neutral sentences are left out."""
        return binary_accuracy(self.sentences.labels, self.probabilities)

    def confusion(self) -> Ints2d:
        """True classes in rows, answers in columns, (5, 5)."""
        return confusion(self.sentences.labels, self.predicted, n_classes=len(CLASS_NAMES))


@dataclass(frozen=True, slots=True)
class Group:
    """Accuracy over some of the sentences, per cent, with its 95 % bootstrap interval."""

    kind: str
    name: str
    accuracy: float
    low: float
    high: float
    total: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of similar confidence: its mean, and how many of them are right, all from 0 to 1."""

    confidence: float
    right: float
    low: float
    high: float
    total: int


def evaluate(model: SentenceModel, dataset: Dataset, sentences: Sentences) -> Evaluation:
    """What a model says about one split."""
    split = dataset.splits[sentences.split]
    return Evaluation(model.name, sentences, model.probabilities(dataset.lexicon, split))


def groups(evaluation: Evaluation) -> list[Group]:
    """Accuracy over all, by true class, by length, with and without negation; no empty groups."""
    sentences = evaluation.sentences
    chosen = [("all", "all sentences", np.ones(len(sentences), dtype=np.bool_))]
    chosen += [("class", name, sentences.labels == k) for k, name in enumerate(CLASS_NAMES)]
    band = np.searchsorted(_EDGES, sentences.lengths, side="right") - 1
    chosen += [("length", name, band == place) for place, name in enumerate(_BANDS)]
    chosen += [
        ("negation", "with a negation", sentences.negated),
        ("negation", "without", ~sentences.negated),
    ]
    return [_group(evaluation, *each) for each in chosen if each[2].any()]


def calibration(evaluation: Evaluation, *, bins: int = 10) -> list[Bin]:
    """Confidence against accuracy, in steps of 1 / `bins`; empty steps left out."""
    place = np.minimum((evaluation.confidence * bins).astype(np.int64), bins - 1)
    found = []
    for step in np.unique(place).tolist():
        here = place == step
        right, total = int(evaluation.right[here].sum()), int(here.sum())
        low, high = bootstrap_interval(right, total)
        confidence = float(evaluation.confidence[here].mean())
        found.append(Bin(confidence, right / total, low / 100, high / 100, total))
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """How far confidence lies from accuracy on average, 0 to 1 (Naeini et al. 2015's expected error)."""
    total = sum(each.total for each in bins)
    return sum(each.total * abs(each.confidence - each.right) for each in bins) / total if total else 0.0


def only_right(first: Evaluation, second: Evaluation) -> Ints1d:
    """The sentences that `first` gets right and `second` wrong, the surest first."""
    rows = np.flatnonzero(first.right & ~second.right)
    return np.asarray(rows[np.argsort(-first.confidence[rows], kind="stable")])


def _group(evaluation: Evaluation, kind: str, name: str, inside: Bools) -> Group:
    right, total = int(evaluation.right[inside].sum()), int(inside.sum())
    low, high = bootstrap_interval(right, total)
    return Group(kind, name, 100 * right / total, low, high, total)


def _any_word(marked: Bools, split: Split) -> Bools:
    """Whether a sentence holds a marked word, (sentences,)."""
    before = np.concatenate(([0], np.cumsum(marked[split.tokens]))) if len(split.tokens) else np.zeros(1)
    return np.diff(before[split.offsets]) > 0
