"""The sentence network's training, ready for any loop: a start, the batches of an epoch, the rate of a step.

Every subtree of a training sentence is an example. A batch is some whole sentences, so that their phrases
share the work on words and pairs. All chance is drawn here: the order of the sentences and the dropout of
an epoch depend on the seed and the epoch alone, so a run can go on from any batch.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Self

import numpy as np

from engine.corpus.dataset import Dataset
from engine.errors import DataError
from engine.objectives.sentence_network import PhraseBatch, SentenceNetwork
from engine.rng import generator
from engine.sentiment.network_examples import PhraseExamples, dropout
from engine.sentiment.network_features import FeatureIndex
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_settings import NetworkSettings
from engine.types import Ints1d, Params

# Pairs and letters start nearer to zero than words, so that they correct rather than shout.
_WORD_SPREAD, _OTHER_SPREAD = 0.1, 0.05


class NetworkProblem:
    """The network on one data set.

    Parameters
    ----------
    dataset : Dataset
        With labels; where only whole sentences have them, those are the examples.
    settings : NetworkSettings, optional
    seed : int
        Start, order and dropout follow from it.
    index : FeatureIndex, optional
        The features; those of the data if none are given.
    preparation : NetworkProblem, optional
        With the same index: what is learned before; see `engine.sentiment.preparation`.

    Raises
    ------
    DataError
        If the data has no labels, or one class only.
    SettingError
        If a setting is out of range.
    """

    objective = SentenceNetwork()

    def __init__(
        self,
        dataset: Dataset,
        settings: NetworkSettings | None = None,
        *,
        seed: int = 0,
        index: FeatureIndex | None = None,
        preparation: NetworkProblem | None = None,
    ) -> None:
        train = dataset.splits["train"]
        _refuse_one_class(dataset)
        self.settings = (settings or NetworkSettings()).validated()
        self.seed = seed
        self.index = index or FeatureIndex.build(dataset, pair_count=self.settings.pair_count)
        self.preparation = preparation
        self._features = self.index.extract(dataset.lexicon, train.tokens, train.offsets)
        self._examples = PhraseExamples.of(dataset, self._features, self.settings)

    def seeded(self, seed: int) -> Self:
        """The same problem with another seed; the index and the examples are shared."""
        other = copy.copy(self)
        other.seed = seed
        if self.preparation is not None:
            other.preparation = self.preparation.seeded(seed)
        return other

    @property
    def steps_per_epoch(self) -> int:
        """Batches an epoch."""
        return -(-len(self._examples) // self.settings.sentences)

    @property
    def words_per_epoch(self) -> int:
        """Words an epoch."""
        return int(self._examples.lengths.sum())

    @property
    def feature_counts(self) -> Ints1d:
        """How often each feature occurs in all that is learned from, (features,)."""
        counts = np.bincount(self._features.rows, minlength=len(self.index))
        return counts if self.preparation is None else counts + self.preparation.feature_counts

    def init(self, seed: int | None = None) -> Params:
        """The start, float32; of the problem's own seed if none is given."""
        spreads = np.full(len(self.index), _OTHER_SPREAD)
        spreads[: len(self.index.words)] = _WORD_SPREAD
        rng = generator(self.seed if seed is None else seed, "network init")
        dims, hidden = self.settings.dims, self.settings.hidden
        return self.objective.init(rng, spreads=spreads, n_dims=dims, n_hidden=hidden)

    def rate(self, step: int) -> float:
        """The rate of a step, counted from 0 over all epochs."""
        return self.settings.rate * max(0.0, 1 - step / (self.settings.epochs * self.steps_per_epoch))

    def batches(self, epoch: int, *, start: int = 0) -> Iterator[PhraseBatch]:
        """The batches of an epoch, from batch `start` on; the same whenever they are asked for."""
        size, total = self.settings.sentences, len(self._examples)
        order = generator(self.seed, "network order", epoch).permutation(total)
        left = dropout(self._features, generator(self.seed, "network dropout", epoch), self.settings)
        shuffled = self._examples.ordered(order, left)
        scratch = np.zeros(len(self.index), dtype=np.int32)
        for first in range(start * size, total, size):
            yield shuffled.batch(first, min(first + size, total), scratch=scratch)

    def model(self, params: Params, *, name: str = "sentence network") -> NetworkModel:
        """What these parameters say about texts."""
        return NetworkModel(name, self.index, params, self.settings.pooling)


def _refuse_one_class(dataset: Dataset) -> None:
    labels = dataset.splits["train"].labels
    if labels is not None and len(np.unique(labels)) < 2:
        message = "the training sentences show 1 of the 5 classes; at least two are needed"
        raise DataError(message, dataset.source)
