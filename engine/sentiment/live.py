"""The sentence model that follows a training run: refitted to the newest vectors in tens of milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.corpus.dataset import Dataset
from engine.sentiment.model import SentimentModel
from engine.sentiment.report import accuracy
from engine.sentiment.solver import Solution, solve
from engine.sentiment.split_features import SplitFeatures
from engine.vectors import WordVectors

# A few steps from the last solution are enough: the vectors will have moved on a second later.
_FIRST_STEPS, _STEPS = 12, 5
_TOLERANCE = 1e-2
# Squares of larger features, summed over a corpus, may leave single precision.
_LARGE = 1e12


@dataclass(frozen=True, slots=True, eq=False)
class LiveResult:
    """A refitted model, with its accuracy in per cent on train and, where there is one, dev."""

    model: SentimentModel
    train: float
    dev: float | None


class LiveSentiment:
    """Refits softmax regression to vectors that are still learning.

    Parameters
    ----------
    dataset : Dataset
        With five-class labels.
    words : tuple of str
        The words of the vectors, row by row.
    reg : float
        Strength of the L2 penalty.
    """

    def __init__(self, dataset: Dataset, words: tuple[str, ...], *, reg: float = 1.0) -> None:
        self._splits = {
            name: (SplitFeatures(split, dataset.lexicon, words), split.labels)
            for name, split in dataset.splits.items()
            if name in ("train", "dev") and split.labels is not None
        }
        self._reg = reg
        self._last: Solution | None = None

    def refit(self, vectors: WordVectors, *, name: str = "own vectors") -> LiveResult:
        """The model for these vectors, started from the last one.

        Parameters
        ----------
        vectors : WordVectors
            The words given at the start, with d dimensions; d may change from call to call.

        Raises
        ------
        DivergedError
            If the vectors are no longer finite.
        """
        figures = {}
        features, labels = self._splits["train"]
        X = features.transform(vectors.matrix)
        start = self._last if self._last is not None and self._last.W.shape[0] == vectors.dims else None
        most = _FIRST_STEPS if start is None else _STEPS
        found = solve(
            X,
            labels,
            n_classes=5,
            reg=self._reg,
            start=start,
            max_iter=most,
            tol=_TOLERANCE,
            dtype=np.float32 if np.abs(X).max(initial=0) < _LARGE else np.float64,
        )
        self._last = found
        figures["train"] = accuracy(labels, found.predict(X))
        if "dev" in self._splits:
            features, labels = self._splits["dev"]
            figures["dev"] = accuracy(labels, found.predict(features.transform(vectors.matrix)))
        model = SentimentModel(name, vectors, found.W, found.b)
        return LiveResult(model, figures["train"], figures.get("dev"))
