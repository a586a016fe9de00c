"""Pinned sentences, each with what is said of it now and a small curve of its score over training."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer import theme as themes
from explorer.sentences import Pinned, Sentences
from explorer.theme import Theme
from explorer.widgets.probability_bars import CLASSES, SIGNS
from explorer.widgets.refresh import Refresh

REFRESH_MS = 100
LOW, HIGH = -2.0, 2.0
GAP = 8
CURVE = "The curve: its score from −2 to +2 over training. Click to put it into the box, Delete to let go."


class PinnedSentences(QWidget):
    """Rows that are clicked or walked through by keys.

    Signals
    -------
    asked(str)
        A sentence should stand in the box.

    Parameters
    ----------
    name : str
    sentences : Sentences
    theme : Theme
    row : int
        Height of a row in pixels.
    hint : str
        What to say while there are none.
    """

    asked = Signal(str)

    def __init__(
        self,
        name: str,
        sentences: Sentences,
        theme: Theme,
        *,
        row: int,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Pinned sentences")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._sentences, self._theme, self._row, self._hint = sentences, theme, row, hint
        self.at = 0
        self._refresh = Refresh(self.follow, REFRESH_MS, self)
        sentences.scores_changed.connect(self._refresh.request)
        sentences.pins_changed.connect(self.follow)
        self.follow()

    @property
    def texts(self) -> list[str]:
        """The sentences, row by row."""
        return list(self._sentences.pinned)

    def follow(self) -> None:
        """Draw anew, and tell screen readers."""
        pinned = self._sentences.pinned
        self.at = min(self.at, max(len(pinned) - 1, 0))
        self.setAccessibleDescription("; ".join(f"{text}: {told(each)}" for text, each in pinned.items()))
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(300, self._row * max(len(self.texts), 1))

    def minimumSizeHint(self) -> QSize:
        """A few."""
        return QSize(220, 2 * self._row)

    # ---- drawing ----

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that fit, and how many do not."""
        rows = list(self._sentences.pinned.items())
        room = max(self.height() // self._row, 1)
        hidden = len(rows) - room if len(rows) > room else 0
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(themes.font(themes.SMALL_POINTS))
            if not rows:
                painter.setPen(QColor(self._theme.muted))
                at = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect(), at, self._hint)
            shown = rows[: room - 1] if hidden else rows
            for place, (text, pinned) in enumerate(shown):
                box = QRectF(0, place * self._row, self.width(), self._row)
                self._draw(painter, box, text, pinned, chosen=self.hasFocus() and place == self.at)
            if hidden:
                box = QRectF(0, len(shown) * self._row, self.width(), self._row)
                painter.setPen(QColor(self._theme.muted))
                more = f"… and {len(rows) - len(shown)} more in the tab Sentences"
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, more)

    def _draw(self, painter: QPainter, box: QRectF, text: str, pinned: Pinned, *, chosen: bool) -> None:
        if chosen:
            painter.setPen(QPen(QColor(self._theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        wide = min(max(self.width() // 4, 60), 420)
        curve = QRectF(box.right() - wide - GAP, box.top() + 3, wide, box.height() - 6)
        room = painter.fontMetrics().horizontalAdvance("++  +0.00") + 4
        said = QRectF(curve.left() - room - GAP, box.top(), room, box.height())
        middle = Qt.AlignmentFlag.AlignVCenter
        words = QRectF(box.left() + GAP / 2, box.top(), said.left() - box.left() - GAP, box.height())
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | middle, elided)
        if pinned.prediction is not None:
            label = pinned.prediction.label
            number = f"{SIGNS[label]}  {pinned.prediction.score:+.2f}"
            painter.drawText(said, Qt.AlignmentFlag.AlignRight | middle, number)
        self._draw_curve(painter, curve, pinned)

    def _draw_curve(self, painter: QPainter, box: QRectF, pinned: Pinned) -> None:
        """The score over the steps; the line in the middle is neutral."""
        painter.setPen(QPen(QColor(self._theme.grid), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
        if box.height() > 2.5 * painter.fontMetrics().height():
            painter.setPen(QColor(self._theme.muted))
            inside, left = box.adjusted(4, 1, -4, -1), Qt.AlignmentFlag.AlignLeft
            painter.drawText(inside, left | Qt.AlignmentFlag.AlignTop, "+2")
            painter.drawText(inside, left | Qt.AlignmentFlag.AlignBottom, "−2")
        steps, scores = pinned.scores["step"], pinned.scores["score"]
        if not len(steps):
            return
        across = (steps - steps[0]) / max(float(steps[-1] - steps[0]), 1.0) if len(steps) > 1 else np.ones(1)
        heights = (np.clip(scores, LOW, HIGH) - LOW) / (HIGH - LOW)
        keep = slice(None, None, max(len(steps) // 500, 1))
        points = [
            QPointF(box.left() + x * box.width(), box.bottom() - y * box.height())
            for x, y in zip(across[keep].tolist(), heights[keep].tolist(), strict=True)
        ]
        points.append(QPointF(box.right(), box.bottom() - float(heights[-1]) * box.height()))
        painter.setPen(QPen(QColor(self._theme.accent), 1.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(self._theme.sentiment[4 if scores[-1] > 0 else 0]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(points[-1], 3, 3)

    # ---- mouse and keys ----

    def _place(self, at: QPointF) -> int | None:
        place = int(at.y() // self._row)
        return place if 0 <= place < len(self.texts) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the sentence under the mouse."""
        place = self._place(event.position())
        if place is not None:
            self.at = place
            self.asked.emit(self.texts[place])
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, ask, let go."""
        texts = self.texts
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and texts:
            self.at = min(max(self.at + step, 0), len(texts) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and texts:
            self.asked.emit(texts[self.at])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and texts:
            self._sentences.toggle_pin(texts[self.at])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell the whole sentence under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place(QPointF(event.pos()))
            if place is None:
                QToolTip.showText(event.globalPos(), self._hint, self)
            else:
                text = self.texts[place]
                shown = (text, told(self._sentences.pinned[text]), CURVE)
                QToolTip.showText(event.globalPos(), "\n".join(shown), self)
            return True
        return super().event(event)


def told(pinned: Pinned) -> str:
    """``positive, score +0.84``."""
    found = pinned.prediction
    if found is None:
        return "not judged yet"
    return f"{CLASSES[found.label]}, score {found.score:+.2f}"
