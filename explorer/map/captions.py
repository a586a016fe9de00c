"""What stands at the map's edges: axis captions, legend and, on a subdued map, what it shows.

Veils and small letters cost more than all the points of a map, so they are painted once and kept as pictures
until they say something else.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from explorer.map.overlay import EDGE, plate
from explorer.map.scene import Scene
from explorer.map.strips import blank
from explorer.theme import FONT_POINTS, RADIUS, SMALL_POINTS, SPACING, Theme, font

LEGEND_WIDTH, LEGEND_HEIGHT = 190, 48
NARROW = 480
BAR_HEIGHT = 8
LINE = 18
MARGIN = 6.0
"""Pixels around a painted box that belong to it: shadows, and the overhang of letters."""
Box = tuple[float, float, float, float]


class Captions:
    """Paints the captions from kept pictures, made anew when they say something else or stand elsewhere."""

    def __init__(self) -> None:
        self._said: Hashable = None
        self._pictures: list[tuple[QPointF, QImage]] = []

    def paint(self, painter: QPainter, screen: QRectF, scene: Scene, theme: Theme, *, ratio: float) -> None:
        """Paint them over a screen whose pixels are `ratio` to a logical one."""
        said = (_said(scene), theme.name, screen.width(), screen.height(), ratio)
        if said != self._said:
            self._said, self._pictures = said, _cut_out(screen, scene, theme, ratio)
        for corner, picture in self._pictures:
            painter.drawImage(corner, picture)


def _said(scene: Scene) -> Hashable:
    """All that the captions depend on, but for the place and the look."""
    colouring = scene.colouring if has_legend(scene) else None
    legend = None
    if colouring is not None:
        ramp = colouring.ramp if isinstance(colouring.ramp, str) else colouring.ramp.tobytes()
        legend = (colouring.title, colouring.labels, ramp)
    axes = None if scene.explained is None else _axis_texts(scene)
    reason = scene.lacking if lacks_legend(scene) else ""
    return axes, legend, reason, scene.caption if scene.subdued else ""


def _cut_out(screen: QRectF, scene: Scene, theme: Theme, ratio: float) -> list[tuple[QPointF, QImage]]:
    """The painted parts of a transparent screen: top left corner and picture of each."""
    size = QSize(max(round(screen.width() * ratio), 1), max(round(screen.height() * ratio), 1))
    layered = QImage.Format.Format_ARGB32_Premultiplied
    whole = blank(size, ratio, Qt.GlobalColor.transparent, layered)
    with QPainter(whole) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = captions(painter, screen, scene, theme)
    pictures = []
    for box in boxes:
        grown = box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).intersected(screen)
        pixels = QRectF(grown.topLeft() * ratio, grown.size() * ratio).toAlignedRect()
        part = whole.copy(pixels)
        part.setDevicePixelRatio(ratio)
        pictures.append((QPointF(pixels.topLeft()) / ratio, part))
    return pictures


def reserved(scene: Scene, width: int, height: int) -> list[Box]:
    """Boxes (left, top, width, height) that labels must leave free."""
    boxes: list[Box] = []
    if scene.explained is not None:
        boxes.append((EDGE, height - EDGE - LINE, 190, LINE))
        boxes.append((2, height - EDGE - LINE - 190, LINE + 2, 190))
    if has_legend(scene) or lacks_legend(scene):
        boxes.append(_legend_box(*_legend_corner(scene, width, height), _legend_height(scene)))
    if scene.subdued and scene.caption:
        boxes.append((width / 2 - 220, EDGE, 440, 30))
    return boxes


def has_legend(scene: Scene) -> bool:
    """Whether the words' colours mean something at the moment."""
    return scene.colouring is not None and not scene.subdued and len(scene.hits) == 0


def lacks_legend(scene: Scene) -> bool:
    """Whether the legend's place says why there are no colours."""
    return scene.colouring is None and bool(scene.lacking) and not scene.subdued and len(scene.hits) == 0


