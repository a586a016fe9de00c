"""A plot with named axes, marks for events and the value under the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from explorer import theme as themes
from explorer.theme import Theme

# Beside the top of its line, towards the past, where there is always room.
MARK = {"position": 0.88, "anchors": [(1, 0.5), (1, 0.5)]}


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph carries no types
    """A pyqtgraph plot dressed in the theme.

    Parameters
    ----------
    name : str
        Object name.
    x, y : str
        Axis titles, units included.
    describe : callable
        From the x under the mouse to a sentence about the nearest point; empty for none.
    """

    def __init__(
        self,
        name: str,
        *,
        x: str,
        y: str,
        theme: Theme,
        describe: Callable[[float], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._describe = describe
        self._titles = {"bottom": x, "left": y}
        self._marks: list[pg.InfiniteLine] = []
        self.plotItem.setMenuEnabled(False)
        self.plotItem.hideButtons()
        self.plotItem.vb.setMouseEnabled(x=True, y=False)
        self.cursor_line = pg.InfiniteLine(angle=90, movable=False)
        self.cursor_line.hide()
        self.addItem(self.cursor_line, ignoreBounds=True)
        self.empty = pg.TextItem(anchor=(0.5, 0.5))
        self.empty.setParentItem(self.plotItem.vb)
        self.plotItem.vb.sigResized.connect(self._centre_empty)
        self.setMouseTracking(True)
        self.plotItem.vb.setLimits(minXRange=1e-3)
        self.setXRange(0, 100, padding=0)
        self.enableAutoRange(x=True)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.setBackground(theme.panel)
        for side, title in self._titles.items():
            axis = self.plotItem.getAxis(side)
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=themes.font(themes.SMALL_POINTS))
            axis.setLabel(title, **{"color": theme.muted, "font-size": f"{themes.SMALL_POINTS}pt"})
        self.cursor_line.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DotLine))
        self.empty.setColor(theme.muted)
        for line in self._marks:
            self._dress(line)

    def set_empty_text(self, text: str) -> None:
        """What an empty plot says; empty once there is something to see."""
        self.empty.setText(text)
        self.empty.setVisible(bool(text))
        self._centre_empty()

    def set_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Dashed lines with a word at these places; a line that is there already is moved, not made anew."""
        for line in self._marks[len(marks) :]:
            self.removeItem(line)
        del self._marks[len(marks) :]
        for line, (at, text) in zip(self._marks, marks, strict=False):
            line.setPos(at)
            line.label.setFormat(text)
        for at, text in marks[len(self._marks) :]:
            line = pg.InfiniteLine(at, angle=90, label=text, labelOpts=MARK)
            self._dress(line)
            self.addItem(line, ignoreBounds=True)
            self._marks.append(line)

    def settle(self) -> None:
        """Fit the axes to the curves now: found while painting, they would have everything painted twice."""
        self.scene().prepareForPaint()

    def _dress(self, line: pg.InfiniteLine) -> None:
        line.setPen(pg.mkPen(self._theme.muted, style=Qt.PenStyle.DashLine))
        line.label.setColor(self._theme.muted)

    def _centre_empty(self) -> None:
        area = self.plotItem.vb.rect()
        # Below the middle, where no tolerance line crosses it.
        self.empty.setPos(area.center().x(), area.top() + 0.72 * area.height())

    def mouseMoveEvent(self, event: object) -> None:
        """Show the value of the point nearest to the mouse."""
        super().mouseMoveEvent(event)
        at = QPointF(event.position())  # type: ignore[attr-defined]
        view = self.plotItem.vb
        inside = view.sceneBoundingRect().contains(at)
        x = float(view.mapSceneToView(at).x())
        text = self._describe(x) if inside else ""
        self.cursor_line.setVisible(bool(text))
        if text:
            self.cursor_line.setPos(x)
        self.setToolTip(text)

    def leaveEvent(self, event: object) -> None:
        """Hide the cursor line."""
        super().leaveEvent(event)
        self.cursor_line.hide()
