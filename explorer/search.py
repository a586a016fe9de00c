"""Finding words by a part of them or, between slashes, by a regular expression. No Qt."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from engine.errors import SettingError
from engine.types import Ints1d

PATIENCE = 2.0
"""Seconds a regular expression may take: some patterns need ages on innocent words."""
LONGEST = 60
"""Letters of a word that a regular expression is shown."""
BETWEEN_LOOKS = 256
AT_ONCE = 10_000
"""Words joined at once; in between another thread may go on."""
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
        self._text: npt.NDArray[np.uint8] | None = None
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

    def prepare(self) -> npt.NDArray[np.uint8]:
        """All words in small letters, one after the other; made once, best before the first search."""
        if self._text is None:
            pieces, lengths = [], [np.empty(0, dtype=np.int64)]
            for start in range(0, len(self._words), AT_ONCE):
                lowered = [_bytes(word) for word in self._words[start : start + AT_ONCE]]
                pieces.append(b"\n".join(lowered))
                lengths.append(np.fromiter(map(len, lowered), np.int64, len(lowered)) + 1)
            ends = np.cumsum(np.concatenate(lengths))
            self._starts = np.concatenate([[0], ends[:-1]])
            self._text = np.frombuffer(b"\n".join(pieces), dtype=np.uint8)
        return self._text

    def _containing(self, part: str) -> Ints1d:
        """By one pass over all words joined for each letter: no word is asked by itself."""
        letters, text = part.encode(errors="surrogatepass"), self.prepare()
        if "\n" in part or len(letters) > len(text):
            return np.empty(0, dtype=np.int64)
        at = np.flatnonzero(text[: len(text) - len(letters) + 1] == letters[0])
        for offset, letter in enumerate(letters[1:], start=1):
            at = at[text[at + offset] == letter]
        rows: Ints1d = np.searchsorted(self._starts, at, side="right") - 1
        return rows[np.diff(rows, prepend=-1) > 0]

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


def _bytes(word: str) -> bytes:
    return word.lower().replace("\n", " ").encode(errors="surrogatepass")


def best(words: Sequence[str], hits: Ints1d, query: str) -> int:
    """Where to go first: the word itself, else the first one that starts so, else the first of all."""
    wanted, rows = query.strip().lower(), hits[:LOOKED_AT].tolist()
    exact = (row for row in rows if words[row].lower() == wanted)
    started = (row for row in rows if words[row].lower().startswith(wanted))
    return int(next(chain(exact, started, rows)))
