"""The growing arrays behind the curves. No Qt.

A curve never forgets: arrays double when full, and views of them are handed out, so drawing copies nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float64]


class Series:
    """Rows of numbers appended at the end, read as columns.

    Parameters
    ----------
    *names : str
        The columns.
    """

    def __init__(self, *names: str) -> None:
        self._columns = {name: np.empty(256) for name in names}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def extend(self, **columns: npt.ArrayLike) -> None:
        """Append arrays of one length, one for every column."""
        arrays = {name: np.atleast_1d(np.asarray(value, dtype=np.float64)) for name, value in columns.items()}
        added = len(next(iter(arrays.values())))
        self._reserve(self._length + added)
        for name, column in self._columns.items():
            column[self._length : self._length + added] = arrays[name]
        self._length += added

    def __getitem__(self, name: str) -> Column:
        """A read-only view of one column."""
        view = self._columns[name][: self._length]
        view.flags.writeable = False
        return view

    def _reserve(self, length: int) -> None:
        capacity = len(next(iter(self._columns.values())))
        if length <= capacity:
            return
        while capacity < length:
            capacity *= 2
        for name, column in self._columns.items():
            larger = np.empty(capacity)
            larger[: self._length] = column[: self._length]
            self._columns[name] = larger


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