def captions(painter: QPainter, screen: QRectF, scene: Scene, theme: Theme) -> list[QRectF]:
    """Paint axis captions, legend and, on a subdued map, what it shows; returns the painted boxes."""
    boxes = []
    if scene.explained is not None:
        boxes += _axes(painter, screen, scene, theme)
    if has_legend(scene):
        boxes.append(_legend(painter, screen, scene, theme))
    if lacks_legend(scene):
        boxes.append(_reason(painter, screen, scene, theme))
    if scene.subdued and scene.caption:
        boxes.append(_pill(painter, screen, scene.caption, theme))
    return boxes


def axis_caption(name: str, share: float) -> str:
    """``PC 1 · 41 % of variance`` from a name and a share between 0 and 1; the name alone without a share."""
    return f"{name} · {100 * share:.0f} % of variance" if np.isfinite(share) else name


def _axis_texts(scene: Scene) -> tuple[str, str]:
    assert scene.explained is not None
    first, second = (
        f"{axis_caption(name, share)}  →" for name, share in zip(scene.axes, scene.explained, strict=True)
    )
    return first, second


def _axes(painter: QPainter, screen: QRectF, scene: Scene, theme: Theme) -> list[QRectF]:
    painter.setFont(font(SMALL_POINTS))
    painter.setPen(QColor(theme.muted))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    bottom = screen.bottom() - EDGE
    first, second = _axis_texts(scene)
    row = QRectF(EDGE + LINE, bottom - LINE, _advance(painter, first), LINE)
    lying = row.adjusted(-4, 0, 4, 0)
    _veil(painter, lying, theme)
    painter.drawText(row.adjusted(0, 0, 9, 0), flags, first)
    painter.save()
    painter.translate(EDGE, bottom - LINE - 4)
    painter.rotate(-90)
    column = QRectF(0, -LINE / 2, _advance(painter, second), LINE)
    standing = column.adjusted(-4, 0, 4, 0)
    _veil(painter, standing, theme)
    painter.drawText(column.adjusted(0, 0, 9, 0), flags, second)
    upright = painter.worldTransform().mapRect(standing)
    painter.restore()
    return [lying, upright]


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


def _legend_box(left: float, top: float, height: float) -> Box:
    """The veil behind a legend of this corner."""
    return left - 8, top - 4, LEGEND_WIDTH + 16, height + 8


def _legend(painter: QPainter, screen: QRectF, scene: Scene, theme: Theme) -> QRectF:
    colouring = scene.colouring
    assert colouring is not None
    left, top = _legend_corner(scene, screen.width(), screen.height())
    box = QRectF(*_legend_box(left, top, _legend_height(scene)))
    _veil(painter, box, theme)
    painter.setFont(font(SMALL_POINTS))
    painter.setPen(QColor(theme.muted))
    painter.drawText(QRectF(left, top, LEGEND_WIDTH, LINE), Qt.AlignmentFlag.AlignLeft, colouring.title)
    if _is_listed(scene):
        _swatches(painter, left, top + LINE, colouring.labels, theme)
        return box
    table = np.ascontiguousarray(colouring.table(theme))
    bar = QImage(table.data, 256, 1, 1024, QImage.Format.Format_RGBA8888)
    painter.drawImage(QRectF(left, top + LINE, LEGEND_WIDTH, BAR_HEIGHT), bar)
    _bar_labels(painter, QRectF(left, top + LINE + BAR_HEIGHT + 2, LEGEND_WIDTH, LINE), colouring.labels)
    return box


def _reason(painter: QPainter, screen: QRectF, scene: Scene, theme: Theme) -> QRectF:
    left, top = _legend_corner(scene, screen.width(), screen.height())
    box = QRectF(*_legend_box(left, top, LEGEND_HEIGHT))
    _veil(painter, box, theme)
    painter.setFont(font(SMALL_POINTS))
    painter.setPen(QColor(theme.muted))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(QRectF(left, top, LEGEND_WIDTH, LEGEND_HEIGHT), flags, scene.lacking)
    return box


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


def _pill(painter: QPainter, screen: QRectF, text: str, theme: Theme) -> QRectF:
    chosen = font(FONT_POINTS)
    width = QFontMetricsF(chosen).horizontalAdvance(text) + 4 * SPACING
    box = QRectF(screen.center().x() - width / 2, EDGE, width, 30)
    plate(painter, box, theme, radius=15)
    painter.setFont(chosen)
    painter.setPen(QColor(theme.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box


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
