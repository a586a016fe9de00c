"""What exactly a model heard in a text: words, parts of words and pairs, each with its effect.

Averages are linear in the words, so their shares are exact. The network is not: the effect of a piece is what
changes in the scores when that single piece is left out while all others, and the length, remain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.corpus.tokens import tokenize
from engine.objectives.sentence_network import scores
from engine.sentiment.feature_names import feature_names
from engine.sentiment.network_features import FeatureIndex
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_pairs import PAIR_KINDS
from engine.sentiment.prediction import SentenceModel
from engine.types import Ints1d

WORD, BEGINNING, END, PAIR, PAIR_WITH_CLASS = "word", "beginning", "end", "pair", "pair with a kind of word"
_ENDING = 3
"""Letters of a word's end; its beginnings have more."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of a text.

    Attributes
    ----------
    piece : str
        As people would write it: ``awful``, ``awfu…``, ``…ful``, ``not _ good``, ``not +``.
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
    names = feature_names(model.index, features.rows.tolist())
    kinds = _kinds(model.index, features.rows)
    return [
        Evidence(name, kind, (first,) if first == last else (first, last), tuple(share))
        for name, kind, (first, last), share in zip(names, kinds, spans, shares, strict=True)
    ]


def _kinds(index: FeatureIndex, rows: Ints1d) -> list[str]:
    """What each row of the feature table is a piece of."""
    letters_from, pairs_from = len(index.words), len(index.words) + len(index.letters)
    ends = pairs_from + np.cumsum([len(known) for known in index.pairs])

    def kind(row: int) -> str:
        if row < letters_from:
            return WORD
        if row < pairs_from:
            return END if len(index.letters[row - letters_from]) == _ENDING else BEGINNING
        polarity = PAIR_KINDS[int(np.searchsorted(ends, row, side="right"))].polarity
        return PAIR_WITH_CLASS if polarity else PAIR

    return [kind(row) for row in rows.tolist()]
