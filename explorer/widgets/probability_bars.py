"""Five bars: how probable each class is, from very negative to very positive."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer import theme as themes
from explorer.theme import Theme

CLASSES = ("very negative", "negative", "neutral", "positive", "very positive")
SIGNS = ("−−", "−", "○", "+", "++")


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
        """Room for five readable bars."""
        return QSize(300, 88)

    def minimumSizeHint(self) -> QSize:
        """The least that is still readable."""
        return QSize(220, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars, the most probable one with its name."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(themes.font(themes.SMALL_POINTS))
            width = self.width() / 5
            for index in range(5):
                self._draw(painter, index, QRectF(index * width, 0, width, self.height()))

    def _draw(self, painter: QPainter, index: int, cell: QRectF) -> None:
        line = painter.fontMetrics().height()
        base = cell.bottom() - line - 4
        room = base - line - 2
        share = self.probabilities[index] if self.probabilities else 0.0
        bar = QRectF(cell.left() + 6, base - max(share * room, 2), cell.width() - 12, max(share * room, 2))
        best = bool(self.probabilities) and share == max(self.probabilities)
        colour = QColor(self._theme.sentiment[index] if self.probabilities else self._theme.grid)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(QColor(self._theme.text if best else self._theme.muted))
        sign = QRectF(cell.left(), base + 2, cell.width(), line)
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, SIGNS[index])
        if self.probabilities:
            number = QRectF(cell.left(), bar.top() - line, cell.width(), line)
            painter.drawText(number, Qt.AlignmentFlag.AlignCenter, f"{share:.0%}")
