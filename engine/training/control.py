"""How a run is steered from another thread: commands go in at any time and are read between steps."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from engine.training.spec import RunSpec, StepSpec
from engine.types import Floats1d
from engine.vectors.placing import Axes


@dataclass(frozen=True, slots=True)
class Orders:
    """What a run has been asked for since it last looked."""

    rate: float | None = None
    frame: bool = False
    axes: Axes | None = None
    snapshot: bool = False
    excerpt: bool = False
    save: str | None = None
    seen: Floats1d | None = None


class Control:
    """The one object that a run and its owner share.

    Frames and snapshots are made only when asked for. So whoever shows them sets the pace, and a run
    that nobody watches spends nothing on pictures.

    Parameters
    ----------
    check_every : float
        Seconds between quick gradient checks; 0 for none.
    paused : bool
        Whether to wait before the first step.
    """

    def __init__(self, *, check_every: float = 0.0, paused: bool = False) -> None:
        self._changed = threading.Condition()
        self._orders: dict[str, object] = {}
        self._paused = paused
        self._steps_allowed = 0
        self._stopped = False
        self.check_every = check_every
        # Read without the lock at every step: an attribute that is only ever replaced.
        self.attention = paused

    def pause(self) -> None:
        """Wait before the next step."""
        with self._changed:
            self._paused, self._steps_allowed, self.attention = True, 0, True

    def resume(self) -> None:
        """Go on."""
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def step(self, count: int = 1) -> None:
        """Take so many steps, then wait."""
        with self._changed:
            self._paused, self.attention = True, True
            self._steps_allowed += count
            self._changed.notify_all()

    def stop(self) -> None:
        """End the run after the current step."""
        with self._changed:
            self._stopped, self.attention = True, True
            self._changed.notify_all()

    def set_rate(self, rate: float) -> None:
        """Change the base learning rate from the next step on.

        Raises
        ------
        SettingError
            If it is not in the range of the setting: the run would diverge, its checkpoint be unreadable.
        """
        self._order("rate", RunSpec(step=StepSpec(rate=rate)).validated().step.rate)

    def request_frame(self, axes: Axes | None = None, seen: Floats1d | None = None) -> None:
        """Ask for the coordinates of the map.

        Parameters
        ----------
        axes : Axes, optional
            Along which from now on; left out, along those of the last request.
        seen : (n,), optional
            How much each word counts in the alignment of this frame.
        """
        if axes is not None:
            self._order("axes", axes)
        self._order("seen", seen)
        self._order("frame", True)

    def request_snapshot(self) -> None:
        """Ask for copies of the vectors and a fresh classifier."""
        self._order("snapshot", True)

    def check_now(self) -> None:
        """Ask for an excerpt of the live run to check thoroughly."""
        self._order("excerpt", True)

    def save(self, path: str) -> None:
        """Ask for a checkpoint at this path."""
        self._order("save", path)

    def _order(self, name: str, value: object) -> None:
        with self._changed:
            self._orders[name] = value
            self.attention = True
            self._changed.notify_all()

    @property
    def paused(self) -> bool:
        """Whether the run waits, or will after the steps it was granted."""
        return self._paused

    @property
    def stopped(self) -> bool:
        """Whether the run was told to end."""
        return self._stopped

    def take_orders(self) -> Orders:
        """What was asked for since the last call. For the run."""
        with self._changed:
            orders, self._orders = Orders(**self._orders), {}  # type: ignore[arg-type]  # filled by _order alone
            self.attention = self._paused or self._stopped
            return orders

    def must_wait(self) -> bool:
        """Whether the next step has to wait; uses up a granted step. For the run."""
        with self._changed:
            if self._stopped or not self._paused:
                return False
            if self._steps_allowed:
                self._steps_allowed -= 1
                return False
            return True

    def wait(self, seconds: float | None = None) -> None:
        """Sleep until something is ordered, granted, resumed or stopped. For the run, while it must wait."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopped or not self._paused or bool(self._orders) or self._steps_allowed > 0,
                seconds,
            )
