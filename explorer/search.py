"""Finding words by a part of them or, between slashes, by a regular expression. No Qt."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from itertools import chain

import numpy as np

from engine.errors import SettingError
from engine.types import Ints1d

PATIENCE = 2.0
"""Seconds a regular expression may take: some patterns need ages on innocent words."""
LONGEST = 60
"""Letters of a word that a regular expression is shown."""
BETWEEN_LOOKS = 256
LOOKED_AT = 20_000
"""Hits among which the best one is looked for: there are more only for one or two letters."""


class Searcher:
    """Searches one vocabulary.

    Parameters
    ----------
    words : sequence of str
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._text: str | None = None
        self._starts: Ints1d = np.empty(0, dtype=np.int64)

    def find(self, query: str) -> Ints1d:
        """The words that contain `query` whatever its case, or match ``/query/``; rows in rising order.

        Raises
        ------
        SettingError
            The expression between the slashes is not one, or takes too long.
        """
        wanted = query.strip()
        if not wanted:
            return np.empty(0, dtype=np.int64)
        if is_expression(wanted):
            return self._matching(wanted[1:-1])
        return self._containing(wanted.lower())

    def _containing(self, part: str) -> Ints1d:
        """By one pass over all words joined: several times faster than asking each."""
        if "\n" in part:
            return np.empty(0, dtype=np.int64)
        text = self._joined()
        at = np.fromiter((found.start() for found in re.finditer(re.escape(part), text)), np.int64)
        rows: Ints1d = np.unique(np.searchsorted(self._starts, at, side="right") - 1)
        return rows

    def _joined(self) -> str:
        if self._text is None:
            lowered = [word.lower().replace("\n", " ") for word in self._words]
            lengths = np.fromiter(map(len, lowered), np.int64, len(lowered)) + 1
            self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if lowered else self._starts
            self._text = "\n".join(lowered)
        return self._text

    def _matching(self, pattern: str) -> Ints1d:
        try:
            expression = re.compile(pattern, re.IGNORECASE)
        except (re.error, RecursionError, OverflowError) as error:
            raise SettingError(f"/{pattern}/ is no regular expression: {error}.") from error
        deadline = time.monotonic() + PATIENCE
        found = []
        for row, word in enumerate(self._words):
            if row % BETWEEN_LOOKS == 0 and time.monotonic() > deadline:
                raise SettingError(f"/{pattern}/ takes too long; write a simpler expression.")
            if expression.search(word[:LONGEST]):
                found.append(row)
        return np.array(found, dtype=np.int64)


def is_expression(query: str) -> bool:
    """Whether the text stands between slashes."""
    return len(query) > 2 and query.startswith("/") and query.endswith("/")


def best(words: Sequence[str], hits: Ints1d, query: str) -> int:
    """Where to go first: the word itself, else the first one that starts so, else the first of all."""
    wanted, rows = query.strip().lower(), hits[:LOOKED_AT].tolist()
    exact = (row for row in rows if words[row].lower() == wanted)
    started = (row for row in rows if words[row].lower().startswith(wanted))
    return int(next(chain(exact, started, rows)))
