"""The accuracy of the live sentence classifier on dev over the steps, on an axis of its own at the right."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject

from engine.types import Floats1d
from explorer import theme as themes
from explorer.theme import Theme
from explorer.widgets.plot import Plot
from explorer.widgets.strides import AROUND, stride


class AccuracyCurve(QObject):
    """Lays a second view over a plot; it shares the steps, not the heights. Hidden while it is empty."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        item = plot.plotItem
        self.view = pg.ViewBox(enableMenu=False)
        self.view.setMouseEnabled(x=False, y=False)
        item.scene().addItem(self.view)
        self.axis = item.getAxis("right")
        self.axis.linkToView(self.view)
        self.view.setXLink(item.vb)
        self.curve = pg.PlotDataItem(skipFiniteCheck=True)
        self.view.addItem(self.curve)
        item.vb.sigResized.connect(self._follow)
        item.hideAxis("right")

    def _follow(self) -> None:
        self.view.setGeometry(self._plot.plotItem.vb.sceneBoundingRect())

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.curve.setPen(pg.mkPen(theme.curves[2], width=1.5))
        self.axis.setPen(theme.border)
        self.axis.setTextPen(theme.curves[2])
        self.axis.enableAutoSIPrefix(False)
        self.axis.setStyle(tickFont=themes.font(themes.SMALL_POINTS))
        size = f"{themes.SMALL_POINTS}pt"
        self.axis.setLabel("dev, %", **{"color": theme.curves[2], "font-size": size})

    def show_curve(self, steps: Floats1d, accuracy: Floats1d, *, log_x: bool) -> None:
        """Draw it anew; per cent over steps."""
        self._plot.plotItem.showAxis("right", bool(len(steps)))
        self.curve.setData(np.log10(np.maximum(steps, 1)) if log_x else steps, accuracy)
        if len(accuracy):
            needed = (float(accuracy.min()), float(accuracy.max()))
            heights = stride(needed, self.view.viewRange()[1], before=AROUND, after=AROUND)
            if heights is not None:
                self.view.setYRange(*heights, padding=0)
        self._follow()
