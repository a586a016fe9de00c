"""What is written over the map: axis captions, legend, demo caption, hover card and the empty state."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from explorer.map.scene import Scene
from explorer.theme import FONT_POINTS, RADIUS, SMALL_POINTS, SPACING, TITLE_POINTS, Theme, font

EMPTY_TEXT = "Press Space to start: words will appear here and move as they learn."
LEGEND_WIDTH, LEGEND_HEIGHT = 190, 48
NARROW = 480
BAR_HEIGHT = 8
EDGE = 12
LINE = 18
CARD_WIDEST = 320
Box = tuple[float, float, float, float]


def reserved(scene: Scene, width: int, height: int) -> list[Box]:
    """Boxes (left, top, width, height) that labels must leave free."""
    boxes: list[Box] = []
    if scene.explained is not None:
        boxes.append((EDGE, height - EDGE - LINE, 190, LINE))
        boxes.append((2, height - EDGE - LINE - 190, LINE + 2, 190))
    if has_legend(scene):
        left, top = _legend_corner(scene, width, height)
        boxes.append((left - 8, top - 4, LEGEND_WIDTH + 16, _legend_height(scene) + 8))
    if scene.subdued and scene.caption:
        boxes.append((width / 2 - 220, EDGE, 440, 30))
    return boxes


def has_legend(scene: Scene) -> bool:
    """Whether the words' colours mean something at the moment."""
    return scene.colouring is not None and not scene.subdued and len(scene.hits) == 0


def captions(painter: QPainter, screen: QRectF, scene: Scene, theme: Theme) -> None:
    """Axis captions, legend and, on a subdued map, what it shows."""
    if scene.explained is not None:
        _axes(painter, screen, scene, theme)
    if has_legend(scene):
        _legend(painter, screen, scene, theme)
    if scene.subdued and scene.caption:
        _pill(painter, screen, scene.caption, theme)


def axis_caption(name: str, share: float) -> str:
    """``PC 1 · 41 % of variance`` from a name and a share between 0 and 1; the name alone without a share."""
    return f"{name} · {100 * share:.0f} % of variance" if np.isfinite(share) else name


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
    _plate(painter, box, theme)
    painter.setFont(title)
    painter.setPen(QColor(theme.text))
    inner = box.adjusted(pad, pad - 2, -pad + 2, 0)
    painter.drawText(inner, flags, word)
    painter.setFont(body)
    painter.setPen(QColor(theme.muted))
    painter.drawText(inner.adjusted(0, head.height() + 4, 0, 0), flags, text)


def _axes(painter: QPainter, screen: QRectF, scene: Scene, theme: Theme) -> None:
    assert scene.explained is not None
    painter.setFont(font(SMALL_POINTS))
    painter.setPen(QColor(theme.muted))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    bottom = screen.bottom() - EDGE
    first, second = (
        f"{axis_caption(name, share)}  →" for name, share in zip(scene.axes, scene.explained, strict=True)
    )
    row = QRectF(EDGE + LINE, bottom - LINE, _advance(painter, first), LINE)
    _veil(painter, row.adjusted(-4, 0, 4, 0), theme)
    painter.drawText(row.adjusted(0, 0, 9, 0), flags, first)
    painter.save()
    painter.translate(EDGE, bottom - LINE - 4)
    painter.rotate(-90)
    column = QRectF(0, -LINE / 2, _advance(painter, second), LINE)
    _veil(painter, column.adjusted(-4, 0, 4, 0), theme)
    painter.drawText(column.adjusted(0, 0, 9, 0), flags, second)
    painter.restore()


def _is_listed(scene: Scene) -> bool:
    """Whether the legend lists names instead of showing a bar."""
    return (
        scene.colouring is not None
        and isinstance(scene.colouring.ramp, str)
        and (scene.colouring.ramp == "categorical")
    )


def _legend_height(scene: Scene) -> int:
    if scene.colouring is not None and _is_listed(scene):
        return LINE * (1 + len(scene.colouring.labels)) + 2
    return LEGEND_HEIGHT


def _legend_corner(scene: Scene, width: float, height: float) -> tuple[float, float]:
    # On a narrow map it stands above the caption of the horizontal axis.
    raised = LINE + SPACING if width < NARROW and scene.explained is not None else 0
    return width - EDGE - LEGEND_WIDTH, height - EDGE - _legend_height(scene) - raised


def _legend(painter: QPainter, screen: QRectF, scene: Scene, theme: Theme) -> None:
    colouring = scene.colouring
    assert colouring is not None
    left, top = _legend_corner(scene, screen.width(), screen.height())
    _veil(painter, QRectF(left - 8, top - 4, LEGEND_WIDTH + 16, _legend_height(scene) + 8), theme)
    painter.setFont(font(SMALL_POINTS))
    painter.setPen(QColor(theme.muted))
    painter.drawText(QRectF(left, top, LEGEND_WIDTH, LINE), Qt.AlignmentFlag.AlignLeft, colouring.title)
    if _is_listed(scene):
        _swatches(painter, left, top + LINE, colouring.labels, theme)
        return
    table = np.ascontiguousarray(colouring.table(theme))
    bar = QImage(table.data, 256, 1, 1024, QImage.Format.Format_RGBA8888)
    painter.drawImage(QRectF(left, top + LINE, LEGEND_WIDTH, BAR_HEIGHT), bar)
    _bar_labels(painter, QRectF(left, top + LINE + BAR_HEIGHT + 2, LEGEND_WIDTH, LINE), colouring.labels)


def _swatches(painter: QPainter, left: float, top: float, names: tuple[str, ...], theme: Theme) -> None:
    """One line a category: a dot in its colour and its name."""
    metrics = QFontMetricsF(painter.font())
    for place, name in enumerate(names):
        row = top + LINE * place
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.curves[place % len(theme.curves)]))
        painter.drawEllipse(QPointF(left + 5, row + LINE / 2), 4.5, 4.5)
        painter.setPen(QColor(theme.text))
        written = metrics.elidedText(name, Qt.TextElideMode.ElideRight, LEGEND_WIDTH - 18)
        box = QRectF(left + 16, row, LEGEND_WIDTH - 16, LINE)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, written)


def _bar_labels(painter: QPainter, row: QRectF, names: tuple[str, ...]) -> None:
    """Names along the bar, the first at its start, the last at its end."""
    for place, name in enumerate(names):
        if place == 0:
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft, name)
        elif place == len(names) - 1:
            painter.drawText(row, Qt.AlignmentFlag.AlignRight, name)
        else:
            middle = row.left() + row.width() * place / (len(names) - 1)
            box = QRectF(middle - 50, row.top(), 100, row.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, name)


def _pill(painter: QPainter, screen: QRectF, text: str, theme: Theme) -> None:
    chosen = font(FONT_POINTS)
    width = QFontMetricsF(chosen).horizontalAdvance(text) + 4 * SPACING
    box = QRectF(screen.center().x() - width / 2, EDGE, width, 30)
    _plate(painter, box, theme, radius=15)
    painter.setFont(chosen)
    painter.setPen(QColor(theme.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _advance(painter: QPainter, text: str) -> float:
    return QFontMetricsF(painter.font()).horizontalAdvance(text)


def _veil(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Dim the points behind a caption; keeps the pen."""
    pen = painter.pen()
    colour = QColor(theme.panel)
    colour.setAlphaF(0.85)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setPen(pen)


def _plate(painter: QPainter, box: QRectF, theme: Theme, *, radius: float = RADIUS) -> None:
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
