"""The map at one moment, as a value that a task paints while the window goes on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from explorer.map.camera import Camera
from explorer.map.item import MapItem
from explorer.map.labels import Label
from explorer.map.scene import Scene
from explorer.map.strips import blank
from explorer.theme import Theme


@dataclass(frozen=True, slots=True)
class Still:
    """All that a picture of the map depends on; what the window does next leaves it as it is.

    `scene` is a copy whose arrays may be shared: a scene is given other arrays, its own are never written to.
    `labels` are those on the screen, which stay where they are.
    """

    scene: Scene
    camera: Camera
    theme: Theme
    labels: tuple[Label, ...] = ()

    def painter(self) -> MapItem:
        """A painter with fonts and kept pictures of its own, as two threads may not share these."""
        return MapItem(self.theme, labels=self.labels, label_size=self.scene.label_size)

    def image(self, width: int) -> QImage:
        """The picture, `width` pixels wide."""
        return rendered(self.painter(), self.scene, self.camera, ratio=width / self.camera.width)


def rendered(item: MapItem, scene: Scene, camera: Camera, *, ratio: float) -> QImage:
    """A scene as a picture with `ratio` pixels to a logical one."""
    size = QSize(max(round(camera.width * ratio), 1), max(round(camera.height * ratio), 1))
    # A last row that is covered in part only would show what was in memory before.
    image = blank(size, ratio, QColor(item.theme.panel))
    with QPainter(image) as painter:
        item.paint(painter, scene, camera, ratio=ratio, patient=True)
    return image
