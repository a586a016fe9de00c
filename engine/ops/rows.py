"""Row-sparse gradients: a batch touches few rows of a large matrix, and only those are computed and stepped.

The one costly question is how to add up the contributions of a word that occurs many times in a
batch. A step of descent need not: it adds each contribution to its row of the matrix (`RowParts`), which
takes 80 ns a contribution of 100 numbers; grouping, adding up and changing each row once takes 135.
Where the sum itself is wanted, a stable argsort groups equal ids and one sparse product adds each group:
twice as fast as ``np.add.reduceat`` and thirty times as fast as ``np.add.at``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from engine.types import Floats, Floats1d, Floats2d, Ints1d


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which contributions belong to which row.

    Attributes
    ----------
    rows : (m,) int
        The distinct ids, ascending.
    order : (n,) int32
        Positions of the contributions, sorted by id (stable, so sums are the same on every machine).
    starts : (m + 1,) int32
        The contributions of ``rows[g]`` are ``order[starts[g]:starts[g + 1]]``.
    """

    rows: Ints1d
    order: Ints1d
    starts: Ints1d

    @classmethod
    def of(cls, ids: Ints1d, n_rows: int) -> Grouping:
        """Group the positions of `ids`, each in ``[0, n_rows)``."""
        # NumPy sorts 16-bit integers by radix, five times as fast as wider ones.
        keys = ids.astype(np.uint16) if n_rows <= 1 << 16 else ids
        order = np.argsort(keys, kind="stable").astype(np.int32)
        ordered = ids[order]
        first = np.flatnonzero(np.diff(ordered)) + 1
        starts = np.concatenate(([0], first, [len(ids)])).astype(np.int32)
        return cls(ordered[starts[:-1]], order, starts)

    def sum(self, contributions: Floats) -> Floats:
        """Add up (n, d) or (n,) contributions to (m, d) or (m,)."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.order), dtype=contributions.dtype)
        shape = (len(self.rows), len(self.order))
        return csr_array((ones, self.order, self.starts), shape=shape) @ contributions

    def inverse(self) -> Ints1d:
        """The group of each contribution, (n,): ``rows[inverse()]`` are the ids again."""
        groups = np.empty_like(self.order)
        groups[self.order] = np.repeat(np.arange(len(self.rows), dtype=groups.dtype), np.diff(self.starts))
        return groups


@dataclass(frozen=True, slots=True)
class RowGrad:
    """The gradient of a (V, d) matrix, zero in all rows but a few.

    Attributes
    ----------
    rows : (m,) int
        The rows that are not zero, each once.
    values : (m, d)
        Their gradients.
    curvature : (m,) or None
        The curvature of the loss along each row; see `step`.
    """

    rows: Ints1d
    values: Floats2d
    curvature: Floats1d | None = None

    def dense(self, shape: tuple[int, ...]) -> Floats2d:
        """The same gradient as a full array of `shape`."""
        full = np.zeros(shape, dtype=self.values.dtype)
        full[self.rows] = self.values
        return full

    def step(self, matrix: Floats2d, rate: float, at_once: int = 1) -> None:
        """One step of gradient descent on `matrix`, in place.

        Row u moves by ``-min(rate, 1 / L_u)`` times its gradient, L_u being the curvature of the batch's loss
        along the row: where the many stale updates of a frequent word that a large batch adds up would carry
        it past the bottom of its own parabola, it stops there. That keeps large batches from diverging.
        Where several processes take such a step `at_once`, each goes its part of the way: L_u counts for all.
        """
        rates = rate if self.curvature is None else row_rates(self.curvature, rate, at_once)[:, None]
        matrix[self.rows] -= rates * self.values


@dataclass(frozen=True, slots=True)
class RowParts:
    """The gradient of a (V, d) matrix in parts: row ``ids[i]`` gets ``parts[i]``, and ids may repeat.

    Attributes
    ----------
    ids : int32 (n,)
    parts : (n, d)
    curvature : (n,)
        What each part adds to its row's curvature; see `RowGrad.step`.
    stretch : float
        By which `step` multiplies the rate before curvature limits it.
    factors : (n,), optional
        Row ``ids[i]`` gets ``factors[i] parts[i]``: spares multiplying vectors that exist already.
    rest : RowParts, optional
        Further parts of the same gradient.
    """

    ids: Ints1d
    parts: Floats2d
    curvature: Floats1d
    stretch: float = 1.0
    factors: Floats1d | None = None
    rest: RowParts | None = None

    def _all(self) -> Iterator[RowParts]:
        yield self
        if self.rest is not None:
            yield from self.rest._all()

    def summed(self) -> RowGrad:
        """The same gradient with each row once, ascending."""
        ids = np.concatenate([each.ids for each in self._all()])
        parts = np.concatenate([each._multiplied() for each in self._all()])
        curvature = np.concatenate([each.curvature for each in self._all()])
        grouping = Grouping.of(ids, int(ids.max(initial=0)) + 1)
        return RowGrad(grouping.rows, grouping.sum(parts), grouping.sum(curvature))

    def _multiplied(self) -> Floats2d:
        return self.parts if self.factors is None else self.factors[:, None] * self.parts

    def dense(self, shape: tuple[int, ...]) -> Floats2d:
        """The same gradient as a full array of `shape`."""
        return self.summed().dense(shape)

    def step(self, matrix: Floats2d, rate: float, at_once: int = 1) -> None:
        """The step of `RowGrad.step`, in place, without adding up the parts first."""
        one, of_rows = np.ones(1, self.curvature.dtype), np.zeros(len(matrix), self.curvature.dtype)
        for each in self._all():
            _add(1, of_rows, each.ids, each.curvature, one, _places(len(each.ids), 0))
        for each in self._all():
            moves = row_rates(of_rows.take(each.ids, mode="clip"), rate * each.stretch, at_once)
            if each.factors is not None:
                moves *= each.factors
            parts, places = each.parts.reshape(-1), _places(len(each.ids), 1)
            _add(matrix.shape[1], _flat(matrix), each.ids, np.negative(moves, out=moves), parts, places)


def add_multiples(rows: Floats2d, factors: Floats1d, parts: Floats2d) -> None:
    """``rows[i] += factors[i] parts[i]``, in place and in less than half the time of a product and a sum."""
    places = _places(len(factors), 1)
    _add(rows.shape[1], _flat(rows), places, factors, parts.reshape(-1), places)


@lru_cache(maxsize=64)
def _places(n: int, apart: int) -> Ints1d:
    """So many places, each so far from the one before; `_add` only reads them.

    Kept, as `_scipys_addition` is: made and imported anew, five times a step, both take a hundredth of it.
    """
    return apart * np.arange(n, dtype=np.int32)


def _add(d: int, rows: Floats1d, ids: Ints1d, factors: Floats1d, parts: Floats1d, places: Ints1d) -> None:
    """``rows[ids[i]] += factors[i] parts[places[i]]``, one i after the other, in place; rows of d, flat."""
    _scipys_addition()(len(ids), d, ids, places, factors, parts, rows)


@cache
def _scipys_addition() -> Callable[..., None]:
    # The product of a coordinate-format matrix and a dense one, Y[i] += a X[j] for each entry
    # (i, j, a), but without the new Y its public face makes: no other addition to repeated rows in
    # place runs at memory speed. Imported here, as SciPy would take a tenth of the window's start.
    from scipy.sparse._sparsetools import coo_matmat_dense

    addition: Callable[..., None] = coo_matmat_dense
    return addition


def _flat(matrix: Floats2d) -> Floats1d:
    """The numbers of a matrix in one row, surely no copy: what is added to them is meant to stay."""
    if not matrix.flags.c_contiguous:
        raise ValueError("only a matrix that lies in one piece can be added to in place")
    return matrix.reshape(-1)


def row_rates(curvature: Floats1d, rate: float, at_once: int = 1) -> Floats1d:
    """``min(rate, 1 / (at_once curvature))``, without dividing by a curvature of zero."""
    floor = curvature.dtype.type(1 / max(rate, 1e-30))
    rates = np.maximum(curvature if at_once == 1 else at_once * curvature, floor)
    return np.divide(1, rates, out=rates)
