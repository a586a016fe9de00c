"""Word lists with values, and how often each word is drawn.

A list file holds blocks. ``[name value]`` opens a block; the words that follow, split at white space,
belong to the list ``name`` and have that value (-2 to 2). ``_`` joins the words of one entry
(``fall_flat``); ``#`` starts a comment. Several blocks may feed one list. Earlier entries of a
block are drawn more often.
"""

from __future__ import annotations

import bisect
import itertools
import random
from dataclasses import dataclass
from pathlib import Path

FLAT_SHARE = 0.4
OFFSET, SLOPE = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or fixed phrase of a list, with its value."""

    text: str
    value: float


class WordList:
    """The entries of one list, drawn by rank or evenly.

    Parameters
    ----------
    entries : list of Entry
        Each with its rank in its block.
    ranks : list of int
        Rank of each entry; a low one is drawn more often.
    """

    def __init__(self, entries: list[Entry], ranks: list[int]) -> None:
        self.entries = entries
        weights = [1.0 / (OFFSET + rank) ** SLOPE for rank in ranks]
        even = sum(weights) / len(weights) * FLAT_SHARE / (1 - FLAT_SHARE)
        self._sums = list(itertools.accumulate(weight + even for weight in weights))

    def draw(self, rng: random.Random) -> Entry:
        """One entry, by chance."""
        return self.entries[bisect.bisect(self._sums, rng.random() * self._sums[-1])]


def read_lists(folder: Path) -> dict[str, WordList]:
    """All lists of the ``*.txt`` files of a folder, by name."""
    entries: dict[str, list[Entry]] = {}
    ranks: dict[str, list[int]] = {}
    for path in sorted(folder.glob("*.txt")):
        name, value, rank = "", 0.0, 0
        for line in path.read_text(encoding="utf-8").splitlines():
            line = line.partition("#")[0].strip()
            if line.startswith("["):
                name, number = line.strip("[]").split()
                value, rank = float(number), 0
                continue
            for word in line.split():
                entries.setdefault(name, []).append(Entry(word.replace("_", " "), value))
                ranks.setdefault(name, []).append(rank)
                rank += 1
    return {name: WordList(entries[name], ranks[name]) for name in entries}
