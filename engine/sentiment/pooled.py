"""Many short texts as one sparse matrix: what the sentence network makes of all of them in one product.

    h = R E,   R[text, feature] = how often the text has it, times length ** -pooling

Made once, it answers for any values of E: it follows a network that is still learning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.objectives.sentence_network import scores
from engine.ops.activations import softmax
from engine.sentiment.network_features import FeatureIndex
from engine.types import Floats1d, Floats2d, Ints1d, Params

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class PooledTexts:
    """Texts as rows of R.

    Attributes
    ----------
    features : sparse float32 (texts, features)
    """

    features: csr_array

    @classmethod
    def of(
        cls, index: FeatureIndex, types: Sequence[str], tokens: Ints1d, offsets: Ints1d, *, pooling: float
    ) -> PooledTexts:
        """The texts ``tokens[offsets[i]:offsets[i + 1]]``; `types` is what the token ids mean."""
        from scipy.sparse import csr_array

        found = index.extract(types, tokens, offsets)
        starts = found.starts[np.searchsorted(found.first, offsets)]
        lengths = np.maximum(np.diff(offsets), 1)
        values = np.repeat((lengths**-pooling).astype(np.float32), np.diff(starts))
        return cls(csr_array((values, found.rows, starts), shape=(len(lengths), len(index))))

    @classmethod
    def of_words(cls, index: FeatureIndex, words: Sequence[str]) -> PooledTexts:
        """Every word as a text of its own."""
        places = np.arange(len(words))
        return cls.of(index, words, places, np.arange(len(words) + 1), pooling=0.0)

    def probabilities(self, params: Params) -> Floats2d:
        """The classes' probabilities of every text, (texts, classes)."""
        return softmax(scores(params, np.asarray(self.features @ params["E"])))

    def expected(self, params: Params) -> Floats1d:
        """The expected class of every text, centred: from -2, surely very negative, to 2."""
        p = self.probabilities(params)
        classes = (np.arange(p.shape[1]) - (p.shape[1] - 1) / 2).astype(p.dtype)
        # No product: with so few columns BLAS computes on what lies behind them and may warn of it.
        return np.asarray((p * classes).sum(axis=1))
