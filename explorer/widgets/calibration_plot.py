"""How sure a model was against how often it was right: on the diagonal one can believe it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.sentiment.evaluation import Bin, Evaluation, calibration, calibration_error
from explorer.theme import Theme
from explorer.widgets.plot import Plot


class CalibrationPlot(Plot):
    """One dot for every tenth of confidence, with its 95 % interval."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.bins: tuple[Bin, ...] = ()
        super().__init__(
            "calibrationPlot",
            x="how sure the model was, %",
            y="right, %",
            theme=theme,
            describe=self._tell,
            parent=parent,
        )
        self.setAccessibleName("Calibration: accuracy over confidence")
        self.diagonal = self.plot([0, 100], [0, 100])
        self.bars = pg.ErrorBarItem(x=np.zeros(0), y=np.zeros(0), beam=1.5)
        self.addItem(self.bars)
        self.dots = self.plot(symbol="o", symbolSize=8)
        self.setXRange(0, 100, padding=0.02)
        self.setYRange(0, 100, padding=0.02)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Change colours; also called before the curves are there."""
        super().set_theme(theme)
        if hasattr(self, "dots"):
            self.diagonal.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DashLine))
            self.bars.setData(pen=pg.mkPen(theme.curves[0], width=1))
            self.dots.setPen(pg.mkPen(theme.curves[0], width=2))
            self.dots.setSymbolBrush(theme.curves[0])
            self.dots.setSymbolPen(None)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Draw the bins of these answers."""
        self.bins = tuple(calibration(evaluation)) if evaluation is not None else ()
        x = 100 * np.array([each.confidence for each in self.bins])
        y = 100 * np.array([each.right for each in self.bins])
        top = 100 * np.array([each.high for each in self.bins]) - y
        bottom = y - 100 * np.array([each.low for each in self.bins])
        self.dots.setData(x, y)
        self.bars.setData(x=x, y=y, top=top, bottom=bottom)
        self.set_empty_text("" if self.bins else "Train a method on the left first.")

    @property
    def verdict(self) -> str:
        """The plot in a sentence."""
        if not self.bins:
            return ""
        gap = 100 * calibration_error(self.bins)
        return (
            f"Confidence and accuracy lie {gap:.1f} points apart on average; on the dashed line, not at all."
        )

    def export(self) -> list[Sequence[str]]:
        """The dots as texts, headings first."""
        rows: list[Sequence[str]] = [("sure", "right", "low", "high", "sentences")]
        for each in self.bins:
            shares = (f"{share:.4f}" for share in (each.confidence, each.right, each.low, each.high))
            rows.append((*shares, str(each.total)))
        return rows

    def _tell(self, x: float) -> str:
        if not self.bins:
            return ""
        near = min(self.bins, key=lambda each: abs(100 * each.confidence - x))
        return f"{near.total:,} answers {near.confidence:.0%} sure: {near.right:.0%} right"
