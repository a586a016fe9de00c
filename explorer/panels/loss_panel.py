"""The loss over the steps: raw and smoothed, with the events of the run marked."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.accuracy_curve import AccuracyCurve
from explorer.widgets.naming import named, tipped
from explorer.widgets.plot import Plot
from explorer.widgets.refresh import Refresh
from explorer.widgets.strides import Strides
from explorer.widgets.thinning import thinned

REFRESH_MS = 700
KIND_TIP = "What the loss is counted by. The course reports it per centre word."
KINDS = {"per pair": "loss", "per centre word": "cost"}
# More points than pixels only cost time; each drawn one is the least or greatest of its stretch.
DRAWN, DRAWN_SMOOTH = 800, 300


class LossPanel(QWidget):
    """Plots what the run reports."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.plot = Plot("lossPlot", x="step", y="loss", theme=theme, describe=self._describe, parent=self)
        self.plot.setAccessibleName("Loss over steps")
        # The raw loss is a faint band of noise, in which smoothed edges cost much and show nothing.
        self.raw = self.plot.plot(name="raw", skipFiniteCheck=True, antialias=False)
        self.smooth = self.plot.plot(name="smoothed", skipFiniteCheck=True)
        self.kind = tipped(
            QComboBox(self),
            KIND_TIP,
            accessible="Unit of the loss",
        )
        self.kind.addItems(list(KINDS))
        self.accuracy = AccuracyCurve(self.plot)
        self._strides = Strides(self.plot)
        self.log_x = self._switch("log x", "Logarithmic steps: see the beginning in detail.")
        self.log_y = self._switch("log y", "Logarithmic loss: see small changes near the end.")
        self.now = named(QLabel(self), "lossNow")
        self._refresh = Refresh(self._draw, REFRESH_MS, self)
        self._lay_out()
        session.losses_changed.connect(self._refresh.request)
        session.spec_changed.connect(self._follow_preset)
        self.kind.currentIndexChanged.connect(self._refresh.request)
        self.set_theme(theme)
        self._draw()

    def _switch(self, text: str, tip: str) -> QCheckBox:
        switch = tipped(QCheckBox(text, self), tip, accessible=text)
        switch.toggled.connect(self._on_log)
        return switch

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.kind)
        row.addWidget(self.log_x)
        row.addWidget(self.log_y)
        row.addStretch(1)
        row.addWidget(self.now)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addLayout(row)
        layout.addWidget(self.plot, 1)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.plot.set_theme(theme)
        self.accuracy.set_theme(theme)
        faint = pg.mkColor(theme.curves[0])
        faint.setAlphaF(0.35)
        self.raw.setPen(pg.mkPen(faint, width=1))
        self.smooth.setPen(pg.mkPen(theme.curves[1], width=2))

    def _follow_preset(self) -> None:
        """The course averages its cost over centres, so its preset is read that way."""
        if self._session.spec.step.mean_cost and self._session.preset:
            self.kind.setCurrentText("per centre word")

    def _on_log(self) -> None:
        self.plot.setLogMode(x=self.log_x.isChecked(), y=self.log_y.isChecked())
        self._draw()

    def _draw(self) -> None:
        # The network's loss has one unit: the phrase.
        self.kind.setVisible(not self._session.trains_network)
        series, kind = self._session.history.loss, KINDS[self.kind.currentText()]
        self.plot.set_empty_text("" if len(series) else "Press Space: the loss of every step appears here.")
        steps = series["step"]
        self.raw.setData(*thinned(steps, series[kind], at_most=DRAWN))
        self.smooth.setData(*thinned(steps, series[f"smooth_{kind}"], at_most=DRAWN_SMOOTH))
        position = np.log10 if self.log_x.isChecked() else float
        marks = [(float(position(max(step, 1))), text) for step, text in self._session.history.marks]
        self.plot.set_marks(marks)
        told = [f"smoothed {series[f'smooth_{kind}'][-1]:.3f}"] if len(series) else []
        dev = self._session.history.accuracy
        self.accuracy.show_curve(dev["step"], dev["dev"], log_x=self.log_x.isChecked())
        self._strides.fit()
        if len(dev):
            told.append(f"dev {dev['dev'][-1]:.1f} %")
        self.now.setText(" · ".join(told))

    def _describe(self, x: float) -> str:
        series = self._session.history.loss
        if not len(series):
            return ""
        step = 10**x if self.log_x.isChecked() else x
        at = int(np.clip(np.searchsorted(series["step"], step), 0, len(series) - 1))
        kind = KINDS[self.kind.currentText()]
        return (
            f"step {series['step'][at]:,.0f}: {series[kind][at]:.3f} raw, "
            f"{series[f'smooth_{kind}'][at]:.3f} smoothed, rate {series['rate'][at]:.4g}"
        )
