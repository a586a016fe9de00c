"""The brackets of a file of sentiment trees as arrays, and every mistake they can hold.

Brackets are found all at once, depth is a running sum of +1 and -1, and the partner of a bracket is its
neighbour after a stable sort by depth; no Python loop runs over them.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.errors import DataError
from engine.types import Bools, Ints1d

_OPEN, _CLOSE, _SPACE, _TAB, _NEWLINE = b"() \t\n"
_LABELS = b"01234"
_SHAPE = "one tree a line is expected, such as (3 (2 Good) (2 .))"

Mistakes = list[tuple[Ints1d, str]]


class Brackets(NamedTuple):
    """The m brackets of a file.

    Attributes
    ----------
    data : uint8 (bytes,)
        The file.
    at : int64 (m,)
        Where the brackets stand.
    opens : bool (m,)
        Whether each opens.
    depth : int32 (m,)
        How many are open right behind it.
    """

    data: Ints1d
    at: Ints1d
    opens: Bools
    depth: Ints1d

    @classmethod
    def of(cls, encoded: bytes) -> Brackets:
        """Find the brackets of UTF-8 text."""
        data = np.frombuffer(encoded, dtype=np.uint8)
        # The two brackets differ in their lowest bit alone: 0x28 and 0x29.
        at = np.flatnonzero((data | 1) == _CLOSE)
        opens = data[at] == _OPEN
        depth = np.cumsum(np.where(opens, 1, -1).astype(np.int8), dtype=np.int32)
        return cls(data, at, opens, depth)

    def partners(self) -> Ints1d:
        """For every opening bracket, in order, the index of the bracket that closes it."""
        level = self.depth + ~self.opens
        # NumPy sorts 16-bit integers by radix, several times faster; only absurd trees are deeper.
        by_level = np.argsort(level.astype(np.int16) if level.max() < 2**15 else level, kind="stable")
        closing = np.empty(len(level), dtype=np.int64)
        closing[by_level[0::2]] = by_level[1::2]
        return closing[self.opens]

    def check(self, path: str | Path | None) -> None:
        """Raise a `DataError` for the mistake that stands first in the file, if there is one."""
        newlines = np.flatnonzero(self.data == _NEWLINE)
        mistakes = self._outside(newlines) + self._nodes()
        found = [(int(places.min()), message) for places, message in mistakes if len(places)]
        if found:
            place, message = min(found)
            raise DataError(message, path, 1 + int(np.searchsorted(newlines, place)))
        if not len(self.at):
            raise DataError(f"the file holds no sentence; {_SHAPE}", path)

    def _outside(self, newlines: Ints1d) -> Mistakes:
        """Mistakes of lines: unbalanced brackets, two trees, text before, between or behind them."""
        ends = np.append(newlines, len(self.data))
        last = np.searchsorted(self.at, ends) - 1
        depth_at_end = np.append(self.depth, 0)[last]
        roots = self.at[self.opens & (self.depth == 1)]
        second = roots[1:][np.diff(np.searchsorted(newlines, roots)) == 0]
        before = np.flatnonzero(_ink(self.data[: self.at[0] if len(self.at) else None]))
        behind = self.at[~self.opens & (self._count(_ink(self.data)) > 0)]
        return [
            (self.at[self.depth < 0], "a closing bracket has no opening one"),
            (
                ends[depth_at_end > 0],
                "the line ends inside a tree; close its brackets (is the file cut off?)",
            ),
            (second, "a second tree starts on the line; give each its own line"),
            (before, f"there is text outside the brackets; {_SHAPE}"),
            (behind, f"there is text behind a closing bracket; {_SHAPE}"),
        ]

    def _nodes(self) -> Mistakes:
        """Mistakes of nodes: what stands between an opening bracket and the next bracket."""
        at, is_leaf = self.at[self.opens], np.append(~self.opens[1:], True)[self.opens]
        n_ink = self._count(_ink(self.data))[self.opens]
        n_spaces = self._count(self.data == _SPACE)[self.opens]
        padded = np.append(self.data, np.frombuffer(b"  ", dtype=np.uint8))
        label, follower = padded[at + 1], padded[at + 2]
        is_number = (label >= ord("0")) & (label <= ord("9"))
        is_label = (label >= _LABELS[0]) & (label <= _LABELS[-1]) & ((follower == _SPACE) | (n_ink == 1))
        return [
            (at[n_ink == 0], "a node is empty; each needs a label from 0 to 4 and a word or further nodes"),
            (at[(n_ink > 0) & ~is_number], "a node has no label from 0 to 4 right behind its bracket"),
            (at[is_number & ~is_label], "a label is not one of 0, 1, 2, 3, 4"),
            (at[is_label & is_leaf & (n_ink == 1)], "a node holds a label but no word"),
            (
                at[is_label & is_leaf & (n_ink > 1) & (n_spaces != 1)],
                "a word is not alone; write label, one space, the word and the closing bracket",
            ),
            (at[is_label & ~is_leaf & (n_ink > 1)], "a node holds text beside its label and its nodes"),
        ]

    def _count(self, mask: Bools) -> Ints1d:
        """How many bytes of `mask` lie between each bracket and the next, (m,)."""
        if not len(self.at):
            return np.zeros(0, dtype=np.int32)
        return np.add.reduceat(mask, self.at, dtype=np.int32) - mask[self.at]


def _ink(data: Ints1d) -> Bools:
    """Where there is anything but white space."""
    ink: Bools = (data != _SPACE) & (data != _NEWLINE) & (data != _TAB)
    return ink
