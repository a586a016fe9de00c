"""What exactly a model heard in a text: words, parts of words and pairs, each with its effect.

Averages are linear in the words, so their shares are exact. The network is not: the effect of a piece is what
changes in the scores when that single piece is left out while all others, and the length, remain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.corpus.tokens import tokenize
from engine.objectives.sentence_network import scores
from engine.sentiment.network_features import PAIR_KINDS, FeatureIndex
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.prediction import SentenceModel

WORD, BEGINNING, END, PAIR, PAIR_WITH_CLASS = "word", "beginning", "end", "pair", "pair with a kind of word"
_ENDING = 3
"""Letters of a word's end; its beginnings have more."""
_CLASSES = 5
_KINDS_OF_WORD = ("a very negative word", "a negative word", "a neutral word", "a positive word",
                  "a very positive word")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of a text.

    Attributes
    ----------
    piece : str
        As people would write it: ``awful``, ``awfu…``, ``…ful``, ``not … good``.
    kind : str
        What it is a piece of.
    places : tuple of int
        The words it is taken from, counted from 0.
    share : tuple of float (classes,)
        What it adds to the score of each class, before the softmax.
    """

    piece: str
    kind: str
    places: tuple[int, ...]
    share: tuple[float, ...]

    @property
    def pull(self) -> float:
        """How far it pulls the scores up: the share weighted by the classes, counted from the middle."""
        middle = (len(self.share) - 1) / 2
        return sum((place - middle) * share for place, share in enumerate(self.share))


def evidence(model: SentenceModel, text: str) -> tuple[Evidence, ...]:
    """The pieces of a text that a model hears, the strongest first.

    Parameters
    ----------
    model : SentenceModel
    text : str

    Returns
    -------
    tuple of Evidence
        Of the network every feature; of any other model the words it knows, with the shares it gives them.
    """
    if isinstance(model, NetworkModel):
        found = _left_out(model, tokenize(text))
    else:
        words = model.predict(text).words
        found = [
            Evidence(each.word, WORD, (place,), each.share) for place, each in enumerate(words) if each.known
        ]
    return tuple(sorted(found, key=lambda each: -abs(each.pull)))


def _left_out(model: NetworkModel, words: Sequence[str]) -> list[Evidence]:
    """Every feature of a text left out in turn, as rows of one matrix."""
    types = list(dict.fromkeys(words))
    at = {word: place for place, word in enumerate(types)}
    tokens = np.array([at[word] for word in words], dtype=np.int32)
    features = model.index.extract(types, tokens, np.array([0, len(tokens)]))
    vectors = model.params["E"][features.rows]
    whole = vectors.sum(axis=0, keepdims=True)
    scale = vectors.dtype.type(max(len(words), 1) ** -model.pooling)
    z = scores(model.params, np.concatenate((whole, whole - vectors)) * scale)
    shares = (z[0] - z[1:]).tolist()
    cell = np.repeat(np.arange(len(features.first)), np.diff(features.starts))
    spans = zip(features.first[cell].tolist(), features.last[cell].tolist(), strict=True)
    names = _Names(model.index)
    return [
        Evidence(*names.of(row, last - first), (first,) if first == last else (first, last), tuple(share))
        for row, (first, last), share in zip(features.rows.tolist(), spans, shares, strict=True)
    ]


class _Names:
    """What the rows of a feature table stand for."""

    def __init__(self, index: FeatureIndex) -> None:
        self._index = index
        letters = len(index.words) + len(index.letters)
        self._pairs_from = np.cumsum([letters, *map(len, index.pairs)]).tolist()

    def of(self, row: int, distance: int) -> tuple[str, str]:
        """A piece as people would write it, and its kind."""
        index, n_words = self._index, len(self._index.words)
        if row < n_words:
            return index.words[row], WORD
        if row < self._pairs_from[0]:
            letters = index.letters[row - n_words]
            return (f"…{letters}", END) if len(letters) == _ENDING else (f"{letters}…", BEGINNING)
        return self._pair(row, " " if distance == 1 else " … ")

    def _pair(self, row: int, between: str) -> tuple[str, str]:
        index, n_words = self._index, len(self._index.words)
        bounds = enumerate(pairwise(self._pairs_from))
        place, (start, _) = next(each for each in bounds if each[1][0] <= row < each[1][1])
        key = int(index.pairs[place][row - start])
        if PAIR_KINDS[place].polarity:
            left, polarity = divmod(key, _CLASSES)
            return f"{index.words[left]}{between}{_KINDS_OF_WORD[polarity]}", PAIR_WITH_CLASS
        left, right = divmod(key, n_words)
        return f"{index.words[left]}{between}{index.words[right]}", PAIR
