"""Five bars: how probable each class is, from very negative to very positive."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer import theme as themes
from explorer.theme import Theme

CLASSES = ("very negative", "negative", "neutral", "positive", "very positive")
SIGNS = ("−−", "−", "○", "+", "++")
VALUES = (-2.0, -1.0, 0.0, 1.0, 2.0)
ROW, LEAST_ROW, MOST_ROW, GAP = 17, 14, 24, 6
ROOMY = 180
"""Pixels from 0 to 100 % with room for a number at every quarter."""
NO_CLIP = Qt.TextFlag.TextDontClip


class ProbabilityBars(QWidget):
    """Draws five probabilities; empty until it has any."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilityBars")
        self.setAccessibleName("Sentiment probabilities")
        self.setToolTip("How probable the classifier finds each class, from very negative to very positive.")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self.probabilities: tuple[float, ...] = ()

    def set_probabilities(self, probabilities: Sequence[float]) -> None:
        """Show these five numbers; none empties the bars."""
        self.probabilities = tuple(probabilities)
        said = ", ".join(
            f"{name} {share:.0%}" for name, share in zip(CLASSES, self.probabilities, strict=False)
        )
        self.setAccessibleDescription(said)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Room for five readable bars and their scale."""
        return QSize(330, 6 * ROW)

    def minimumSizeHint(self) -> QSize:
        """The least that is still readable."""
        return QSize(250, 6 * LEAST_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scale, then bar by bar, the most probable one in full ink."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(themes.font(themes.SMALL_POINTS))
            metrics = painter.fontMetrics()
            name = max(metrics.horizontalAdvance(each) for each in CLASSES) + GAP
            number = metrics.horizontalAdvance("100%") + GAP
            height = min(self.height() / 6, MOST_ROW)
            area = QRectF(name, 0, self.width() - name - number, 5 * height)
            # In a low panel the scale gives way: every bar bears its number.
            if height >= LEAST_ROW:
                self._draw_scale(painter, area, height)
            else:
                height = min(self.height() / 5, MOST_ROW)
                area.setHeight(5 * height)
            for index in range(5):
                row = QRectF(area.left(), index * height, area.width(), height)
                # The best on top, as on any scale that rises.
                self._draw(painter, 4 - index, row)

    def _draw_scale(self, painter: QPainter, area: QRectF, height: float) -> None:
        for mark in range(0, 101, 25 if area.width() > ROOMY else 50):
            x = area.left() + area.width() * mark / 100
            painter.setPen(QColor(self._theme.grid))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() + 2))
            painter.setPen(QColor(self._theme.muted))
            text = f"{mark} %" if mark == 100 else str(mark)
            place = QRectF(x - 24, area.bottom() + 2, 48, height - 2)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _draw(self, painter: QPainter, index: int, row: QRectF) -> None:
        share = self.probabilities[index] if self.probabilities else 0.0
        best = bool(self.probabilities) and share == max(self.probabilities)
        thick = max(row.height() - 5, 3)
        bar = QRectF(row.left(), row.center().y() - thick / 2, max(share * row.width(), 2), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.sentiment[index] if self.probabilities else self._theme.grid))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(QColor(self._theme.text if best else self._theme.muted))
        vertical = Qt.AlignmentFlag.AlignVCenter
        name = QRectF(0, row.top(), row.left() - GAP, row.height())
        painter.drawText(name, Qt.AlignmentFlag.AlignRight | vertical | NO_CLIP, CLASSES[index])
        if self.probabilities:
            number = QRectF(row.right() + 4, row.top(), self.width() - row.right() - 4, row.height())
            painter.drawText(number, Qt.AlignmentFlag.AlignLeft | vertical | NO_CLIP, f"{share:.0%}")
