"""The sentiment classifier that follows the vectors while they learn.

Averages of ``[input | output]`` vectors, softmax regression on top (course part 4), found again for every
snapshot from where the last one ended.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.corpus.dataset import Dataset
from engine.sentiment.solver import Solution, solve
from engine.sentiment.split_features import SplitFeatures
from engine.training.events import frozen
from engine.types import Floats1d, Floats2d, Ints1d

REG = 0.1
# From a warm start a few steps keep up with vectors that move slowly; from zero they are a decent start.
STEPS = 12


class LiveSentiment:
    """Refits the classifier of one run.

    Parameters
    ----------
    dataset : Dataset
        Labelled; its train split is fitted, its dev split measured.
    words : sequence of str
        The words that have vectors, row by row.
    """

    def __init__(self, dataset: Dataset, words: Sequence[str]) -> None:
        self._splits = {
            name: (SplitFeatures(split, dataset.lexicon, words), split.labels)
            for name, split in dataset.splits.items()
            if name in ("train", "dev") and split.labels is not None
        }
        self._last: Solution | None = None

    def fit(self, vectors: Floats2d) -> tuple[tuple[Floats2d, Floats1d], float]:
        """Weights (2d, 5) and intercepts (5,) for these (V, 2d) vectors, and the accuracy on dev in percent.

        Raises
        ------
        DivergedError
            If the vectors are not finite.
        """
        features, labels = self._splits["train"]
        self._last = solve(
            features.transform(vectors), labels, n_classes=5, reg=REG, start=self._last, max_iter=STEPS
        )
        return (frozen(self._last.W), frozen(self._last.b)), self._dev_accuracy(vectors, self._last)

    def _dev_accuracy(self, vectors: Floats2d, solution: Solution) -> float:
        if "dev" not in self._splits:
            return float("nan")
        features, labels = self._splits["dev"]
        return 100 * float((self._predicted(features, vectors, solution) == labels).mean())

    @staticmethod
    def _predicted(features: SplitFeatures, vectors: Floats2d, solution: Solution) -> Ints1d:
        return solution.predict(features.transform(vectors))
