"""What two views of the same words have in common: two sets of vectors, or vectors and their map.

Both measures ask of a word which k words are nearest in each view, and give the mean share they agree on: 1
if always the same, about k/n if by chance.
"""

from __future__ import annotations

import numpy as np

from engine.errors import VocabularyError
from engine.types import Floats2d, Ints1d, Ints2d
from engine.vectors.scores import nearness
from engine.vectors.word_vectors import WordVectors

BLOCK_NUMBERS = 1 << 22


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


def common_rows(a: WordVectors, b: WordVectors) -> tuple[Ints1d, Ints1d]:
    """The rows of the words that both have, in each, in the order of `a`."""
    rows = np.fromiter((b.index.get(word, -1) for word in a.words), np.int64, len(a))
    there = np.flatnonzero(rows >= 0)
    return there, rows[there]


def shared_by_word(
    word: str, a: WordVectors, b: WordVectors, *, rows: tuple[Ints1d, Ints1d], k: int = 10
) -> list[str]:
    """Which of a word's k nearest neighbours by cosine two sets of vectors agree on, nearest in `a` first.

    Parameters
    ----------
    word : str
        In both.
    a, b : WordVectors
    rows : tuple
        What `common_rows` says of them: only words that both have are neighbours here.
    k : int
        Neighbours.

    Raises
    ------
    VocabularyError
        The word is missing in one of them.
    """
    near = []
    for vectors, common in zip((a, b), rows, strict=True):
        scores = nearness(vectors.matrix, vectors.matrix[vectors.row(word)], "cosine")
        scores[vectors.row(word)] = -np.inf
        shared = scores[common]
        wanted = min(k, len(shared))
        best = np.argpartition(shared, len(shared) - wanted)[len(shared) - wanted :]
        near.append([int(place) for place in best[np.argsort(-shared[best], kind="stable")]])
    return [a.words[rows[0][place]] for place in near[0] if place in set(near[1])]


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


def _drawn(n_words: int, sample: int, rng: np.random.Generator) -> Ints1d:
    return rng.choice(n_words, size=min(sample, n_words), replace=False)


def _agreement(first: tuple[Floats2d, str], second: tuple[Floats2d, str], k: int, *, rows: Ints1d) -> float:
    wanted = min(k, len(first[0]) - 1)
    if wanted < 1:
        return 1.0
    ready = [_prepared(matrix, metric) for matrix, metric in (first, second)]
    # Many words at once: of a product each, the threads of a busy program would wait for each other.
    step = max(1, BLOCK_NUMBERS // len(first[0]))
    shared = 0
    for start in range(0, len(rows), step):
        block = rows[start : start + step]
        near = [_nearest(points, block, wanted) for points in ready]
        shared += sum(len(np.intersect1d(a, b, assume_unique=True)) for a, b in zip(*near, strict=True))
    return shared / len(rows) / wanted


def _prepared(matrix: Floats2d, metric: str) -> Floats2d:
    """Points whose order by Euclidean distance is the order by `metric`; not finite where a row is not."""
    points = np.asarray(matrix, dtype=np.float64)
    if metric == "euclidean":
        return points - np.where(np.isfinite(points), points, 0.0).mean(axis=0)
    largest = np.abs(points).max(axis=1, keepdims=True, initial=0.0)
    with np.errstate(invalid="ignore"):
        points = points / np.where(largest > 0, largest, 1.0)
        lengths = np.sqrt(np.einsum("ij,ij->i", points, points))[:, None]
        return points / np.where(lengths > 0, lengths, 1.0)


def _nearest(points: Floats2d, rows: Ints1d, k: int) -> Ints2d:
    """The k rows nearest to each of some rows, in no order, (m, k)."""
    with np.errstate(invalid="ignore"):
        far = np.einsum("ij,ij->i", points, points) - 2 * (points[rows] @ points.T)
    far[np.isnan(far)] = np.inf
    far[np.arange(len(rows)), rows] = np.inf
    return np.argpartition(far, k - 1, axis=1)[:, :k]
