"""The trained sentence network: it judges texts, and says what every word did by leaving it out.

The network is not linear, so shares do not add up. The share of a word is how much the scores change
when nothing is heard of it: its own features and all pairs with it are gone, its place remains. All
words are left out in one go, as rows of one matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np

from engine.corpus.dataset import Split
from engine.corpus.tokens import tokenize
from engine.objectives.sentence_network import scores
from engine.ops.activations import softmax
from engine.ops.rows import Grouping
from engine.sentiment.archive import Archive
from engine.sentiment.network_features import FeatureIndex, Features
from engine.sentiment.network_pairs import PAIR_KINDS
from engine.sentiment.prediction import Prediction, WordShare
from engine.types import Floats2d, Ints1d, Params

KIND = "network"


@dataclass(frozen=True, slots=True, eq=False)
class NetworkModel:
    """A trained sentence network.

    Attributes
    ----------
    name : str
        What to call it.
    index : FeatureIndex
        What the rows of ``E`` stand for.
    params : dict
        ``E`` (features, d), ``W1``, ``b1``, ``W2``, ``b2``.
    pooling : float
        A text of n words is the sum of its features times ``n ** -pooling``.
    """

    name: str
    index: FeatureIndex
    params: Params
    pooling: float = 0.4

    def predict(self, text: str) -> Prediction:
        """The classes of a text, and what each word changes in them."""
        words = tokenize(text)
        types = {word: place for place, word in enumerate(dict.fromkeys(words))}
        tokens = np.array([types[word] for word in words], dtype=np.int32)
        z = scores(self.params, self._heard(list(types), tokens))
        probabilities = softmax(z[0].astype(np.float64))
        shares = (z[0] - z[2:]).tolist()
        return Prediction(
            text=text,
            label=int(np.argmax(probabilities)),
            probabilities=tuple(probabilities.tolist()),
            words=tuple(
                WordShare(word, word in self.index, tuple(share))
                for word, share in zip(words, shares, strict=True)
            ),
            intercept=tuple(z[1].tolist()),
        )

    def probabilities(self, types: Sequence[str], split: Split) -> Floats2d:
        """The classes' probabilities of every sentence of a split, (sentences, classes).

        `types` is what the split's token ids mean.
        """
        return softmax(scores(self.params, self.pooled(types, split)))

    def pooled(self, types: Sequence[str], split: Split) -> Floats2d:
        """What the hidden layer hears of every sentence of a split, (sentences, d)."""
        features = self.index.extract(types, split.tokens, split.offsets)
        cells = self._cells(features)
        at = np.searchsorted(features.first, split.offsets)
        sums = _sums(cells, np.arange(len(cells)), at)
        lengths = np.maximum(np.diff(split.offsets), 1)[:, None]
        return np.asarray(sums * (lengths**-self.pooling).astype(sums.dtype))

    def _heard(self, types: list[str], tokens: Ints1d) -> Floats2d:
        """What is pooled of a text: all of it, nothing, and all but each of its words in turn, (n + 2, d)."""
        features = self.index.extract(types, tokens, np.array([0, len(tokens)]))
        cells = self._cells(features)
        lost = np.zeros((len(tokens) + 2, cells.shape[1]), dtype=cells.dtype)
        lost[1] = cells.sum(axis=0)
        if len(cells):
            pair = features.last > features.first
            touched = np.concatenate((features.first, features.last[pair]))
            grouping = Grouping.of(touched, len(tokens))
            lost[2 + grouping.rows] = grouping.sum(np.concatenate((cells, cells[pair])))
        return np.asarray((lost[1] - lost) * cells.dtype.type(max(len(tokens), 1) ** -self.pooling))

    def _cells(self, features: Features) -> Floats2d:
        """The sum of the feature vectors of each cell, (cells, d)."""
        return _sums(self.params["E"], features.rows, features.starts)

    def save(self, path: Path, *, precision: Literal["single", "half"] = "single") -> None:
        """Write the model beside `path` and put it in place in one move.

        Parameters
        ----------
        path : Path
        precision : {"single", "half"}
            Half keeps three digits of the feature vectors, which no answer notices, in half the space.

        Raises
        ------
        CheckpointError
            If the file cannot be written.
        """
        index = self.index
        pairs = {f"pairs{place}": _small(keys) for place, keys in enumerate(index.pairs)}
        E = self.params["E"].astype(np.float16 if precision == "half" else np.float32)
        arrays = {
            **self.params,
            **pairs,
            "E": E,
            "polarity": index.polarity,
            "pooling": np.array([self.pooling]),
        }
        texts = {"words": index.words, "letters": index.letters}
        Archive(KIND, self.name, texts=texts, arrays=arrays).write(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        Raises
        ------
        CheckpointError
            If the file is missing, damaged or another kind of file.
        """
        return cls.from_archive(Archive.read(path, kind=KIND), path)

    @classmethod
    def from_archive(cls, archive: Archive, path: Path) -> Self:
        """The model in an archive that is already read; `path` is named in errors."""
        words, letters = archive.text("words", path), archive.text("letters", path)
        polarity = archive.array("polarity", path, shape=(len(words),)).astype(np.int8)
        pairs = tuple(
            archive.array(f"pairs{place}", path, shape=(None,)).astype(np.int64)
            for place in range(len(PAIR_KINDS))
        )
        index = FeatureIndex(words, polarity, letters, pairs)
        E = archive.array("E", path, shape=(len(index), None)).astype(np.float32)
        W1 = archive.array("W1", path, shape=(E.shape[1], None))
        b1 = archive.array("b1", path, shape=(W1.shape[1],))
        W2 = archive.array("W2", path, shape=(W1.shape[1], None))
        b2 = archive.array("b2", path, shape=(W2.shape[1],))
        pooling = float(archive.array("pooling", path, shape=(1,))[0])
        return cls(archive.name, index, {"E": E, "W1": W1, "b1": b1, "W2": W2, "b2": b2}, pooling)


def _small(keys: Ints1d) -> Ints1d:
    """The same numbers in four bytes each, if they fit."""
    fits = keys.max(initial=0) <= np.iinfo(np.int32).max
    return keys.astype(np.int32) if fits else keys


def _sums(matrix: Floats2d, rows: Ints1d, starts: Ints1d) -> Floats2d:
    """The sums of ``matrix[rows[starts[i]:starts[i + 1]]]``; ``np.add.reduceat`` takes ten times as long."""
    from scipy.sparse import csr_array

    ones = np.ones(len(rows), dtype=matrix.dtype)
    shape = (len(starts) - 1, len(matrix))
    return np.asarray(csr_array((ones, rows, starts), shape=shape) @ matrix)
