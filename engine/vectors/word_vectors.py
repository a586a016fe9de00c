"""Words with their vectors, and what one asks of them: neighbours, analogies, similarity.

Every question reads the matrix as it is now. Nothing but the word index is kept between questions, so the
matrix may be a view of parameters that are still learning.
"""

from __future__ import annotations

import copy
import difflib
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from engine.errors import SettingError, VectorError, VocabularyError
from engine.types import Floats1d, Floats2d, Ints1d
from engine.vectors.scores import METRICS, nearness, unit

__all__ = ["METRICS", "Neighbour", "WordVectors"]

# Spelling suggestions look at this many words only: files list frequent words first, and difflib takes
# a second over 400,000 words.
SUGGESTED_FROM = 20_000
WORDS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word near a query, and how near: cosine, dot product or Euclidean distance."""

    word: str
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """Words and their vectors, row by row.

    Attributes
    ----------
    words : tuple of str
        n distinct words, by custom the most frequent first.
    matrix : float32 (n, d)
        One row a word. Kept as given where it is float32 already, so it may be a view that changes.
    counts : int (n,) or None
        How often each word occurred, where that is known.
    notes : tuple of str
        What a reader had to pass over, such as a word that stands in the file twice.

    Raises
    ------
    VectorError
        Words, rows and counts differ in number, or a word occurs twice.
    """

    words: tuple[str, ...]
    matrix: Floats2d
    counts: Ints1d | None = None
    notes: tuple[str, ...] = ()
    index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "matrix", np.asarray(self.matrix, dtype=np.float32))
        object.__setattr__(self, "index", _index_of(self.words))
        if self.matrix.ndim != 2 or len(self.matrix) != len(self.words):
            raise VectorError(f"{len(self.words)} words do not fit a matrix of shape {self.matrix.shape}")
        if self.counts is not None and len(self.counts) != len(self.words):
            raise VectorError(f"{len(self.words)} words do not fit {len(self.counts)} counts")
        if len(self.index) != len(self.words):
            raise VectorError(f"the word {self._first_repeated()!r} occurs twice; every word needs one row")

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.index

    @property
    def dims(self) -> int:
        """The number of dimensions d."""
        return int(self.matrix.shape[1])

    def head(self, n: int) -> WordVectors:
        """The first `n` words, sharing the matrix."""
        counts = None if self.counts is None else self.counts[:n]
        return replace(self, words=self.words[:n], matrix=self.matrix[:n], counts=counts)

    def with_matrix(self, matrix: Floats2d) -> WordVectors:
        """The same words with other vectors (n, any d), without building their index again.

        Raises
        ------
        VectorError
            The matrix does not have a row for every word.
        """
        if matrix.ndim != 2 or len(matrix) != len(self.words):
            raise VectorError(f"{len(self.words)} words do not fit a matrix of shape {matrix.shape}")
        twin = copy.copy(self)
        object.__setattr__(twin, "matrix", np.asarray(matrix, dtype=np.float32))
        return twin

    def row(self, word: str) -> int:
        """The row of `word`.

        Raises
        ------
        VocabularyError
            The word is unknown; the message offers the closest spellings.
        """
        try:
            return self.index[word]
        except KeyError:
            raise VocabularyError(self._unknown(word)) from None

    def vector(self, word: str) -> Floats1d:
        """A copy of the vector of `word`, float32 (d,).

        Raises
        ------
        VocabularyError
            The word is unknown.
        """
        return np.array(self.matrix[self.row(word)])

    def similarity(self, a: str, b: str) -> float:
        """The cosine of the angle between two words, -1 to 1; 0 where one of them is the zero vector.

        Raises
        ------
        VocabularyError
            A word is unknown.
        """
        return float(np.clip(unit(self.vector(a)) @ unit(self.vector(b)), -1.0, 1.0))

    def neighbours(
        self, word_or_vector: str | npt.ArrayLike, k: int = 10, metric: str = "cosine"
    ) -> list[Neighbour]:
        """The `k` words nearest to a word or vector, the nearest first.

        Parameters
        ----------
        word_or_vector : str or (d,)
            A word, itself left out of the answer, or any vector.
        k : int
            How many, at least 1. Fewer come back from a small vocabulary; rows that are not finite never do.
        metric : str
            ``"cosine"`` or ``"dot"``, largest first, or ``"euclidean"``, the distance, smallest first.

        Raises
        ------
        VocabularyError
            The word is unknown.
        SettingError
            `metric` or `k` is none of the above.
        VectorError
            The vector does not have d numbers.
        """
        if isinstance(word_or_vector, str):
            row = self.row(word_or_vector)
            return self._nearest(self.matrix[row], k, metric=metric, without=[row])
        query = np.asarray(word_or_vector)
        if query.shape != (self.dims,):
            raise VectorError(f"the query has shape {query.shape}, but these vectors need ({self.dims},)")
        return self._nearest(query, k, metric=metric, without=[])

    def analogy(self, a: str, b: str, c: str, k: int = 10) -> list[Neighbour]:
        """What is to `c` as `b` is to `a`: the words nearest by cosine to b - a + c of unit vectors.

        The three words are left out of the answer. Source: Mikolov, Yih and Zweig 2013, "Linguistic
        Regularities in Continuous Space Word Representations", the 3CosAdd rule.

        Raises
        ------
        VocabularyError
            A word is unknown.
        SettingError
            `k` is below 1.
        """
        rows = [self.row(a), self.row(b), self.row(c)]
        unit_a, unit_b, unit_c = (unit(self.matrix[row]) for row in rows)
        return self._nearest(unit_b - unit_a + unit_c, k, metric="cosine", without=rows)

    def _nearest(self, query: Floats1d, k: int, *, metric: str, without: list[int]) -> list[Neighbour]:
        if metric not in METRICS:
            raise SettingError(f"The metric {metric!r} is unknown; choose one of {', '.join(METRICS)}.")
        if k < 1:
            raise SettingError(f"The number of neighbours is {k}; it must be at least 1.")
        near = nearness(self.matrix, query, metric)
        near[without] = -np.inf
        best = np.argpartition(near, -k)[-k:] if k < len(near) else np.arange(len(near))
        best = best[np.argsort(-near[best], kind="stable")]
        sign = -1.0 if metric == "euclidean" else 1.0
        return [
            Neighbour(self.words[row], sign * float(near[row]) + 0.0) for row in best if near[row] > -np.inf
        ]

    def _unknown(self, word: str) -> str:
        frequent = [known for known in islice(self.words, SUGGESTED_FROM) if known[:1] == word[:1].lower()]
        close = [word.lower()] if word.lower() in self.index else difflib.get_close_matches(word, frequent)
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else "; check its spelling."
        return f"The word {word!r} is not in the vocabulary{hint}"

    def _first_repeated(self) -> str:
        return next(word for row, word in enumerate(self.words) if self.index[word] != row)


def _index_of(words: tuple[str, ...]) -> dict[str, int]:
    """The row of every word; built by parts, between which another thread may have the interpreter."""
    index: dict[str, int] = {}
    for start in range(0, len(words), WORDS_AT_ONCE):
        part = words[start : start + WORDS_AT_ONCE]
        index.update(zip(part, range(start, start + len(part)), strict=True))
    return index
