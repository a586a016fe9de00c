"""A five by five table of true and predicted classes, each cell coloured by its value and open to a click."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.types import Floats2d, Ints2d
from explorer import theme as themes
from explorer.theme import Theme
from explorer.widgets.probability_bars import CLASSES, SIGNS

COUNTS, BY_ROW, BY_COLUMN = "counts", "by row", "by column"
FORMS = (COUNTS, BY_ROW, BY_COLUMN)
SIDE, HEAD = 44, 22
STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


def in_form(cells: Ints2d, form: str) -> Floats2d:
    """Counts as they are, or as per cent of their row or column; 0 where there is nothing to divide."""
    if form == COUNTS:
        return cells.astype(np.float64)
    sums = cells.sum(axis=1 if form == BY_ROW else 0, keepdims=True)
    return np.asarray(100 * cells / np.maximum(sums, 1))


class MatrixView(QWidget):
    """Draws a matrix; the true class in rows, the answer in columns.

    Signals
    -------
    picked(int, int)
        A cell was clicked: true class, answer. -1, -1 when the choice is taken back.
    """

    picked = Signal(int, int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip("Rows: the true class. Columns: the answer. Click a cell to list its sentences.")
        self.setAccessibleName("Confusion matrix: true class by answer")
        self._theme = theme
        self.values: Floats2d = np.zeros((0, 0))
        self.is_difference = False
        self.cell: tuple[int, int] | None = None

    def set_values(self, values: Floats2d, *, is_difference: bool = False) -> None:
        """Show these numbers, (5, 5); a difference has two colours, one for each side of zero."""
        self.values, self.is_difference = values, is_difference
        rows = (f"{CLASSES[i]}: {', '.join(f'{value:.0f}' for value in row)}" for i, row in enumerate(values))
        self.setAccessibleDescription("; ".join(rows))
        self.update()

    def set_cell(self, cell: tuple[int, int] | None) -> None:
        """Mark a cell, or none."""
        self.cell = cell
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Five cells and their headings."""
        return QSize(2 * HEAD + 5 * SIDE + 2, 2 * HEAD + 5 * SIDE * 3 // 4 + 2)

    def _box(self, true: int, said: int) -> QRectF:
        height = SIDE * 3 / 4
        return QRectF(2 * HEAD + said * SIDE, 2 * HEAD + true * height, SIDE, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings and cells."""
        with QPainter(self) as painter:
            painter.setFont(themes.font(themes.SMALL_POINTS))
            painter.setPen(QColor(self._theme.muted))
            middle = Qt.AlignmentFlag.AlignCenter
            painter.drawText(QRectF(2 * HEAD, 0, 5 * SIDE, HEAD), middle, "answer")
            for k, sign in enumerate(SIGNS):
                painter.drawText(QRectF(2 * HEAD + k * SIDE, HEAD, SIDE, HEAD), middle, sign)
                row = self._box(k, 0)
                painter.drawText(QRectF(HEAD, row.top(), HEAD, row.height()), middle, sign)
            painter.save()
            painter.translate(HEAD / 2, self._box(2, 0).center().y())
            painter.rotate(-90)
            painter.drawText(QRectF(-60, -HEAD / 2, 120, HEAD), middle, "true")
            painter.restore()
            largest = float(np.abs(self.values).max(initial=0)) or 1.0
            for (true, said), value in np.ndenumerate(self.values):
                self._draw(painter, self._box(true, said), float(value), largest)
            if self.cell is not None and self.values.size:
                painter.setPen(QPen(QColor(self._theme.selection), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self._box(*self.cell).adjusted(1, 1, -1, -1))

    def _draw(self, painter: QPainter, box: QRectF, value: float, largest: float) -> None:
        side = self._theme.sentiment[4 if value > 0 else 0] if self.is_difference else self._theme.accent
        colour = themes.mixed(side, self._theme.panel, 0.45 * abs(value) / largest)
        painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(colour))
        painter.setPen(QColor(self._theme.text))
        sign = "+" if self.is_difference and value > 0 else ""
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{sign}{value:.0f}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the cell under the mouse; a second click takes it back."""
        for true, said in np.ndindex(self.values.shape):
            if self._box(true, said).contains(event.position()):
                self._pick((true, said))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self.values.size:
            super().keyPressEvent(event)
            return
        true, said = self.cell or (0, 0)
        self._pick((min(max(true + step[0], 0), 4), min(max(said + step[1], 0), 4)), back=False)

    def _pick(self, cell: tuple[int, int], *, back: bool = True) -> None:
        self.set_cell(None if back and cell == self.cell else cell)
        self.picked.emit(*(self.cell or (-1, -1)))
