"""What the rows of the sentence network's table stand for, in words a person can read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.sentiment.network_features import FeatureIndex
from engine.sentiment.network_pairs import PAIR_KINDS

_BETWEEN: dict[tuple[int, ...], str] = {(1,): " ", (2,): " _ ", (3,): " _ _ "}
_END = 3
POLARITIES = ("− −", "−", "neutral", "+", "+ +")


def feature_names(index: FeatureIndex, rows: Sequence[int]) -> tuple[str, ...]:
    """The words, pieces of words and pairs in these rows: ``good``, ``…ing``, ``not _ good``, ``not +``."""
    first_pair = len(index.words) + len(index.letters)
    starts = first_pair + np.cumsum([0, *map(len, index.pairs)])

    def name(row: int) -> str:
        if row < len(index.words):
            return index.words[row]
        if row < first_pair:
            piece = index.letters[row - len(index.words)]
            return f"…{piece}" if len(piece) == _END else f"{piece}…"
        kind = int(np.searchsorted(starts, row, side="right")) - 1
        return _pair_name(index, kind, int(index.pairs[kind][row - starts[kind]]))

    return tuple(name(int(row)) for row in rows)


def _pair_name(index: FeatureIndex, kind: int, key: int) -> str:
    """A pair decoded, see `FeatureIndex`."""
    pairs = PAIR_KINDS[kind]
    left, right = divmod(key, len(POLARITIES) if pairs.polarity else len(index.words))
    names = index.words[left], POLARITIES[right] if pairs.polarity else index.words[right]
    return _BETWEEN.get(pairs.distances, " … ").join(reversed(names) if pairs.backward else names)
