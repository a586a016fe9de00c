"""How good a classifier is: accuracies, confusion, its worst mistakes, and how far to trust the figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.rng import generator
from engine.types import Floats2d, Ints1d, Ints2d

NEUTRAL = 2


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence that was judged wrongly.

    Attributes
    ----------
    sentence : int
        Its place in the split.
    true, predicted : int
    confidence : float
        The probability of the wrong class.
    """

    sentence: int
    true: int
    predicted: int
    confidence: float


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class: of those predicted, how many are right (precision); of the true ones, how many were found
    (recall); their harmonic mean; all in per cent, 0 where there are none; and how many are true."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class LengthFigures:
    """Accuracy in per cent over the sentences of `low` to `high` words, and how many there are."""

    low: int
    high: int
    accuracy: float
    support: int


def accuracy(true: Ints1d, predicted: Ints1d) -> float:
    """The share of right answers in per cent; 0 without any sentence."""
    return 100.0 * float(np.mean(true == predicted)) if len(true) else 0.0


def binary_accuracy(true: Ints1d, probabilities: Floats2d) -> float:
    """Positive or negative, the treebank's way, in per cent.

    Sentences whose true label is neutral are left out; of five classes the two upper ones together
    stand against the two lower ones (Socher et al. 2013, section 5.2). Two columns are compared as they are,
    with `true` still counted 0 to 4.
    """
    keep = true != NEUTRAL
    p = probabilities[keep]
    half = p.shape[1] // 2
    positive = p[:, -half:].sum(axis=1) > p[:, :half].sum(axis=1)
    return accuracy(true[keep] > NEUTRAL, positive)


def figures_of(true: Ints1d, probabilities: Floats2d) -> tuple[float | None, float | None]:
    """The accuracy over all classes and that of the sides; None instead where no sentence counts.

    A split without a sentence, or with neutral ones alone, is not judged wrongly: it says nothing.
    """
    exact = accuracy(true, probabilities.argmax(axis=1)) if len(true) else None
    sides = binary_accuracy(true, probabilities) if np.any(true != NEUTRAL) else None
    return exact, sides


def confusion(true: Ints1d, predicted: Ints1d, *, n_classes: int) -> Ints2d:
    """How often each true class (rows) was taken for each class (columns), (classes, classes)."""
    cells = np.bincount(true.astype(np.int64) * n_classes + predicted, minlength=n_classes**2)
    return cells.reshape(n_classes, n_classes)


def mistakes(true: Ints1d, probabilities: Floats2d) -> list[Mistake]:
    """All wrong answers, the most confident first."""
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != true)
    order = wrong[np.argsort(-confidence[wrong], kind="stable")]
    return [Mistake(int(i), int(true[i]), int(predicted[i]), float(confidence[i])) for i in order]


def per_class(cells: Ints2d) -> list[ClassFigures]:
    """Precision, recall and F1 of every class of a confusion matrix."""
    figures = []
    for index, row in enumerate(cells):
        right, true, guessed = int(row[index]), int(row.sum()), int(cells[:, index].sum())
        figures.append(
            ClassFigures(
                _percent(right, guessed), _percent(right, true), _percent(2 * right, true + guessed), true
            )
        )
    return figures


def by_length(
    lengths: Ints1d, true: Ints1d, predicted: Ints1d, *, edges: Sequence[int] = (1, 6, 11, 16, 21, 31)
) -> list[LengthFigures]:
    """Accuracy by sentence length in words: a band from each edge up to the next, the last one open.

    Bands without a sentence are left out; the last one ends at the longest sentence.
    """
    bands = []
    longest = int(lengths.max(initial=0))
    for low, high in zip(edges, [*(edge - 1 for edge in edges[1:]), max(longest, edges[-1])], strict=True):
        inside = (lengths >= low) & (lengths <= high)
        if inside.any():
            bands.append(
                LengthFigures(low, high, accuracy(true[inside], predicted[inside]), int(inside.sum()))
            )
    return bands


def wilson(right: int, total: int, *, z: float = 1.96) -> tuple[float, float]:
    """The interval in per cent that holds the true accuracy 19 times in 20 (Wilson 1927's score interval).

    Unlike the plain normal interval it stays within 0 to 100 and is of use for few sentences.
    """
    if not total:
        return 0.0, 100.0
    share, shrink = right / total, 1 + z * z / total
    centre = (share + z * z / (2 * total)) / shrink
    half = z / shrink * math.sqrt(share * (1 - share) / total + (z / (2 * total)) ** 2)
    return 100 * max(centre - half, 0.0), 100 * min(centre + half, 1.0)


def bootstrap_interval(right: int, total: int, *, draws: int = 2000, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of an accuracy in per cent, by a bootstrap over the sentences (Efron 1979).

    Drawing as many sentences with replacement and counting the right ones is one binomial draw. Where all or
    none are right every resample is alike and would claim certainty: there Wilson's interval stands in.

    Parameters
    ----------
    right, total : int
        Sentences judged rightly, of how many.
    draws : int
        Resamples.
    seed : int
    """
    if right in (0, total):
        return wilson(right, total)
    drawn = generator(seed, "bootstrap").binomial(total, right / total, size=draws)
    low, high = np.percentile(100 * drawn / total, [2.5, 97.5])
    return float(low), float(high)


def difference_interval(
    true: Ints1d, first: Ints1d, second: Ints1d, *, draws: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """The 95 % interval of how much more often `first` is right than `second`, in points of per cent.

    A bootstrap over sentences, both answers drawn together: two models on the same sentences are compared far
    more sharply than by their own intervals.
    """
    gain = (first == true).astype(np.int64) - (second == true)
    wins, losses, total = int((gain > 0).sum()), int((gain < 0).sum()), len(gain)
    if not total:
        return 0.0, 0.0
    # Resampled sentences fall into three kinds only, so one multinomial draw replaces n indices.
    kinds = [wins / total, losses / total, (total - wins - losses) / total]
    drawn = generator(seed, "bootstrap").multinomial(total, kinds, size=draws)
    low, high = np.percentile(100 * (drawn[:, 0] - drawn[:, 1]) / total, [2.5, 97.5])
    return float(low), float(high)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
