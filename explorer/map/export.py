"""The map as a file: CSV of the positions, PNG, and SVG with real letters. All of it is work for a task."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSaveFile, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtSvg import QSvgGenerator

from engine.errors import FileError
from engine.types import Floats2d
from explorer.map import captions, marks, sprites
from explorer.map.camera import Camera
from explorer.map.item import MapItem
from explorer.map.raster import radius_for
from explorer.map.scene import Scene
from explorer.map.still import Still
from explorer.run.tasks import Report
from explorer.widgets.picture import save_image

ROWS_AT_ONCE, BYTES_AT_ONCE = 1_000, 1 << 20
"""What is written in one go, in which the window may have to wait."""
PAINTED = 0.4
"""Share of the work for a PNG that is done once it is painted; compressing it takes the rest."""
HALO_OPACITY = 0.85
"""Of the one halo of a drawn label; on the screen several fainter ones overlap."""
UNWRITABLE = "the file cannot be written ({}): choose another folder or make room"
SVG_DOTS = 20_000
"""Points up to which every point is a circle; more would make a file that no program opens."""


def csv_text(
    words: Sequence[str],
    coords: Floats2d,
    names: tuple[str, str],
    report: Report = lambda share: None,
) -> bytes:
    """Words and positions as CSV with a header, UTF-8; words without a position are left out.

    `report` is told the share done several times a second.
    """
    parts = [_csv([("word", *names)])]
    there = np.flatnonzero(np.isfinite(coords).all(axis=1))
    for start in range(0, len(there), ROWS_AT_ONCE):
        report(start / len(there))
        rows = there[start : start + ROWS_AT_ONCE]
        x, y = (map("{:.6g}".format, coords[rows, axis].tolist()) for axis in (0, 1))
        parts.append(_csv(zip([words[row] for row in rows.tolist()], x, y, strict=True)))
    return b"".join(parts)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def write(path: Path, data: bytes) -> None:
    """Write a file that appears only once it is complete.

    Raises
    ------
    FileError
        It cannot be written.
    """
    target = QSaveFile(str(path))
    parts = (data[start : start + BYTES_AT_ONCE] for start in range(0, len(data), BYTES_AT_ONCE))
    if not (
        target.open(QIODevice.OpenModeFlag.WriteOnly)
        and all(target.write(part) == len(part) for part in parts)
        and target.commit()
    ):
        raise FileError(UNWRITABLE.format(target.errorString()), path)


def write_png(path: Path, still: Still, width: int, report: Report) -> None:
    """Paint the map `width` pixels wide and save it; the file appears only once it is complete.

    Raises
    ------
    FileError
        It cannot be written.
    """
    report(0.0)
    image = still.image(width)
    report(PAINTED)
    try:
        save_image(image, path)
    except OSError as error:
        raise FileError(UNWRITABLE.format(error), path) from error


def svg(still: Still, report: Report = lambda share: None) -> bytes:
    """The map as it is seen, as SVG: points, marks, labels and captions are shapes and letters."""
    scene, camera, item = still.scene, still.camera, still.painter()
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(camera.width, camera.height))
    generator.setViewBox(QRectF(0, 0, camera.width, camera.height))
    # A picture has the screen's resolution; with any other the letters would not fill their places.
    generator.setResolution(QImage(1, 1, QImage.Format.Format_RGB32).logicalDpiY())
    generator.setTitle("Word map")
    screen = QRectF(0, 0, camera.width, camera.height)
    with QPainter(generator) as painter:
        painter.fillRect(screen, QColor(item.theme.panel))
        if scene.drawable is not None:
            _points(painter, item, scene, camera, report)
            marks.paint(painter, scene, camera, item.theme)
            _labels(painter, item, scene, camera)
            captions.captions(painter, screen, scene, item.theme)
    report(1.0)
    return bytes(buffer.data().data())


def _points(painter: QPainter, item: MapItem, scene: Scene, camera: Camera, report: Report) -> None:
    """The points on the screen, the grey ones below; the most frequent ones where there are too many."""
    coords = scene.coords
    assert coords is not None
    places = camera.to_screen(coords[scene.order])
    with np.errstate(invalid="ignore"):
        shown = ((places >= 0) & (places <= (camera.width, camera.height))).all(axis=1)
    rows, places = scene.order[shown][:SVG_DOTS], places[shown][:SVG_DOTS]
    colours = item.point_colours(scene, rows)
    radius = radius_for(int(shown.sum())) * scene.point_size
    grey = scene.grey
    back = np.zeros(len(rows), dtype=np.bool_) if grey is None else grey[rows]
    painter.setPen(QColor(0, 0, 0, 0))
    for done, place in enumerate(np.concatenate([np.flatnonzero(back), np.flatnonzero(~back)]).tolist()):
        if done % ROWS_AT_ONCE == 0:
            report(done / len(rows))
        painter.setBrush(QColor(*colours[place]))
        painter.drawEllipse(QPointF(*places[place].tolist()), radius, radius)


def _labels(painter: QPainter, item: MapItem, scene: Scene, camera: Camera) -> None:
    """Every label as letters, above their own outlines in the map's colour, as a halo."""
    halo = QColor(item.theme.panel)
    halo.setAlphaF(HALO_OPACITY)
    around = QPen(
        halo, 2 * sprites.REACH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )
    for label, kind in item.written(scene, item.arranged(scene, camera)):
        written, colour = item.style(kind)
        word = sprites.shortened(scene.words[label.index])
        at = QPointF(label.left + 1, label.top + QFontMetricsF(written).ascent())
        outline = QPainterPath()
        outline.addText(at, written, word)
        painter.strokePath(outline, around)
        painter.setFont(written)
        painter.setPen(colour)
        painter.drawText(at, word)
