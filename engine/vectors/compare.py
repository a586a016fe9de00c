"""What two views of the same words have in common: two sets of vectors, or vectors and their map.

Both measures ask of a word which k words are nearest in each view, and give the mean share they agree on: 1
if always the same, about k/n if by chance.
"""

from __future__ import annotations

import numpy as np

from engine.errors import VocabularyError
from engine.types import Floats2d
from engine.vectors.scores import nearness
from engine.vectors.word_vectors import WordVectors


def shared_neighbours(
    a: WordVectors, b: WordVectors, k: int = 10, *, sample: int = 1000, rng: np.random.Generator
) -> float:
    """The mean share of the k nearest neighbours by cosine that two sets of vectors have in common.

    Parameters
    ----------
    a, b : WordVectors
        Of any dimensions; only words that both hold are compared.
    k : int
        Neighbours a word.
    sample : int
        Words asked about, drawn at random where there are more.
    rng : numpy.random.Generator
        Draws the sample.

    Raises
    ------
    VocabularyError
        Fewer than two words are in both.
    """
    common = [word for word in a.words if word in b]
    if len(common) < 2:
        raise VocabularyError("The two sets of vectors share fewer than two words; nothing can be compared.")
    first, second = (v.matrix[[v.index[word] for word in common]] for v in (a, b))
    return _agreement((first, "cosine"), (second, "cosine"), k, rows=_drawn(len(common), sample, rng))


def neighbours_kept(
    vectors: Floats2d, coordinates: Floats2d, k: int = 10, *, sample: int = 1000, rng: np.random.Generator
) -> float:
    """The mean share of the k nearest neighbours by cosine that are among the k nearest points on the map.

    Parameters
    ----------
    vectors : float32 (n, d)
    coordinates : float32 (n, c)
        Where the map puts them; there the Euclidean distance counts.
    k : int
        Neighbours a word.
    sample : int
        Words asked about, drawn at random where there are more.
    rng : numpy.random.Generator
        Draws the sample.

    Returns
    -------
    float
        0 to 1; 1 for fewer than two words, which have no neighbours to lose.
    """
    rows = _drawn(len(vectors), sample, rng)
    return _agreement((vectors, "cosine"), (coordinates, "euclidean"), k, rows=rows)


def _drawn(n_words: int, sample: int, rng: np.random.Generator) -> list[int]:
    return [int(row) for row in rng.choice(n_words, size=min(sample, n_words), replace=False)]


def _agreement(
    first: tuple[Floats2d, str], second: tuple[Floats2d, str], k: int, *, rows: list[int]
) -> float:
    wanted = min(k, len(first[0]) - 1)
    if wanted < 1:
        return 1.0
    shared = [len(_nearest(*first, row, wanted) & _nearest(*second, row, wanted)) for row in rows]
    return float(np.mean(shared)) / wanted


def _nearest(matrix: Floats2d, metric: str, row: int, k: int) -> set[int]:
    near = nearness(matrix, matrix[row], metric)
    near[row] = -np.inf
    return set(np.argpartition(near, -k)[-k:].tolist())
