"""Row-sparse gradients: a batch touches few rows of a large matrix, and only those are computed and stepped.

The one costly question is how to add up the contributions of a word that occurs many times in a
batch. A step of descent need not: it adds each contribution to its row of the matrix (`RowParts`), which
takes 80 ns a contribution of 100 numbers; grouping, adding up and changing each row once takes 135.
Where the sum itself is wanted, a stable argsort groups equal ids and one sparse product adds each group:
twice as fast as ``np.add.reduceat`` and thirty times as fast as ``np.add.at``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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

    def norm(self) -> float:
        """The Euclidean norm of all its numbers."""
        return float(np.linalg.norm(self.values))

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

    def norm(self) -> float:
        """The Euclidean norm of all its numbers."""
        return self.summed().norm()

    def step(self, matrix: Floats2d, rate: float, at_once: int = 1) -> None:
        """The step of `RowGrad.step`, in place, without adding up the parts first."""
        of_rows = np.zeros((len(matrix), 1), self.curvature.dtype)
        one = np.ones((1, 1), of_rows.dtype)
        for each in self._all():
            _add(of_rows, each.ids, each.curvature, one, np.zeros_like(each.ids))
        for each in self._all():
            moves = row_rates(of_rows[:, 0].take(each.ids, mode="clip"), rate * each.stretch, at_once)
            if each.factors is not None:
                moves *= each.factors
            places = np.arange(len(each.ids), dtype=each.ids.dtype)
            _add(matrix, each.ids, np.negative(moves, out=moves), each.parts, places)


def _add(matrix: Floats2d, ids: Ints1d, factors: Floats1d, parts: Floats2d, places: Ints1d) -> None:
    """``matrix[ids[i]] += factors[i] parts[places[i]]`` for one i after the other, in place."""
    # SciPy's product of a coordinate-format matrix and a dense one, Y[i] += a X[j] for each entry
    # (i, j, a), but without the new Y its public face makes: no other addition to repeated rows in
    # place runs at memory speed. Imported here, as SciPy would take a tenth of the window's start.
    from scipy.sparse._sparsetools import coo_matmat_dense

    coo_matmat_dense(len(ids), parts.shape[1], ids, places, factors, _flat(parts), _flat(matrix))


def row_rates(curvature: Floats1d, rate: float, at_once: int = 1) -> Floats1d:
    """``min(rate, 1 / (at_once curvature))``, without dividing by a curvature of zero."""
    floor = curvature.dtype.type(1 / max(rate, 1e-30))
    rates: Floats1d = 1 / np.maximum(curvature if at_once == 1 else at_once * curvature, floor)
    return rates


def _flat(matrix: Floats2d) -> Floats1d:
    """The numbers of a matrix in one row, surely no copy: what is added to them is meant to stay."""
    if not matrix.flags.c_contiguous:
        raise ValueError("only matrices that lie in one piece can be stepped in place, and along")
    return matrix.reshape(-1)
