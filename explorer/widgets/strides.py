"""Axes that follow growing curves in strides.

An axis whose range changes at every refresh is laid out and written anew each time, which costs more than the
curves themselves. So it runs a little ahead of them and moves on only when they have caught up.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from explorer.widgets.plot import Plot

BEHIND, AHEAD = 0.03, 0.25
"""Room left before the first step and for steps to come, as shares of those there are."""
AROUND = 0.08
"""Room above and below the curves, as a share of their height."""
EMPTIEST = 0.6
"""An axis is drawn in again when the curves fill less of it than this."""
Range = tuple[float, float]


class Strides(QObject):
    """Fits a plot's axes to its curves until the user moves them; a double click fits them again.

    Parameters
    ----------
    plot : Plot
    heights : bool
        Whether the vertical axis follows too; else it stays as it was set.
    """

    def __init__(self, plot: Plot, *, heights: bool = True) -> None:
        super().__init__(plot)
        self._plot, self._heights, self._follows = plot, heights, True
        plot.plotItem.vb.sigRangeChangedManually.connect(self._let_go)
        plot.viewport().installEventFilter(self)

    def _let_go(self, *_: object) -> None:
        self._follows = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the curves again after a double click."""
        if event.type() == QEvent.Type.MouseButtonDblClick and isinstance(watched, QWidget):
            self._follows = True
            self.fit()
            return True
        return False

    def fit(self) -> None:
        """Move on if the curves have reached an end of an axis or fill too little of it."""
        view = self._plot.plotItem.vb
        # Switching an axis to logarithms switches pyqtgraph's own fitting on.
        view.disableAutoRange()
        if self._follows:
            across, upward = view.childrenBounds()
            shown_across, shown_upward = view.viewRange()
            steps = stride(across, shown_across, before=BEHIND, after=AHEAD)
            heights = stride(upward, shown_upward, before=AROUND, after=AROUND) if self._heights else None
            if steps is not None or heights is not None:
                view.setRange(xRange=steps, yRange=heights, padding=0, disableAutoRange=False)
        self._plot.settle()


def stride(needed: Range | None, shown: Range, *, before: float, after: float) -> Range | None:
    """The range to show next, or None if the one shown still does.

    Parameters
    ----------
    needed : tuple of two floats, or None
        Ends of the curves; None without any.
    shown : tuple of two floats
        Ends of the axis.
    before, after : float
        Room to leave at the ends, as shares of the curves' extent.
    """
    if needed is None:
        return None
    low, high = needed
    # A single point has no extent, but needs a place.
    extent = (high - low) or 1.0
    room = extent * (1 + before + after)
    inside = shown[0] <= low and high <= shown[1]
    if inside and room >= EMPTIEST * (shown[1] - shown[0]):
        return None
    return low - before * extent, high + after * extent
