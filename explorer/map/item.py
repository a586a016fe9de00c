"""Paints a scene: the picture of the points, marks, labels, legend and captions, in this order.

Keeps the picture and the labels until the scene or the camera changes, so that hovering redraws neither.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTransform

from engine.types import Floats1d, Ints1d
from explorer.map import captions, marks, overlay, raster, sprites, worth
from explorer.map import labels as declutter
from explorer.map.camera import Camera
from explorer.map.captions import Captions
from explorer.map.labels import Label
from explorer.map.memory import keep_freed_memory
from explorer.map.scene import Scene
from explorer.map.strips import strips
from explorer.theme import Theme, rgba

NEW_SPRITES, NEW_MOVING = 24, 8
"""Words drawn for the first time in one frame at most, at rest and in a move; the others follow."""
RIDES = 4
"""Frames of a move for which labels ride on their points before they are dealt anew."""
GRID_PIXELS = 110


@dataclass(frozen=True, slots=True)
class Key:
    """What the kept picture depends on."""

    version: int
    camera: Camera
    ratio: float
    crisp_to: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawn points: an image, the memory it shows, and the part without the border."""

    image: QImage
    pixels: npt.NDArray[np.uint32]
    part: QRectF


class MapItem:
    """The map's painter."""

    def __init__(self, theme: Theme, *, labels: Sequence[Label] = (), label_size: float = 1.0) -> None:
        """Start without any kept picture, given the labels that are on the screen and their size."""
        keep_freed_memory()
        self._key: Key | None = None
        self._marks = -1
        self._picture: Picture | None = None
        self._labels = list(labels)
        self._written: tuple[str, ...] = ()
        self._carried = 0
        self._captions = Captions()
        self.set_theme(theme)
        self._sprites = sprites.Sprites(theme, size=label_size)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours from the next painting on."""
        self.theme = theme
        self._sprites = sprites.Sprites(theme)
        self._key = None

    @property
    def labels(self) -> Sequence[Label]:
        """The labels of the last painting."""
        return self._labels

    def paint(
        self,
        painter: QPainter,
        scene: Scene,
        camera: Camera,
        *,
        ratio: float,
        moving: bool = False,
        patient: bool = False,
    ) -> bool:
        """Paint everything but the hover card; says whether some labels are still to come.

        While the map is `moving` a crowd is drawn in less detail, and labels ride on their points. With
        `patient` no label is left for a later frame.
        """
        screen = QRectF(0, 0, camera.width, camera.height)
        if scene.drawable is None:
            painter.fillRect(screen, QColor(self.theme.panel))
            overlay.empty(painter, screen, self.theme)
            self._labels, self._key = [], None
            return False
        crisp_to = raster.CRISP_MOVING if moving and ratio > 1 else raster.CRISP_STILL
        self._refresh(scene, Key(scene.version, camera, ratio, crisp_to), moving=moving)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._picture is not None:
            if patient:
                _draw_in_strips(painter, screen, self._picture, ratio)
            else:
                painter.drawImage(screen, self._picture.image, self._picture.part)
        marks.paint(painter, scene, camera, self.theme)
        few = NEW_MOVING if moving else NEW_SPRITES
        waiting = self._paint_labels(painter, scene, most_new=len(self._labels) if patient else few)
        self._captions.paint(painter, screen, scene, self.theme, ratio=ratio)
        return waiting

    def _refresh(self, scene: Scene, key: Key, *, moving: bool) -> None:
        """Make picture and labels anew if the scene or the view of it is another."""
        settled = moving or not self._carried
        if key == self._key and scene.marks == self._marks and settled:
            return
        if (self._sprites.ratio, self._sprites.size) != (key.ratio, scene.label_size):
            self._sprites = sprites.Sprites(self.theme, key.ratio, scene.label_size)
        if key != self._key:
            self._picture = self._rasterised(scene, key)
        carried = self._ridden(scene, key) if moving else None
        self._carried = 0 if carried is None else self._carried + 1
        self._labels = self.arranged(scene, key.camera) if carried is None else carried
        self._key, self._marks, self._written = key, scene.marks, scene.words

    def _ridden(self, scene: Scene, key: Key) -> list[Label] | None:
        """The labels on the screen beside where their points are now, or None if they must be dealt anew."""
        known = scene.marks == self._marks and scene.words is self._written and self._labels
        if not known or self._carried >= RIDES:
            return None
        coords, camera = scene.coords, key.camera
        assert coords is not None
        return declutter.carried(
            self._labels,
            camera.to_screen(coords[[label.index for label in self._labels]]),
            screen=(camera.width, camera.height),
            taken=captions.reserved(scene, camera.width, camera.height),
        )

    def _rasterised(self, scene: Scene, key: Key) -> Picture:
        coords, camera, ratio = scene.coords, key.camera, key.ratio
        assert coords is not None
        colouring = scene.colouring
        pixels, canvas = raster.draw(
            coords,
            None if colouring is None else colouring.shades,
            camera.rect,
            (max(round(camera.width * ratio), 1), max(round(camera.height * ratio), 1)),
            ink=self._ink(scene),
            grey=scene.grey,
            hits=None if scene.subdued else scene.hits,
            rules=grid(camera),
            ratio=ratio,
            crisp_to=key.crisp_to,
            size_of_points=scene.point_size,
        )
        stride, rows = canvas.stride, canvas.height + 2 * canvas.pad
        image = QImage(pixels.data, stride, rows, stride * 4, QImage.Format.Format_RGB32)
        # The image borrows the pixels' memory, so the two are kept together.
        return Picture(image, pixels, QRectF(canvas.pad, canvas.pad, canvas.width, canvas.height))

    def _ink(self, scene: Scene) -> raster.Ink:
        """The theme's colours as blue, green, red, alpha: the order of the fastest image format."""
        theme = self.theme
        if scene.colouring is None:
            table = np.tile(np.array(rgba(theme.point), dtype=np.uint8), (256, 1))
        else:
            table = scene.colouring.table(theme)
        return raster.Ink(
            background=_swapped(theme.panel),
            table=np.ascontiguousarray(table[:, [2, 1, 0, 3]]),
            grey=_swapped(theme.subdued),
            hit=_swapped(theme.highlight),
            grid=_swapped(theme.grid),
        )

    def arranged(self, scene: Scene, camera: Camera) -> list[Label]:
        """The labels for this view of the scene, given those on the screen."""
        coords = scene.coords
        assert coords is not None
        limit = worth.budget(camera.width, camera.height)
        first = scene.marked.tolist()
        if scene.shown is None:
            automatic = worth.candidates(
                coords, scene.order, camera.rect, limit=3 * limit, tile=worth.TILE / camera.scale
            )
        else:
            automatic = scene.shown
        kinds = _kinds(scene)
        return declutter.arrange(
            first,
            automatic,
            lambda indices: camera.to_screen(coords[indices]),
            extent=lambda index: self._sprites.extent(scene.words[index], kinds.get(index, sprites.PLAIN)),
            screen=(camera.width, camera.height),
            limit=limit if scene.shown is None else len(scene.shown),
            before={label.index: label for label in self._labels},
            taken=captions.reserved(scene, camera.width, camera.height),
            points=_dots(scene, camera),
            sure=(scene.selected is not None) + len(scene.pinned),
        )

    def written(self, scene: Scene, labels: Sequence[Label]) -> Iterator[tuple[Label, str]]:
        """Labels with the kind of writing each gets."""
        kinds = _kinds(scene)
        faint = scene.subdued or len(scene.hits) > 0 or len(scene.chosen) > 1
        usual = sprites.FAINT if faint else sprites.PLAIN
        for label in labels:
            kind = sprites.HIT if scene.lit is not None and scene.lit[label.index] else usual
            yield label, kinds.get(label.index, kind)

    def style(self, kind: str) -> tuple[QFont, QColor]:
        """Font and colour of a kind of writing."""
        return self._sprites.style(kind)

    def point_colours(self, scene: Scene, rows: Ints1d) -> list[tuple[int, int, int, int]]:
        """Red, green, blue and alpha of the points of some words."""
        ink = self._ink(scene)
        colouring, grey = scene.colouring, scene.grey
        shades = np.full(len(rows), 128) if colouring is None else colouring.shades[rows]
        colours = ink.table[shades]
        if grey is not None:
            colours[grey[rows]] = ink.grey
        colours[np.isin(rows, scene.hits)] = ink.hit
        return [(red, green, blue, alpha) for blue, green, red, alpha in colours.tolist()]

    def _paint_labels(self, painter: QPainter, scene: Scene, *, most_new: int) -> bool:
        left, waiting = most_new, False
        for label, kind in self.written(scene, self._labels):
            word = scene.words[label.index]
            if not self._sprites.has(word, kind):
                if left == 0:
                    waiting = True
                    continue
                left -= 1
            self._sprites.draw(painter, word, kind, label)
        return waiting


