"""Which words are written on the map and where, so that no two labels ever touch.

Greedy by priority: the most important word takes the first free place beside its point. A label already on
the screen keeps its side and goes before newcomers of its kind, so labels do not dance while points move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.types import Floats2d, Ints1d

CELL = 3
"""Pixels per cell of the occupancy grid: fine enough to pack, coarse enough to be quick."""
GAP = 5.0
"""Pixels between a point's centre and its label."""
SIDES = ("right", "left", "above", "below")


Box = tuple[float, float, float, float]


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
        bits, span = _cells(left, top, width, height)
        if any(self.rows[row] & bits for row in span):
            return False
        for row in span:
            self.rows[row] |= bits
        return True

    def block(self, left: float, top: float, width: float, height: float) -> None:
        """Claim the part of a box that lies on the screen, free or not."""
        right, bottom = min(left + width, self.width), min(top + height, self.height)
        left, top = max(left, 0.0), max(top, 0.0)
        if left < right and top < bottom:
            bits, span = _cells(left, top, right - left, bottom - top)
            for row in span:
                self.rows[row] |= bits


def _cells(left: float, top: float, width: float, height: float) -> tuple[int, range]:
    """The columns of a box as bits, and its rows."""
    first, last = int(left) // CELL, int(left + width) // CELL
    bits = ((1 << (last - first + 1)) - 1) << first
    return bits, range(int(top) // CELL, int(top + height) // CELL + 1)


def arrange(
    first: Iterable[int],
    automatic: Ints1d,
    positions: Callable[[Ints1d], Floats2d],
    *,
    extent: Callable[[int], tuple[float, float]],
    screen: tuple[int, int],
    limit: int,
    before: Mapping[int, Label],
    taken: Iterable[Box] = (),
    points: Iterable[Box] = (),
    sure: int = 0,
) -> list[Label]:
    """Place labels without overlap.

    Parameters
    ----------
    first : iterable of int
        Words that go before all others, most important first (selected, pinned, neighbours, hits).
    automatic : ndarray of int
        Further words by falling priority; those shown before are tried first if they still are among the
        first twice `limit`.
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
    points : iterable of boxes
        Marked points that labels should leave free.
    sure : int
        How many of the `first` are written over such points if there is no other place.

    Returns
    -------
    list of Label
        In order of placement; boxes are disjoint and inside the screen.
    """
    ahead = list(dict.fromkeys(first))
    kept = [index for index in automatic[: 2 * limit].tolist() if index in before]
    shown = set(kept)
    fresh = [index for index in automatic.tolist() if index not in shown]
    known = set(ahead)
    rest = [index for index in (*kept, *fresh) if index not in known]
    indices = np.array([*ahead, *rest], dtype=np.intp)
    where = positions(indices).tolist()
    room, bare = Occupancy(*screen), Occupancy(*screen)
    for box in taken:
        room.block(*box)
        bare.block(*box)
    for box in points:
        room.block(*box)
    labels: list[Label] = []
    most = len(ahead) + limit
    for index, (x, y) in zip(indices.tolist(), where, strict=True):
        if len(labels) >= most:
            break
        size, earlier = extent(index), before.get(index)
        label, other = _place(room, index, x, y, size=size, earlier=earlier), bare
        if label is None and len(labels) < sure:
            label, other = _place(bare, index, x, y, size=size, earlier=earlier), room
        if label is not None:
            # Where points are not minded only the first labels are placed.
            if other is room or len(labels) < sure:
                other.block(label.left, label.top, label.width, label.height)
            labels.append(label)
    return labels


def carried(
    labels: Sequence[Label], points: Floats2d, *, screen: tuple[int, int], taken: Sequence[Box] = ()
) -> list[Label] | None:
    """The same labels beside their points' new places, as long as most of them keep clear of each other.

    A small part of the work of `arrange`, for the frames of a move. Of two labels that would overlap the
    less important one is left out, and so is one that would stick out of the screen.

    Parameters
    ----------
    labels : sequence of Label
        Those on the screen, ``m`` of them, in order of placement.
    points : ndarray, (m, 2)
        Where their points are now, in logical pixels.
    screen : tuple
        Width and height.
    taken : sequence of boxes (left, top, width, height)
        Places that are used otherwise.

    Returns
    -------
    list of Label, or None
        None if a quarter of them would be left out: then it is time to deal the labels anew.
    """
    corners = [
        corner(label.side, x, y, (label.width, label.height))
        for label, (x, y) in zip(labels, points.tolist(), strict=True)
    ]
    moved = [
        Label(label.index, label.side, left, top, label.width, label.height)
        for label, (left, top) in zip(labels, corners, strict=True)
        if 0 <= left <= screen[0] - label.width and 0 <= top <= screen[1] - label.height
    ]
    boxes = [*taken, *((label.left, label.top, label.width, label.height) for label in moved)]
    hidden = _covered(np.array(boxes).reshape(-1, 4), len(taken))
    left_over = [label for place, label in enumerate(moved, len(taken)) if place not in hidden]
    return None if len(left_over) < 0.75 * len(labels) else left_over


def _covered(boxes: Floats2d, first: int) -> set[int]:
    """Boxes beyond the `first` that overlap an earlier one which itself stays."""
    left, top, width, height = boxes.T
    right, bottom = left + width, top + height
    across = (left[:, None] < right) & (right[:, None] > left)
    upward = (top[:, None] < bottom) & (bottom[:, None] > top)
    hidden: set[int] = set()
    for earlier, later in np.argwhere(np.triu(across & upward, 1)).tolist():
        if later >= first and earlier not in hidden:
            hidden.add(later)
    return hidden


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
