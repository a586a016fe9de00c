"""Is the gradient right? The residual of every parameter over the run, and a thorough check on demand."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.gradcheck import TOLERANCE, Residual
from explorer.session import RunState, Session
from explorer.theme import Theme
from explorer.widgets.naming import named
from explorer.widgets.plot import Plot
from explorer.widgets.refresh import Refresh
from explorer.widgets.strides import Strides
from explorer.widgets.thinning import thinned

REFRESH_MS = 900
DOTS, DRAWN = 30, 400
# What a residual of exactly zero is drawn as: a logarithm needs something.
FLOOR = 1e-16
# From rounding noise to well above the tolerance; a gradient that is wrong stands near 0, at the top.
SHOWN_DECADES = (-13, 0.5)
# Parameters with a row for every word or feature.
OF_WORDS = ("W_in", "W_out", "E")
ABOVE_LEFT = {"position": 0.02, "anchors": [(0, 1), (0, 1)]}


class GradcheckPanel(QWidget):
    """Plots residuals on a logarithmic axis with the tolerance as a line."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self.plot = Plot(
            "gradcheckPlot", x="step", y="residual", theme=theme, describe=self._describe, parent=self
        )
        self.plot.setAccessibleName("Gradient-check residuals over steps")
        self.plot.setLogMode(y=True)
        self.plot.setYRange(*SHOWN_DECADES, padding=0)
        self._strides = Strides(self.plot, heights=False)
        self.plot.addLegend(offset=(-8, 8), labelTextSize="9pt")
        self.tolerance = pg.InfiniteLine(
            np.log10(TOLERANCE), angle=0, label="tolerance", labelOpts=ABOVE_LEFT
        )
        self.plot.addItem(self.tolerance)
        self.curves: dict[str, pg.PlotDataItem] = {}
        self.check = named(QPushButton("Check now, thoroughly", self), "checkButton")
        self.check.setToolTip(
            "Compare hundreds of coordinates and directions of the live gradient with central differences, "
            "(J(x+h) − J(x−h)) / 2h, in float64. Training goes on meanwhile."
        )
        self.check.setAccessibleName("Check the gradient thoroughly")
        self.check.clicked.connect(session.check_thoroughly)
        self.verdict = named(QLabel(self), "gradcheckVerdict")
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._refresh = Refresh(self._draw, REFRESH_MS, self)
        self._lay_out()
        session.residuals_changed.connect(self._refresh.request)
        session.report_changed.connect(self._show_report)
        session.state_changed.connect(self._show_state)
        self.set_theme(theme)
        self._draw()
        self._show_state()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.verdict, 1)
        row.addWidget(self.check)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addLayout(row)
        layout.addWidget(self.plot, 1)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.tolerance.setPen(pg.mkPen(theme.error, style=Qt.PenStyle.DashLine))
        self.tolerance.label.setColor(theme.error)
        self.plot.plotItem.legend.setLabelTextColor(theme.muted)
        for index, curve in enumerate(self.curves.values()):
            self._dress(curve, index)

    def _dress(self, curve: pg.PlotDataItem, index: int) -> None:
        colour = self._theme.curves[index % len(self._theme.curves)]
        curve.setPen(pg.mkPen(colour))
        curve.setSymbolBrush(colour)
        curve.setSymbolPen(None)

    def _draw(self) -> None:
        residuals = self._session.history.residuals
        hint = "" if residuals else "While a run goes on, its gradient is checked here every second."
        self.plot.set_empty_text(hint)
        for name in [name for name in self.curves if name not in residuals]:
            self.plot.removeItem(self.curves.pop(name))
        for name, series in residuals.items():
            if name not in self.curves:
                self.curves[name] = self.plot.plot(name=name, symbolSize=5, antialias=False)
                self._dress(self.curves[name], len(self.curves) - 1)
            curve, residual = self.curves[name], np.maximum(series["residual"], FLOOR)
            # Single checks are dots; of many, dots would cost more than everything else in the window.
            curve.setData(
                *thinned(series["step"], residual, at_most=DRAWN), symbol="o" if len(series) <= DOTS else None
            )
        self._strides.fit()
        if self._session.report is not None:
            self._show_report()

    def _show_report(self) -> None:
        report = self._session.report
        if report is None:
            self.verdict.setText("")
            return
        worst = max(report.residuals, key=_size)
        checked = sum(each.checked for each in report.residuals)
        word = "passes" if report.passed else "FAILS"
        self.verdict.setText(
            f"{word}: {checked} checked, worst {worst.max_residual:.1e} at {self._place(worst)}"
        )

    def _place(self, residual: Residual) -> str:
        """The worst coordinate in words: parameter, word and dimension."""
        if not residual.worst:
            return f"a direction of {residual.parameter}"
        row, *rest = residual.worst
        words = self._session.report_words
        named = residual.parameter in OF_WORDS and row < len(words)
        name = f"“{words[row]}”" if named else str(row)
        return f"{residual.parameter} {name}" + "".join(f", dimension {place + 1}" for place in rest)

    def _show_state(self) -> None:
        self.check.setEnabled(self._session.state in (RunState.RUNNING, RunState.PAUSED))

    def _describe(self, x: float) -> str:
        told = []
        for name, series in self._session.history.residuals.items():
            at = int(np.clip(np.searchsorted(series["step"], x), 0, len(series) - 1))
            told.append(f"{name} {series['residual'][at]:.1e} at step {series['step'][at]:,.0f}")
        return "\n".join(told)


def _size(residual: Residual) -> float:
    """How bad it is; what is no number at all is worst."""
    return math.inf if math.isnan(residual.max_residual) else residual.max_residual
