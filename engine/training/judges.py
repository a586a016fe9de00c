"""Who answers for a run that is still learning: a classifier on its word vectors, or the network itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from engine.corpus.dataset import Dataset
from engine.sentiment.live import LiveResult, LiveSentiment
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.pooled import PooledTexts
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.report import accuracy
from engine.training.events import frozen
from engine.types import Floats1d, Params
from engine.vectors import WordVectors


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What is known of sentences now.

    Attributes
    ----------
    model : SentenceModel or None
    dev : float or None
        The accuracy on the dev split when it was last measured, percent.
    word_scores : (V,) or None
        What the model made of every word alone then, from -2 to 2, if it is not linear in the words.
    """

    model: SentenceModel | None = None
    dev: float | None = None
    word_scores: Floats1d | None = None


class Judge(Protocol):
    """Follows a run from outside; changes nothing of it."""

    def measure(self, params: Params, vectors: WordVectors) -> None:
        """Find the classifier anew and its accuracy: what takes its time."""

    def judgement(self, params: Params, vectors: WordVectors) -> Judgement:
        """The newest model, and what was last measured."""


class AveragesJudge:
    """Softmax regression on averages of the vectors; see `LiveSentiment`."""

    def __init__(self, dataset: Dataset, words: tuple[str, ...]) -> None:
        self._sentiment = LiveSentiment(dataset, words)
        self._last: LiveResult | None = None

    def measure(self, params: Params, vectors: WordVectors) -> None:
        """Fit the classifier to these vectors."""
        self._last = self._sentiment.refit(vectors)

    def judgement(self, params: Params, vectors: WordVectors) -> Judgement:
        """The last classifier on the newest vectors."""
        if self._last is None:
            return Judgement()
        return Judgement(replace(self._last.model, vectors=vectors), self._last.dev)


class NetworkJudge:
    """The network as it is: a copy answers.

    Parameters
    ----------
    network : NetworkProblem
    dataset : Dataset
    words : sequence of str
        The words whose scores are wanted, in this order.
    """

    def __init__(self, network: NetworkProblem, dataset: Dataset, words: Sequence[str]) -> None:
        self._network = network
        self._words = PooledTexts.of_words(network.index, words)
        dev = dataset.splits.get("dev")
        self._labels = None if dev is None else dev.labels
        self._dev = None
        if dev is not None and dev.labels is not None:
            pooling = network.settings.pooling
            self._dev = PooledTexts.of(
                network.index, dataset.lexicon, dev.tokens, dev.offsets, pooling=pooling
            )
        self._accuracy: float | None = None
        self._scores: Floats1d | None = None

    def measure(self, params: Params, vectors: WordVectors) -> None:
        """Judge the dev split, and every word alone."""
        self._scores = frozen(self._words.expected(params))
        if self._dev is not None and self._labels is not None:
            self._accuracy = accuracy(self._labels, self._dev.probabilities(params).argmax(axis=1))

    def judgement(self, params: Params, vectors: WordVectors) -> Judgement:
        """The network of now."""
        copied = {name: frozen(value.copy()) for name, value in params.items()}
        return Judgement(self.model(copied), self._accuracy, self._scores)

    def model(self, params: Params) -> NetworkModel:
        """What these parameters say about texts."""
        return self._network.model(params)
