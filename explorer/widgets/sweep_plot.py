"""Accuracy over the penalty, filling in while the sweep goes on; a click looks at one value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from engine.sentiment.sweep import SweepPoint, best
from explorer.theme import Theme
from explorer.widgets.plot import Plot


class SweepPlot(Plot):
    """Train and dev accuracy on a logarithmic axis.

    Signals
    -------
    picked(float)
        A penalty was clicked.
    walked(int)
        By an arrow: to the next penalty (1) or the one before (-1).
    """

    picked = Signal(float)
    walked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.points: tuple[SweepPoint, ...] = ()
        title = "penalty (L2)"
        super().__init__("sweepPlot", x=title, y="% right", theme=theme, describe=self._tell, parent=parent)
        self.setAccessibleName("Accuracy on train and dev over the penalty")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Positions are decades: pyqtgraph's own logarithmic axis mislabels ranges as wide as this one.
        ticks = [(decade, f"1e{decade}") for decade in range(-6, 10, 3)]
        self.plotItem.getAxis("bottom").setTicks([ticks])
        self.setXRange(-6, 9)
        self.plotItem.addLegend(offset=(-8, 8), labelTextSize="9pt")
        self.train = self.plot(name="train", symbol="o", symbolSize=6)
        self.dev = self.plot(name="dev", symbol="o", symbolSize=6)
        self.chosen = pg.InfiniteLine(angle=90, movable=False)
        self.chosen.hide()
        self.addItem(self.chosen, ignoreBounds=True)
        self.scene().sigMouseClicked.connect(self._on_click)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Change colours; also called before the curves are there."""
        super().set_theme(theme)
        if hasattr(self, "chosen"):
            for curve, colour in ((self.train, theme.curves[0]), (self.dev, theme.curves[1])):
                curve.setPen(pg.mkPen(colour, width=2))
                curve.setSymbolBrush(colour)
                curve.setSymbolPen(None)
            self.chosen.setPen(pg.mkPen(theme.selection, width=2, style=Qt.PenStyle.DashLine))
            self.plotItem.legend.setLabelTextColor(theme.muted)

    def show_points(self, points: Sequence[SweepPoint], chosen: SweepPoint | None) -> None:
        """Draw what has been found; the line marks the picked value, or the best on dev."""
        self.points = tuple(points)
        regs = np.log10([point.reg for point in points])
        self.train.setData(regs, np.array([point.train for point in points]))
        self.dev.setData(regs, np.array([point.dev for point in points]))
        self.set_empty_text("" if points else "Press “Sweep own vectors”: every penalty appears here.")
        self.chosen.setVisible(bool(points))
        if points:
            self.chosen.setPos(float(np.log10((chosen or best(points)).reg)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from penalty to penalty."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.walked.emit(step)

    def _tell(self, x: float) -> str:
        if not self.points:
            return ""
        point = self._nearest(x)
        return f"penalty {point.reg:g}: train {point.train:.1f} %, dev {point.dev:.1f} %"

    def _nearest(self, x: float) -> SweepPoint:
        return min(self.points, key=lambda point: abs(float(np.log10(point.reg)) - x))

    def _on_click(self, event: object) -> None:
        view, at = self.plotItem.vb, event.scenePos()  # type: ignore[attr-defined]  # pyqtgraph's own event
        if self.points and view.sceneBoundingRect().contains(at):
            self.picked.emit(self._nearest(float(view.mapSceneToView(at).x())).reg)
