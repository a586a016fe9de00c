"""Rings around marked words, lines to neighbours, and the ways that pinned words have gone."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.types import Floats2d, Ints1d
from explorer.map.camera import Camera
from explorer.map.scene import Scene
from explorer.theme import Theme

FARTHEST = 1e6
"""Pixels beyond which nothing is drawn: far more than a screen, and safe for Qt's arithmetic."""


def paint(painter: QPainter, scene: Scene, camera: Camera, theme: Theme) -> None:
    """Paint trails, then lines, then rings."""
    coords = scene.coords
    assert coords is not None
    for path in scene.trails.values():
        _trail(painter, camera.to_screen(path), theme)
    if scene.selected is not None:
        _star(painter, scene, camera, theme)
    for at in _near(camera.to_screen(coords[scene.pinned])):
        _ring(painter, at, 5.0, width=1.8, colour=theme.selection, theme=theme)


def _trail(painter: QPainter, way: Floats2d, theme: Theme) -> None:
    points = _near(way)
    if len(points) < 2:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # The newer half is drawn again: where a word came from fades, where it goes does not.
    for part, alpha in ((points, 0.35), (points[len(points) // 2 :], 0.55)):
        colour = QColor(theme.selection)
        colour.setAlphaF(alpha)
        painter.setPen(QPen(colour, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF(part))


def _star(painter: QPainter, scene: Scene, camera: Camera, theme: Theme) -> None:
    """The selected word with a line to every neighbour: plain, or dashed where the map lies."""
    coords = scene.coords
    assert coords is not None
    assert scene.selected is not None
    middles = _near(camera.to_screen(coords[[scene.selected]]))
    if not middles:
        return
    kept: Ints1d = np.setdiff1d(scene.neighbours, scene.torn)
    for rows, name, style in (
        (kept, theme.selection, Qt.PenStyle.SolidLine),
        (scene.torn, theme.torn, Qt.PenStyle.DashLine),
    ):
        ends = _near(camera.to_screen(coords[rows]))
        faint = QColor(name)
        faint.setAlphaF(0.5)
        painter.setPen(QPen(faint, 1.2, style))
        painter.drawLines([QLineF(middles[0], end) for end in ends])
        for end in ends:
            _ring(painter, end, 4.0, width=1.4, colour=name, theme=theme)
    _ring(painter, middles[0], 7.0, width=2.4, colour=theme.selection, theme=theme)


def _ring(
    painter: QPainter, middle: QPointF, radius: float, *, width: float, colour: str, theme: Theme
) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for shade, extra in ((theme.panel, 2.0), (colour, 0.0)):
        painter.setPen(QPen(QColor(shade), width + extra))
        painter.drawEllipse(middle, radius, radius)


def _near(places: Floats2d) -> list[QPointF]:
    sound = (np.abs(places) < FARTHEST).all(axis=1)
    return [QPointF(x, y) for x, y in places[sound].tolist()]
