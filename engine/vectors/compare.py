"""What two views of the same words have in common: two sets of vectors, or vectors and their map.

Both measures ask of a word which k words are nearest in each view, and give the mean share they agree on: 1
if always the same, about k/n if by chance.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.errors import VocabularyError
from engine.types import Floats2d, Ints1d
from engine.vectors.nearest import Nearest
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
    rows = common_rows(a, b)
    _refuse_too_few(rows)
    ready = [Nearest(v.matrix[there], "cosine") for v, there in zip((a, b), rows, strict=True)]
    wanted = min(k, len(rows[0]) - 1)
    return float(_shared(ready, _drawn(len(rows[0]), sample, rng), wanted).mean()) / wanted


def shared_by_all(
    a: WordVectors,
    b: WordVectors,
    *,
    rows: tuple[Ints1d, Ints1d],
    k: int = 10,
    progress: Callable[[float], None] | None = None,
) -> Ints1d:
    """How many of its k nearest neighbours by cosine two sets of vectors agree on, for each of some words.

    Parameters
    ----------
    a, b : WordVectors
    rows : tuple
        The rows of the words in each, as `common_rows` gives them or a part of that; only these words are
        neighbours here. The time grows with the square of their number.
    k : int
        Neighbours a word.
    progress : callable, optional
        Called with the share done; an exception it raises ends the work.

    Returns
    -------
    int (len(rows[0]),)

    Raises
    ------
    VocabularyError
        There are fewer than two words.
    """
    _refuse_too_few(rows)
    ready = [Nearest(v.matrix[there], "cosine") for v, there in zip((a, b), rows, strict=True)]
    return _shared(ready, np.arange(len(rows[0])), min(k, len(rows[0]) - 1), progress)


def _refuse_too_few(rows: tuple[Ints1d, Ints1d]) -> None:
    if len(rows[0]) < 2:
        raise VocabularyError("The two sets of vectors share fewer than two words; nothing can be compared.")


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
    wanted = min(k, len(vectors) - 1)
    if wanted < 1:
        return 1.0
    ready = [Nearest(vectors, "cosine"), Nearest(coordinates, "euclidean")]
    return float(_shared(ready, _drawn(len(vectors), sample, rng), wanted).mean()) / wanted


def _drawn(n_words: int, sample: int, rng: np.random.Generator) -> Ints1d:
    return rng.choice(n_words, size=min(sample, n_words), replace=False)


def _shared(
    views: list[Nearest], rows: Ints1d, k: int, progress: Callable[[float], None] | None = None
) -> Ints1d:
    """How many of the k nearest of each row two views have in common."""
    shared = np.empty(len(rows), dtype=np.int64)
    for (part, first), (_, second) in zip(views[0].of(rows, k), views[1].of(rows, k), strict=True):
        if progress is not None:
            progress(part.start / len(rows))
        shared[part] = (first[:, :, None] == second[:, None, :]).sum(axis=(1, 2))
    return shared
