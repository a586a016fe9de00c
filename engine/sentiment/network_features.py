"""What the sentence network sees of a text: words, their beginnings and ends, and telling pairs of words.

| feature | example in "is not very good" |
|---|---|
| word | good |
| first 4, first 6 and last 3 letters | good |
| pair of neighbours | (very, good) |
| negator and the word 2 or 3 places on | (not, good) |
| the same pairs with the second word's polarity in its place | (very, +), (not, +) |
| negator and the polarity of a word 4 to 7 places on | (not, +) |
| turning word and the polarity of a word up to 10 places before or after it | (but, −), (−, but) |

A word's polarity is the label its own leaf bears in the training trees, if that is not neutral. It lets "not"
turn words round that were never seen behind it. A feature has a row only if the training text shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

import numpy as np

from engine.corpus.dataset import Dataset, Split
from engine.sentiment.network_pairs import NEUTRAL, PAIR_KINDS, REACH, FoundPairs, find_pairs
from engine.types import Bools, Ints1d, Ints2d

WORD, SUBWORD, PAIR = range(3)

# First words, distances of the last words, rows, group.
_Found: TypeAlias = tuple[Ints1d, Ints1d, Ints1d, int]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """The features of a text, grouped in cells: all that stands at one word, or at one pair of words.

    Attributes
    ----------
    first, last : int32 (cells,)
        The words of a cell; ordered by `first`.
    starts : int32 (cells + 1,)
        The features of cell i are ``starts[i]:starts[i + 1]`` of the next two.
    rows : int32 (features,)
        Which feature it is: a row of the network's table.
    groups : int8 (features,)
        WORD, SUBWORD or PAIR.
    """

    first: Ints1d
    last: Ints1d
    starts: Ints1d
    rows: Ints1d
    groups: Ints1d

    def inside(self, start: Ints1d, end: Ints1d) -> tuple[Ints1d, Ints1d]:
        """The cells inside each span of words ``[start, end)``, as CSR (starts, indices)."""
        low, high = np.searchsorted(self.first, start), np.searchsorted(self.first, end)
        cells = ranges(low, high - low)
        span = np.repeat(np.arange(len(start)), high - low)
        whole = self.last[cells] < end[span]
        counts = np.bincount(span[whole], minlength=len(start))
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int32), cells[whole].astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureIndex:
    """Which features have a row: words first, then letters, then each kind of pair.

    Attributes
    ----------
    words : tuple of str
        The V words of the training text.
    polarity : int8 (V,)
        Label of the word's own leaf, 2 if it has none.
    letters : tuple of str
        Beginnings and ends of words; how long one is tells which it is.
    pairs : tuple of int64 arrays
        For every kind of `PAIR_KINDS` the pairs with a row, coded as one number, ascending.
    """

    words: tuple[str, ...]
    polarity: Ints1d
    letters: tuple[str, ...]
    pairs: tuple[Ints1d, ...]
    _word_ids: dict[str, int] = field(init=False, repr=False)
    _letter_rows: dict[str, int] = field(init=False, repr=False)
    _heads: tuple[Bools, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        n_words = len(self.words)
        letter_rows = range(n_words, n_words + len(self.letters))
        object.__setattr__(self, "_word_ids", dict(zip(self.words, range(n_words), strict=True)))
        object.__setattr__(self, "_letter_rows", dict(zip(self.letters, letter_rows, strict=True)))
        object.__setattr__(self, "_heads", tuple(_heads(self.words, kind.heads) for kind in PAIR_KINDS))

    def __len__(self) -> int:
        return len(self.words) + len(self.letters) + sum(map(len, self.pairs))

    def __contains__(self, word: object) -> bool:
        return word in self._word_ids

    @classmethod
    def build(cls, dataset: Dataset, *, pair_count: int = 1) -> Self:
        """The features of a data set's training text, pairs only if they occur `pair_count` times."""
        train = dataset.splits["train"]
        used = np.flatnonzero(np.bincount(train.tokens, minlength=len(dataset.lexicon)))
        words = tuple(dataset.lexicon[i] for i in used)
        letters = tuple(dict.fromkeys(piece for word in words for piece in _letters(word)))
        ids = np.zeros(len(dataset.lexicon), dtype=np.int64)
        ids[used] = np.arange(len(used))
        bare = cls(words, _polarity(train, ids, len(words)), letters, ())
        found = (
            np.unique(pairs.keys, return_counts=True)
            for pairs in bare._pairs(ids[train.tokens], train.offsets)
        )
        pairs = tuple(keys[counts >= pair_count] for keys, counts in found)
        return cls(words, bare.polarity, letters, pairs)

    def extract(self, types: Sequence[str], tokens: Ints1d, offsets: Ints1d) -> Features:
        """The features of a text.

        Parameters
        ----------
        types : sequence of str
            What the token ids mean.
        tokens : (n,) int
        offsets : (sentences + 1,) int
            Sentence i is ``tokens[offsets[i]:offsets[i + 1]]``; no pair reaches across a border.
        """
        used = np.unique(tokens)
        ids, letters = np.full(len(types), -1), np.full((len(types), 3), -1)
        ids[used], letters[used] = self._type_rows([types[place] for place in used.tolist()])
        places, alone = np.arange(len(tokens)), np.zeros(len(tokens), dtype=np.int64)
        found: list[_Found] = [(places, alone, ids[tokens], WORD)]
        found += [(places, alone, column[tokens], SUBWORD) for column in letters.T]
        base = len(self.words) + len(self.letters)
        for known, pairs in zip(self.pairs, self._pairs(ids[tokens], offsets), strict=True):
            found.append((pairs.first, pairs.distance, _rows(known, pairs.keys, base), PAIR))
            base += len(known)
        return _cells(found)

    def _type_rows(self, types: Sequence[str]) -> tuple[Ints1d, Ints2d]:
        """The row of every word type, (types,), and of its letters, (types, 3); -1 for none."""
        ids = np.array([self._word_ids.get(word, -1) for word in types], dtype=np.int64)
        rows = self._letter_rows
        letters = [[rows.get(piece, -1) for piece in _letters(word, fill="")] for word in types]
        return ids, np.array(letters, dtype=np.int64).reshape(-1, 3)

    def _pairs(self, ids: Ints1d, offsets: Ints1d) -> list[FoundPairs]:
        """The pairs of every kind, whether or not they have a row."""
        sentence = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        return [
            find_pairs(kind, ids, sentence, heads=heads, polarity=self.polarity)
            for kind, heads in zip(PAIR_KINDS, self._heads, strict=True)
        ]


