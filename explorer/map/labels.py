"""Which words are written on the map and where, so that no two labels ever touch.

Greedy by priority: the most important word takes the first free place beside its point. A label already on
the screen keeps its side and goes before newcomers of its kind, so labels do not dance while points move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.types import Floats1d, Floats2d, Ints1d

CELL = 3
"""Pixels per cell of the occupancy grid: fine enough to pack, coarse enough to be quick."""
GAP = 5.0
"""Pixels between a point's centre and its label."""
AREA_PER_LABEL = 9_000
"""Square pixels of screen for one label: about a hundred on a 1200 x 800 map, as on a good atlas page."""
BLOCK = 4096
SIDES = ("right", "left", "above", "below")


@dataclass(frozen=True, slots=True)
class Label:
    """A word to write: its index, the side of its point, and its box in logical pixels."""

    index: int
    side: str
    left: float
    top: float
    width: float
    height: float

    def contains(self, x: float, y: float) -> bool:
        """Whether a pixel lies on the label."""
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height


@dataclass(slots=True)
class Occupancy:
    """Taken cells of the screen: one Python integer per row of cells, one bit per cell.

    Testing a box costs one shift and a few ANDs, several times less than slicing an array.
    """

    width: int
    height: int
    rows: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [0] * (self.height // CELL + 1)

    def take(self, left: float, top: float, width: float, height: float) -> bool:
        """Claim a box if it lies on the screen and is free; says whether it did."""
        if left < 0 or top < 0 or left + width > self.width or top + height > self.height:
            return False
        first, last = int(left) // CELL, int(left + width) // CELL
        bits = ((1 << (last - first + 1)) - 1) << first
        span = range(int(top) // CELL, int(top + height) // CELL + 1)
        if any(self.rows[row] & bits for row in span):
            return False
        for row in span:
            self.rows[row] |= bits
        return True


def budget(width: int, height: int) -> int:
    """How many labels a screen of this size carries."""
    return max(12, width * height // AREA_PER_LABEL)


def candidates(
    coords: Floats2d, order: Ints1d, rect: tuple[float, float, float, float], limit: int
) -> Ints1d:
    """The first `limit` words of `order` whose points lie inside `rect`.

    Looks at `order` in growing blocks: far out the first block holds enough, near by all words are
    scanned once, vectorised.
    """
    left, bottom, right, top = rect
    found: list[Ints1d] = []
    total, start, block = 0, 0, BLOCK
    while total < limit and start < len(order):
        part = order[start : start + block]
        x, y = coords[part, 0], coords[part, 1]
        inside = part[(x >= left) & (x <= right) & (y >= bottom) & (y <= top)]
        found.append(inside)
        total += len(inside)
        start, block = start + block, block * 4
    return np.concatenate(found)[:limit] if found else np.empty(0, dtype=np.intp)


def arrange(
    first: Iterable[int],
    automatic: Ints1d,
    positions: Callable[[Ints1d], Floats2d],
    *,
    extent: Callable[[int], tuple[float, float]],
    screen: tuple[int, int],
    limit: int,
    before: Mapping[int, Label],
    taken: Iterable[tuple[float, float, float, float]] = (),
) -> list[Label]:
    """Place labels without overlap.

    Parameters
    ----------
    first : iterable of int
        Words that go before all others, most important first (selected, pinned, neighbours, hits).
    automatic : ndarray of int
        Further words by falling priority; those shown before are tried first among them.
    positions : callable
        Indices ``(m,)`` to points ``(m, 2)`` in logical pixels.
    extent : callable
        Index to the width and height of its written word.
    screen : tuple
        Width and height.
    limit : int
        How many automatic labels at most.
    before : mapping
        The labels on the screen now, by index.
    taken : iterable of boxes (left, top, width, height)
        Places that are already used (captions, legend).

    Returns
    -------
    list of Label
        In order of placement; boxes are disjoint and inside the screen.
    """
    ahead = list(dict.fromkeys(first))
    kept = [index for index in automatic.tolist() if index in before]
    fresh = [index for index in automatic.tolist() if index not in before]
    known = set(ahead)
    rest = [index for index in (*kept, *fresh) if index not in known]
    indices = np.array([*ahead, *rest], dtype=np.intp)
    where = positions(indices).tolist()
    room = Occupancy(*screen)
    for box in taken:
        room.take(*box)
    labels: list[Label] = []
    most = len(ahead) + limit
    for index, (x, y) in zip(indices.tolist(), where, strict=True):
        if len(labels) >= most:
            break
        label = _place(room, index, x, y, size=extent(index), earlier=before.get(index))
        if label is not None:
            labels.append(label)
    return labels


def _place(
    room: Occupancy, index: int, x: float, y: float, *, size: tuple[float, float], earlier: Label | None
) -> Label | None:
    """The label on its earlier side if that is free, else on the first free one."""
    if not (-1e6 < x < 1e6 and -1e6 < y < 1e6):
        return None
    sides = SIDES if earlier is None else (earlier.side, *(s for s in SIDES if s != earlier.side))
    for side in sides:
        left, top = corner(side, x, y, size)
        if room.take(left, top, *size):
            return Label(index, side, left, top, *size)
    return None


def corner(side: str, x: float, y: float, size: tuple[float, float]) -> tuple[float, float]:
    """Top left of a label of `size` beside the point ``(x, y)``."""
    width, height = size
    if side == "right":
        return x + GAP, y - height / 2
    if side == "left":
        return x - GAP - width, y - height / 2
    if side == "above":
        return x - width / 2, y - GAP - height
    return x - width / 2, y + GAP


def priority(counts: Floats1d | Ints1d | None, n_words: int) -> Ints1d:
    """Words by falling frequency; without counts, in the order given (files list frequent words first)."""
    if counts is None:
        return np.arange(n_words)
    return np.argsort(-np.asarray(counts, dtype=np.float64), kind="stable")
