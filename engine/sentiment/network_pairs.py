"""Pairs of words that tell more than each alone: neighbours, and words that turn what stands near them.

Behind "not" a good word is bad; before "but" it hardly counts, behind "although" neither. So a negator or a
turning word makes a pair with the words in its reach, in their order, and the other word may be
represented by its polarity alone: then "but +" is known for good words that never stood there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.types import Bools, Ints1d

# fmt: off
NEGATORS = frozenset((
    "not", "n't", "no", "never", "nothing", "neither", "nor", "without", "hardly", "barely", "cannot", "none",
    "nobody", "nowhere", "lacks", "lack", "lacking", "less", "least", "rarely", "few", "little", "too",
))
# Contrast, concession, condition, comparison.
TURNS = frozenset((
    "but", "although", "though", "despite", "spite", "while", "yet", "however", "still", "if", "even",
    "could", "would", "should", "might", "wish", "better", "more", "than", "rather", "instead", "except",
    "enough", "only",
))
CONTRASTS = frozenset(("but", "although", "though", "despite", "spite", "while", "yet"))
# fmt: on
NEUTRAL = 2
CLASSES = 5
_FAR = tuple(range(1, 11))


@dataclass(frozen=True, slots=True)
class PairKind:
    """Which words make a pair.

    Attributes
    ----------
    distances : tuple of int
        How many words apart they are; pairs of one kind are the same feature at any of these.
    heads : frozenset of str or None
        What the head may be; None for any word.
    polarity : bool
        Whether the other word counts by its polarity, which must not be neutral.
    backward : bool
        Whether the head is the later one of the two.
    """

    distances: tuple[int, ...]
    heads: frozenset[str] | None = None
    polarity: bool = False
    backward: bool = False


PAIR_KINDS = (
    PairKind((1,)),
    PairKind((2,), NEGATORS),
    PairKind((3,), NEGATORS),
    PairKind((1,), polarity=True),
    PairKind((2,), NEGATORS, polarity=True),
    PairKind((3,), NEGATORS, polarity=True),
    PairKind((4, 5, 6, 7), NEGATORS, polarity=True),
    PairKind(_FAR, TURNS, polarity=True),
    PairKind(_FAR, TURNS, polarity=True, backward=True),
)
#: The longest distance of all.
REACH = max(distance for kind in PAIR_KINDS for distance in kind.distances)


@dataclass(frozen=True, slots=True, eq=False)
class FoundPairs:
    """The pairs of one kind in a text.

    Attributes
    ----------
    first : (n,) int
        Where the earlier word of each stands.
    distance : (n,) int
    keys : (n,) int64
        Head and other word as one number: ``head * V + other``, or ``head * 5 + polarity``.
    """

    first: Ints1d
    distance: Ints1d
    keys: Ints1d


def find_pairs(
    kind: PairKind, ids: Ints1d, sentence: Ints1d, *, heads: Bools, polarity: Ints1d
) -> FoundPairs:
    """The pairs of a kind.

    Parameters
    ----------
    kind : PairKind
    ids : (n,) int
        The words of a text, -1 for one without an id.
    sentence : (n,) int
        The sentence of each; no pair reaches across a border.
    heads : (V,) bool
        Which words can be heads of this kind.
    polarity : (V,) int
    """
    places = np.flatnonzero((ids >= 0) & heads[ids])
    heads_at = [places[_inside(places + step, len(ids))] for step in _steps(kind)]
    head = np.concatenate(heads_at)
    step = np.repeat(np.array(_steps(kind)), [len(each) for each in heads_at])
    other = head + step
    holds = (sentence[head] == sentence[other]) & (ids[other] >= 0)
    if kind.polarity:
        holds &= polarity[ids[other]] != NEUTRAL
    head, other, step = head[holds], other[holds], step[holds]
    left, right = ids[head].astype(np.int64), ids[other]
    keys = left * CLASSES + polarity[right] if kind.polarity else left * len(polarity) + right
    return FoundPairs(np.minimum(head, other), np.abs(step), keys)


def _steps(kind: PairKind) -> tuple[int, ...]:
    """From the head to the other word."""
    return tuple(-distance if kind.backward else distance for distance in kind.distances)


def _inside(places: Ints1d, length: int) -> Bools:
    return (places >= 0) & (places < length)