def _heads(words: Sequence[str], heads: frozenset[str] | None) -> Bools:
    """Which words can be heads."""
    return np.array([heads is None or word in heads for word in words], dtype=bool)


def ranges(starts: Ints1d, counts: Ints1d) -> Ints1d:
    """``start, start + 1, ...`` of each range, `counts` numbers of it, end to end."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))


def _letters(word: str, fill: str | None = None) -> list[str]:
    """The first 4, first 6 and last 3 letters of a word that has more than 3; `fill` for one too long."""
    pieces = ((4, word[:4]), (6, word[:6]), (4, word[-3:]))
    wanted = [piece if len(word) >= least else fill for least, piece in pieces]
    return [piece for piece in wanted if piece is not None]


def _polarity(train: Split, ids: Ints1d, n_words: int) -> Ints1d:
    """The label of every word's own leaf, rounded where trees differ; neutral without labelled leaves."""
    if train.spans is None:
        return np.full(n_words, NEUTRAL, dtype=np.int8)
    leaf = train.spans.end - train.spans.start == 1
    words = ids[train.tokens[train.spans.start[leaf]]]
    counts = np.bincount(words, minlength=n_words)
    sums = np.bincount(words, weights=train.spans.labels[leaf], minlength=n_words)
    mean = np.divide(sums, counts, out=np.full(n_words, float(NEUTRAL)), where=counts > 0)
    return np.asarray(np.rint(mean), dtype=np.int8)


def _rows(known: Ints1d, keys: Ints1d, base: int) -> Ints1d:
    """The row of each key, -1 for one that is not known."""
    if not len(known):
        return np.full(len(keys), -1)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, base + place, -1)


def _cells(found: list[_Found]) -> Features:
    """Group features that stand at the same word or pair of words."""
    keys = np.concatenate([first * (REACH + 1) + distance for first, distance, _, _ in found])
    rows = np.concatenate([rows for _, _, rows, _ in found])
    groups = np.concatenate([np.full(len(rows), group, dtype=np.int8) for _, _, rows, group in found])
    known = np.flatnonzero(rows >= 0)
    order = known[np.argsort(keys[known], kind="stable")]
    cells, starts = np.unique(keys[order], return_index=True)
    first = (cells // (REACH + 1)).astype(np.int32)
    return Features(
        first=first,
        last=first + (cells % (REACH + 1)).astype(np.int32),
        starts=np.append(starts, len(order)).astype(np.int32),
        rows=rows[order].astype(np.int32),
        groups=groups[order],
    )
