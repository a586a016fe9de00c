"""Large pictures worked on strip by strip: while Qt fills or enlarges one in one go, no other thread runs."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

PIXELS_AT_ONCE = 250_000
"""Pixels of a strip: some two milliseconds of work."""


def strips(size: QSize) -> Iterator[QRect]:
    """Rows of pixels that together cover a picture of this size, from the top."""
    rows = max(PIXELS_AT_ONCE // max(size.width(), 1), 1)
    for top in range(0, size.height(), rows):
        yield QRect(0, top, size.width(), rows)


def blank(
    size: QSize,
    ratio: float,
    colour: QColor | Qt.GlobalColor,
    kind: QImage.Format = QImage.Format.Format_RGB32,
) -> QImage:
    """A picture of one colour, `size` in pixels, of which `ratio` go to a logical one."""
    image = QImage(size, kind)
    with QPainter(image) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for strip in strips(size):
            painter.fillRect(strip, colour)
    image.setDevicePixelRatio(ratio)
    return image
