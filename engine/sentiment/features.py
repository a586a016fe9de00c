"""From sentences to averaged word vectors, as a scikit-learn transformer.

For features of a whole split that follow learning vectors, see `engine.sentiment.split_features`, which
does the same without importing scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from engine.corpus.tokens import tokenize
from engine.types import Floats2d
from engine.vectors import WordVectors


class AverageVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """A sentence is the average of the vectors of its known words (course part 4).

    Parameters
    ----------
    vectors : WordVectors
        Words and their vectors, d dimensions.
    """

    def __init__(self, vectors: WordVectors) -> None:
        self.vectors = vectors

    def fit(self, X: Any = None, y: Any = None) -> Self:
        """Nothing is learned: the vectors are given. Both arguments are ignored."""
        return self

    def transform(self, X: Sequence[str | Sequence[str]]) -> Floats2d:
        """The averages of the known words, float32 (n, d); zero where no word is known.

        Parameters
        ----------
        X : sequence of str or of sequences of str
            Sentences: text, which is tokenised as the treebank is, or words already split.
        """
        averages = np.zeros((len(X), self.vectors.dims), dtype=np.float32)
        for average, sentence in zip(averages, X, strict=True):
            words = tokenize(sentence) if isinstance(sentence, str) else sentence
            rows = [row for row in map(self.vectors.index.get, words) if row is not None]
            if rows:
                average[:] = self.vectors.matrix[rows].mean(axis=0)
        return averages

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the d dimensions."""
        return np.array([f"dimension{i}" for i in range(self.vectors.dims)], dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True
