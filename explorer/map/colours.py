"""What the colour of a word can say: one number a word, from counts, vectors or the classifier (no Qt)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.sentiment.model import SentimentModel
from engine.sentiment.word_scores import word_scores
from engine.types import Floats1d, Floats2d, Ints1d
from engine.vectors import WordVectors
from engine.vectors.metadata import Column
from explorer.map.scene import Colouring, colouring

CATEGORIES = 6
"""Colours that stay apart; see the theme."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that a colouring may need; what is not there yet is None."""

    words: tuple[str, ...] = ()
    counts: Ints1d | None = None
    vectors: WordVectors | None = None
    first: Floats2d | None = None
    model: object = None
    scores: Floats1d | None = None
    groups: Ints1d | None = None
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class ColourBy:
    """One way to colour words.

    Attributes
    ----------
    name : str
        What the choice is called.
    tip : str
        What it says, and from what it comes.
    lacking : str
        What to do where there is nothing to make it from.
    live : bool
        Whether it changes while vectors learn.
    make : callable
        From material to the colouring, or None if something is lacking.
    """

    name: str
    tip: str
    lacking: str
    live: bool
    make: Callable[[Material], Colouring | None]


def one_colour(material: Material) -> Colouring | None:
    """No meaning."""
    return None


def frequency(material: Material) -> Colouring | None:
    """How often a word occurs, on a logarithmic scale."""
    if material.counts is None:
        return None
    counts = np.maximum(material.counts, 1)
    ends = (f"{counts.min():,} ×", f"{counts.max():,} ×") if len(counts) else ()
    return colouring(np.log10(counts), "sequential", title="frequency (log)", legend=ends)


def sentiment(material: Material) -> Colouring | None:
    """What the model says to the word alone, from -2 to 2."""
    values = _sentiment_of_words(material)
    if values is None:
        return None
    known = np.abs(values[np.isfinite(values)])
    if not len(known):
        return None
    edge = float(np.quantile(known, 0.98)) or 1.0
    return colouring(
        values,
        "diverging",
        limits=(-edge, edge),
        title="sentiment of the word alone",
        legend=(f"−{edge:.1f}", "0", f"+{edge:.1f}"),
    )


def _sentiment_of_words(material: Material) -> Floats1d | None:
    """The run's own figures where it sends them, else those of the linear model."""
    model = material.model
    if material.scores is not None and len(material.scores) == len(material.words):
        return material.scores
    if not isinstance(model, SentimentModel) or not material.words:
        return None
    return _for_words(word_scores(model), model.vectors, material.words)


def _for_words(values: Floats1d, vectors: WordVectors, words: tuple[str, ...]) -> Floats1d:
    """Values of the rows of other vectors in the order of `words`; NaN where they lack a word."""
    if vectors.words is words or vectors.words == words:
        return values
    rows = np.fromiter((vectors.index.get(word, -1) for word in words), np.int64, len(words))
    return np.where(rows >= 0, values[rows], np.nan)


def norm(material: Material) -> Colouring | None:
    """The length of a word's vector."""
    if material.vectors is None:
        return None
    return _robust(_lengths(material.vectors.matrix), "length of the vector")


def moved(material: Material) -> Colouring | None:
    """How far a word's vector has come since the first step."""
    vectors, first = material.vectors, material.first
    if vectors is None or first is None or first.shape != vectors.matrix.shape:
        return None
    return _robust(_lengths(vectors.matrix - first), "distance moved since the start")


def cluster(material: Material) -> Colouring | None:
    """The group a word belongs to, named by its first word."""
    groups = material.groups
    if groups is None or len(groups) != len(material.words):
        return None
    names = []
    for group in range(min(int(groups.max(initial=-1)) + 1, CATEGORIES)):
        members = np.flatnonzero(groups == group)
        order = members if material.counts is None else members[np.argsort(-material.counts[members])]
        told = [material.words[row] for row in order[:200].tolist() if len(material.words[row]) > 3][:2]
        names.append(", ".join(told) or material.words[int(order[0])])
    values = np.where(groups >= 0, groups, np.nan).astype(np.float64)
    return _categorical(values, "groups of directions", tuple(names))


def by_column(material: Material) -> Colouring | None:
    """A column of a file."""
    column = material.column
    if column is None or len(column.values) != len(material.words):
        return None
    if column.categories:
        return _categorical(column.values, column.name, column.categories)
    return colouring(column.values, "sequential", title=column.name)


def _lengths(matrix: Floats2d) -> Floats1d:
    lengths: Floats1d = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))
    return lengths


def _robust(values: Floats1d, title: str) -> Colouring:
    """Colours between the first and the last percent: an outlier must not make all others alike."""
    known = values[np.isfinite(values)]
    limits = tuple(np.quantile(known, [0.01, 0.99]).tolist()) if len(known) else (0.0, 1.0)
    low, high = limits
    return colouring(values, "sequential", limits=(low, high), title=title)


def _categorical(values: Floats1d, title: str, names: tuple[str, ...]) -> Colouring:
    return colouring(
        values, "categorical", limits=(-0.5, CATEGORIES - 0.5), title=title, legend=names[:CATEGORIES]
    )


COLOURS: dict[str, ColourBy] = {
    entry.name: entry
    for entry in (
        ColourBy("one colour", "All words alike.", "", False, one_colour),
        ColourBy(
            "frequency", "How often a word occurs.", "These vectors came without counts.", False, frequency
        ),
        ColourBy(
            "sentiment",
            "What the classifier says to the word alone: orange is negative, blue positive.",
            "Sentiment needs a classifier: train on labelled sentences.",
            True,
            sentiment,
        ),
        ColourBy("vector length", "The Euclidean norm of the word's vector.", "Vectors first.", True, norm),
        ColourBy(
            "distance moved",
            "How far the vector has come since the run started, in all dimensions.",
            "This needs a run: press Space.",
            True,
            moved,
        ),
        ColourBy(
            "groups",
            "Six groups of words whose vectors point the same way (k-means on unit vectors).",
            "The groups are being found.",
            False,
            cluster,
        ),
        ColourBy(
            "column of a file…",
            "A column of a tab-separated file, such as the metadata of the Embedding Projector.",
            "Choose a file first.",
            False,
            by_column,
        ),
    )
}
