"""Labelled sentences that look most like another one to a sentence model.

A model sees a sentence as numbers: the average of its word vectors, or what reaches the hidden units of the
network. Two sentences are as near as the cosine of those numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.corpus.dataset import Dataset, Split
from engine.corpus.tokens import tokenize
from engine.sentiment.model import SentimentModel
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.split_features import SplitFeatures
from engine.types import Floats2d

_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A labelled sentence near to the one asked for.

    Attributes
    ----------
    text : str
    label : int
        0 (very negative) to 4 (very positive).
    similarity : float
        The cosine, -1 to 1.
    """

    text: str
    label: int
    similarity: float


class NearestSentences:
    """Finds the nearest sentences of a split; what a model makes of them is kept for the next question.

    Parameters
    ----------
    dataset : Dataset
    split : str
        A split with labels.
    """

    def __init__(self, dataset: Dataset, split: str = "train") -> None:
        self._dataset, self._name = dataset, split
        self._split = dataset.splits[split]
        self._averages: tuple[tuple[str, ...], SplitFeatures] | None = None
        self._seen: tuple[SentenceModel, Floats2d] | None = None

    def find(self, model: SentenceModel, text: str, k: int = 12) -> tuple[NearSentence, ...]:
        """The k nearest sentences, the nearest first; none for a text of which the model knows nothing.

        Parameters
        ----------
        model : SentenceModel
            `SentimentModel` or `NetworkModel`; of another kind nothing is known.
        text : str
        k : int
        """
        labels = self._split.labels
        asked = _seen_by(model, text)
        if labels is None or asked is None or not np.any(asked):
            return ()
        near = self._all(model) @ (asked / np.linalg.norm(asked))
        k = min(k, len(near))
        best = np.argpartition(-near, k - 1)[:k] if k else np.empty(0, dtype=np.int64)
        best = best[np.argsort(-near[best], kind="stable")]
        return tuple(
            NearSentence(
                " ".join(self._dataset.words(self._name, row)), int(labels[row]), min(float(near[row]), 1.0)
            )
            for row in best.tolist()
        )

    def _all(self, model: SentenceModel) -> Floats2d:
        """Every sentence of the split as the model sees it, scaled to length one, (n, d)."""
        if self._seen is None or self._seen[0] is not model:
            rows = np.asarray(self._raw(model), dtype=np.float32)
            lengths = np.linalg.norm(rows, axis=1, keepdims=True)
            self._seen = (model, rows / np.maximum(lengths, _TINY))
        return self._seen[1]

    def _raw(self, model: SentenceModel) -> Floats2d:
        if isinstance(model, NetworkModel):
            return _hidden(model, model.pooled(self._dataset.lexicon, self._split))
        assert isinstance(model, SentimentModel)
        words = model.vectors.words
        if self._averages is None or self._averages[0] is not words:
            # Which words a sentence holds stays the same while their vectors learn.
            self._averages = (words, SplitFeatures(self._split, self._dataset.lexicon, words))
        return self._averages[1].transform(model.vectors.matrix)


def _seen_by(model: SentenceModel, text: str) -> Floats2d | None:
    """One text as a model sees it, (d,); None if there is nothing to see."""
    words = tokenize(text)
    if isinstance(model, SentimentModel):
        rows = [row for row in map(model.vectors.index.get, words) if row is not None]
        return np.asarray(model.vectors.matrix[rows].mean(axis=0)) if rows else None
    if not isinstance(model, NetworkModel) or not words:
        return None
    types = list(dict.fromkeys(words))
    places = {word: place for place, word in enumerate(types)}
    tokens = np.array([places[word] for word in words], dtype=np.int32)
    pooled = model.pooled(types, Split(tokens, np.array([0, len(tokens)])))
    return _hidden(model, pooled)[0] if np.any(pooled) else None


def _hidden(model: NetworkModel, pooled: Floats2d) -> Floats2d:
    """What reaches the hidden units, (n, H): behind the ReLU a text that wakes none would have no place."""
    return np.asarray(pooled @ model.params["W1"] + model.params["b1"])
