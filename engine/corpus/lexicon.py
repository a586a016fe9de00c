"""Word types in order of first appearance, growing while the splits of a data set are read."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.corpus.tokens import normalise
from engine.types import Ints1d


class Lexicon:
    """Gives every word type an id, counted from 0 in order of first appearance.

    The spellings of a file (`Film`, `film`) are normalised once each, not once per occurrence.
    """

    __slots__ = ("_ids", "_spellings")

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._spellings = _Spellings(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def words(self) -> tuple[str, ...]:
        """The word types; token ids index them."""
        return tuple(self._ids)

    def id(self, token: str) -> int:
        """The id of a token that is already normalised, new if it is the first of its type."""
        return self._ids.setdefault(token, len(self._ids))

    def encode(self, tokens: Iterable[str]) -> Ints1d:
        """Ids of tokens that are already split but not yet normalised, int32 (n,)."""
        return np.fromiter(map(self._spellings.__getitem__, tokens), dtype=np.int32)


class _Spellings(dict[str, int]):
    """From a spelling to the id of its normal form; new spellings are added on the way."""

    __slots__ = ("_ids",)

    def __init__(self, ids: dict[str, int]) -> None:
        super().__init__()
        self._ids = ids

    def __missing__(self, spelling: str) -> int:
        token = normalise(spelling)
        self[spelling] = self._ids.setdefault(token, len(self._ids))
        return self[spelling]
