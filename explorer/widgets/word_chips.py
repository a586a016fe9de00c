"""The words of a sentence, each coloured by its share in the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.sentiment.prediction import WordShare
from explorer import theme as themes
from explorer.theme import Theme
from explorer.widgets.probability_bars import VALUES

PADDING, GAP = 5, 5
# A sentence longer than this is no sentence to look at; the answer still counts every word.
MOST = 300


def leaning(word: WordShare) -> float:
    """How far a word pulls the scores to the positive side: its share weighted by -2, -1, 0, 1, 2."""
    return sum(value * share for value, share in zip(VALUES, word.share, strict=False))


class WordChips(QWidget):
    """Draws words as rounded chips, blue for what pulls up, orange for what pulls down.

    Signals
    -------
    clicked(int, QPoint)
        A word was clicked: its place in the sentence, and where on the screen.

    Attributes
    ----------
    explain : callable
        More about the word at a place, for its tip; empty for nothing.
    """

    clicked = Signal(int, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wordChips")
        self.setAccessibleName("Words of the sentence and their share")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self.words: tuple[WordShare, ...] = ()
        self._left_out = 0
        self._boxes: list[QRectF] = []
        self.hint = ""
        self.explain: Callable[[int], str] = lambda place: ""

    def set_words(self, words: Sequence[WordShare]) -> None:
        """Show these words."""
        self.words, self._left_out = tuple(words[:MOST]), max(0, len(words) - MOST)
        self.setAccessibleDescription(", ".join(map(self._told, self.words[:40])))
        self._arrange()
        self.update()

    def set_hint(self, hint: str) -> None:
        """What to say while there are no words."""
        self.hint = hint
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines of words."""
        return QSize(420, 64)

    def minimumSizeHint(self) -> QSize:
        """One line of words."""
        return QSize(200, round(QFontMetricsF(themes.font()).height()) + PADDING + 2)

    def _arrange(self) -> None:
        """Lay the chips out in lines, as text flows."""
        metrics = QFontMetricsF(themes.font())
        height = metrics.height() + PADDING
        x = y = 0.0
        self._boxes = []
        for word in self.words:
            width = metrics.horizontalAdvance(word.word) + 2 * PADDING
            if x and x + width > self.width():
                x, y = 0.0, y + height + GAP
            self._boxes.append(QRectF(x, y, width, height))
            x += width + GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flow anew."""
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chips that fit, and how many do not."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(themes.font())
            if not self.words:
                painter.setPen(QColor(self._theme.muted))
                at = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect(), at, self.hint)
            strongest = max((abs(leaning(word)) for word in self.words), default=0.0)
            hidden = self._left_out
            for word, box in zip(self.words, self._boxes, strict=True):
                if box.bottom() > self.height():
                    hidden += 1
                else:
                    self._draw(painter, word, box, strongest)
            if hidden:
                self._draw_hidden(painter, hidden)

    def _draw(self, painter: QPainter, word: WordShare, box: QRectF, strongest: float) -> None:
        value = leaning(word)
        colour = QColor(self._theme.sentiment[4 if value > 0 else 0])
        colour.setAlphaF(0.55 * abs(value) / strongest if strongest else 0.0)
        painter.setBrush(colour)
        painter.setPen(QPen(QColor(self._theme.border), 1, Qt.PenStyle.SolidLine))
        if not word.known:
            # It has a colour if the model hears its letters; the dashes tell it from a known word.
            painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(self._theme.text if word.known else self._theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word.word)

    def _draw_hidden(self, painter: QPainter, hidden: int) -> None:
        text = f"… and {hidden:,} more"
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(text) + 8
        box = QRectF(self.width() - width, self.height() - metrics.height(), width, metrics.height())
        painter.fillRect(box, QColor(self._theme.panel))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def event(self, event: QEvent) -> bool:
        """Explain the word under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place(QPointF(event.pos()))
            if place is None:
                QToolTip.hideText()
            else:
                told = (self._told(self.words[place]), self.explain(place))
                QToolTip.showText(event.globalPos(), "\n".join(filter(None, told)), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which word was clicked."""
        place = self._place(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(place, event.globalPosition().toPoint())

    def _place(self, at: QPointF) -> int | None:
        """The word at a point; None where there is none."""
        found = (i for i, box in enumerate(self._boxes) if box.contains(at) and box.bottom() <= self.height())
        return next(found, None)

    @staticmethod
    def _told(word: WordShare) -> str:
        value = leaning(word)
        side = "up" if value > 0 else "down"
        if not word.known:
            heard = f"heard by its letters, pulls {side} by {abs(value):.2f}" if value else "has no share"
            return f"{word.word}: not in the vocabulary, {heard}"
        return f"{word.word}: pulls {side} by {abs(value):.2f}" if value else f"{word.word}: no share"
