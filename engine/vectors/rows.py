"""Rows gathered while a file is read, and the checks that every format shares."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from engine.errors import VectorError
from engine.types import Floats2d, Ints1d
from engine.vectors.word_vectors import WORDS_AT_ONCE, WordVectors

REPEATS_NAMED = 5


class Rows:
    """Words and their rows as they come, up to a limit; of repeated words the first row is kept."""

    def __init__(self, path: Path, limit: int | None) -> None:
        self.path, self.limit = path, limit
        self._words: list[str] = []
        self._blocks: list[Floats2d] = []

    def __len__(self) -> int:
        return len(self._words)

    @property
    def room(self) -> int | None:
        """How many more rows are wanted; None without a limit."""
        return None if self.limit is None else self.limit - len(self)

    @property
    def full(self) -> bool:
        """Whether the limit is reached."""
        return self.room == 0

    def add(self, words: list[str], matrix: Floats2d) -> None:
        """Append a block of rows, which may have none."""
        if len(matrix):
            self._words += words
            self._blocks.append(matrix)

    def name(self, words: list[str]) -> None:
        """Give the rows added so far the first of `words`."""
        self._words = words[: len(self)]

    def vectors(self, counts: Ints1d | None = None) -> WordVectors:
        """The finished vectors, with a note on each of the first repeated words.

        Raises
        ------
        VectorError
            No row was added, or a number is NaN or infinite.
        """
        if not self._words:
            raise VectorError("holds no word vectors; choose another file", self.path)
        matrix = np.concatenate(self._blocks)
        self._blocks.clear()
        check_finite(self._words, matrix, self.path)
        try:
            return WordVectors(tuple(self._words), matrix, counts)
        except VectorError:
            # Words and rows are as many, so a word must occur twice.
            return self._of_distinct(matrix, counts)

    def _of_distinct(self, matrix: Floats2d, counts: Ints1d | None) -> WordVectors:
        first = dict(zip(reversed(self._words), range(len(matrix) - 1, -1, -1), strict=True))
        kept = np.sort(np.fromiter(first.values(), dtype=np.int64, count=len(first)))
        return WordVectors(
            tuple(self._words[row] for row in kept),
            matrix[kept],
            None if counts is None else counts[kept],
            self._notes(kept),
        )

    def _notes(self, kept: Ints1d) -> tuple[str, ...]:
        dropped = np.setdiff1d(np.arange(len(self._words)), kept)
        notes = [
            f"{self.path}, row {row + 1}: the word {self._words[row]!r} occurs again; its first row was kept."
            for row in dropped[:REPEATS_NAMED]
        ]
        more = len(dropped) - len(notes)
        return (*notes, *([f"{self.path}: {more} more rows repeat a word."] if more else []))


def check_finite(words: list[str] | tuple[str, ...], matrix: Floats2d, path: Path) -> None:
    """Refuse NaN and infinity, naming the first row that holds one.

    Raises
    ------
    VectorError
        A number is not finite.
    """
    # The sum is finite only if each term is; a large but finite sum just costs the second look.
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(matrix.sum(dtype=np.float64)):
            return
    row = int(np.argmin(np.isfinite(matrix).all(axis=1)))
    problem = f"row {row + 1} ({words[row]!r}) holds NaN or infinity; every number must be finite"
    raise VectorError(problem, path)


def check_words(words: tuple[str, ...], path: Path, *, forbidden: str, advice: str) -> None:
    """Refuse words a format cannot hold.

    Parameters
    ----------
    words : tuple of str
    path : Path
        For the message.
    forbidden : str
        Characters that separate words or rows in this format.
    advice : str
        What to use instead.

    Raises
    ------
    VectorError
        A word is empty, is no valid Unicode or contains a forbidden character.
    """
    # A lone surrogate has no UTF-8 form.
    wrong = re.compile(f"[{re.escape(forbidden)}\ud800-\udfff]" if forbidden else "[\ud800-\udfff]")
    for start in range(0, len(words), WORDS_AT_ONCE):
        part = words[start : start + WORDS_AT_ONCE]
        if wrong.search("".join(part)) or (forbidden and not all(part)):
            word = next(word for word in part if (forbidden and not word) or wrong.search(word))
            raise VectorError(f"the word {word!r} does not fit into this format; {advice}", path)