def _draw_in_strips(painter: QPainter, screen: QRectF, picture: Picture, ratio: float) -> None:
    """Draw the points over the screen, strip by strip, so that other threads have their turn in between."""
    size = QSize(math.ceil(screen.width() * ratio), math.ceil(screen.height() * ratio))
    to_pixels = QTransform.fromScale(1 / ratio, 1 / ratio)
    usual = painter.transform()
    painter.save()
    for strip in strips(size):
        # Strips end between pixels, or their seams would show.
        painter.setTransform(to_pixels, combine=True)
        painter.setClipRect(strip)
        painter.setTransform(usual)
        painter.drawImage(screen, picture.image, picture.part)
    painter.restore()


def _dots(scene: Scene, camera: Camera) -> list[captions.Box]:
    """The middles of marked points, which no label should cover; narrower than a label's gap."""
    coords = scene.coords
    assert coords is not None
    places = camera.to_screen(coords[scene.marked])
    near = (np.abs(places) < 1e6).all(axis=1)
    return [(x - 2, y - 2, 4, 4) for x, y in places[near].tolist()]


def _kinds(scene: Scene) -> dict[int, str]:
    """How marked words other than hits are written; where marks meet, the more important one wins."""
    kinds: dict[int, str] = {}
    if len(scene.chosen) > 1:
        kinds.update(dict.fromkeys(scene.chosen[:200].tolist(), sprites.NEAR))
    kinds.update(dict.fromkeys(scene.neighbours.tolist(), sprites.NEAR))
    kinds.update(dict.fromkeys(scene.torn.tolist(), sprites.TORN))
    kinds.update(dict.fromkeys(scene.pinned.tolist(), sprites.STRONG))
    if scene.selected is not None:
        kinds[scene.selected] = sprites.STRONG
    return kinds


def _swapped(colour: str) -> tuple[int, int, int, int]:
    red, green, blue, alpha = rgba(colour)
    return blue, green, red, alpha


def grid(camera: Camera) -> tuple[Floats1d, Floats1d]:
    """Columns and rows of a grid at round numbers, about `GRID_PIXELS` apart, in logical pixels."""
    raw = GRID_PIXELS / camera.scale
    power = 10.0 ** np.floor(np.log10(raw))
    step = power * min((1, 2, 5, 10), key=lambda nice: abs(np.log(nice * power / raw)))
    left, bottom, right, top = camera.rect
    across = np.arange(np.ceil(left / step), right / step + 1) * step
    upward = np.arange(np.ceil(bottom / step), top / step + 1) * step
    return (across - left) * camera.scale, (top - upward) * camera.scale
