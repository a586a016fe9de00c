"""What is written over the map beside its captions: the hover card and the empty state."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from explorer.theme import RADIUS, SMALL_POINTS, SPACING, TITLE_POINTS, Theme, font

EMPTY_TEXT = "Press Space to start: words will appear here and move as they learn."
EDGE = 12
CARD_WIDEST = 320


def empty(painter: QPainter, screen: QRectF, theme: Theme) -> None:
    """The map before there are words: a few dots and what to press."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = screen.center()
    painter.setPen(Qt.PenStyle.NoPen)
    for place, (dx, dy, radius) in enumerate(
        ((-34, -8, 5), (-12, -26, 7), (8, -4, 9), (30, -22, 5), (38, 6, 6), (-16, 10, 4))
    ):
        painter.setBrush(QColor(theme.curves[place % len(theme.curves)]))
        painter.drawEllipse(QPointF(middle.x() + dx, middle.y() - 44 + dy), radius, radius)
    painter.setPen(QColor(theme.muted))
    painter.setFont(font(TITLE_POINTS))
    box = screen.adjusted(2 * EDGE, screen.height() / 2, -2 * EDGE, 0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(box, flags, EMPTY_TEXT)


def hover_card(painter: QPainter, screen: QRectF, at: QPointF, *, word: str, text: str, theme: Theme) -> None:
    """A card beside a point with a word and what is known of it; kept inside the screen."""
    title, body = font(TITLE_POINTS, bold=True), font(SMALL_POINTS)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    widest = QRectF(0, 0, CARD_WIDEST, 400)
    head = QFontMetricsF(title).boundingRect(widest, flags, word)
    rest = QFontMetricsF(body).boundingRect(widest, flags, text) if text else QRectF()
    pad = SPACING + 2
    width = max(head.width(), rest.width()) + 2 * pad + 2
    height = head.height() + (rest.height() + 4 if text else 0) + 2 * pad - 4
    left = at.x() + 14 if at.x() + 14 + width < screen.right() else at.x() - 14 - width
    top = min(max(at.y() - height / 2, screen.top() + 4), max(screen.bottom() - height - 4, 4))
    box = QRectF(max(left, 4), top, width, height)
    plate(painter, box, theme)
    painter.setFont(title)
    painter.setPen(QColor(theme.text))
    inner = box.adjusted(pad, pad - 2, -pad + 2, 0)
    painter.drawText(inner, flags, word)
    painter.setFont(body)
    painter.setPen(QColor(theme.muted))
    painter.drawText(inner.adjusted(0, head.height() + 4, 0, 0), flags, text)


def plate(painter: QPainter, box: QRectF, theme: Theme, *, radius: float = RADIUS) -> None:
    """A raised surface with a soft shadow."""
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, alpha in ((3, 12), (2, 18), (1, 24)):
        painter.setBrush(QColor(0, 0, 0, alpha))
        painter.drawRoundedRect(
            box.adjusted(-spread, 1 - spread, spread, 1 + spread), radius + spread, radius + spread
        )
    painter.setBrush(QColor(theme.raised))
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawRoundedRect(box, radius, radius)
