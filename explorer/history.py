"""The growing arrays behind the curves. No Qt.

Arrays double when full, and views of them are handed out, so drawing copies nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float64]

MOST = 1 << 16
"""Rows a series holds; far more than a screen has pixels."""


class Series:
    """Rows of numbers appended at the end, read as columns.

    A run may go on for days, so past `MOST` rows each four neighbours become two: those with the least and
    the greatest value of the second column. The curve keeps its shape and spikes, and the memory its size.

    Parameters
    ----------
    *names : str
        The columns: x, the one whose extremes are kept, and further ones.
    """

    def __init__(self, *names: str) -> None:
        self._rows = np.empty((len(names), 256))
        self._at = {name: place for place, name in enumerate(names)}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def extend(self, **columns: npt.ArrayLike) -> None:
        """Append arrays of one length, one for every column."""
        added = np.array([np.atleast_1d(np.asarray(columns[name], dtype=np.float64)) for name in self._at])
        self._reserve(self._length + added.shape[1])
        self._rows[:, self._length : self._length + added.shape[1]] = added
        self._length += added.shape[1]
        if self._length > MOST:
            self._thin()

    def __getitem__(self, name: str) -> Column:
        """A read-only view of one column."""
        view = self._rows[self._at[name], : self._length]
        view.flags.writeable = False
        return view

    def _reserve(self, length: int) -> None:
        capacity = self._rows.shape[1]
        if length > capacity:
            larger = np.empty((len(self._rows), max(length, 2 * capacity)))
            larger[:, : self._length] = self._rows[:, : self._length]
            self._rows = larger

    def _thin(self) -> None:
        """Keep two rows of each four. The newest few stay as they are."""
        whole = self._length // 4 * 4
        fours = self._rows[min(1, len(self._rows) - 1), :whole].reshape(-1, 4)
        kept = np.sort(np.stack((fours.argmin(axis=1), fours.argmax(axis=1)), axis=1), axis=1)
        # All four alike: the first and the last.
        kept[kept[:, 0] == kept[:, 1]] = (0, 3)
        rows = np.append((kept + 4 * np.arange(len(kept))[:, None]).ravel(), np.arange(whole, self._length))
        self._rows = np.ascontiguousarray(self._rows[:, rows])
        self._length = len(rows)


class Smoothed:
    """An exponential mean that is carried on as values arrive, without going over the old ones again.

    Parameters
    ----------
    steps : float
        After how many values the weight of an old one has fallen to 1/e.
    """

    def __init__(self, steps: float) -> None:
        self._keep = float(np.exp(-1 / steps))
        self._sum = self._weight = 0.0

    def extend(self, values: Column) -> Column:
        """The smoothed values that belong to `values`. Weights sum to one from the first value on."""
        result = np.empty(len(values))
        for index, value in enumerate(values.tolist()):
            self._sum = self._keep * self._sum + (1 - self._keep) * value
            self._weight = self._keep * self._weight + (1 - self._keep)
            result[index] = self._sum / self._weight
        return result


class History:
    """Everything the curves of one run show: losses, residuals by parameter, and events to mark."""

    def __init__(self) -> None:
        self.loss = Series("step", "loss", "cost", "rate", "smooth_loss", "smooth_cost")
        self.residuals: dict[str, Series] = {}
        self.accuracy = Series("step", "dev")
        self.marks: list[tuple[int, str]] = []
        self._smooth_loss, self._smooth_cost = Smoothed(50), Smoothed(50)

    def add_losses(self, steps: Column, loss: Column, cost: Column, rate: Column) -> None:
        """Append one value a step."""
        self.loss.extend(
            step=steps,
            loss=loss,
            cost=cost,
            rate=rate,
            smooth_loss=self._smooth_loss.extend(loss),
            smooth_cost=self._smooth_cost.extend(cost),
        )

    def add_residual(self, parameter: str, step: int, residual: float) -> None:
        """Append one residual of one parameter."""
        series = self.residuals.setdefault(parameter, Series("step", "residual"))
        series.extend(step=step, residual=residual)

    def mark(self, step: int, text: str) -> None:
        """Note an event at a step, such as a change of the rate."""
        self.marks.append((step, text))
