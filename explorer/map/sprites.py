"""Words as small ready pictures with a halo: drawing text every frame costs ten times as much."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from explorer.map.labels import Label
from explorer.theme import FONT_POINTS, SMALL_POINTS, Theme, font

HALO = 2
LONGEST = 26
CAPACITY = 3000
PLAIN, STRONG, NEAR, TORN, HIT, FAINT = "plain", "strong", "near", "torn", "hit", "faint"
REACH = 1.3
"""Logical pixels by which a halo goes beyond the letters."""
AROUND = [(dx, dy) for dx in (-REACH, 0.0, REACH) for dy in (-REACH, 0.0, REACH) if (dx, dy) != (0.0, 0.0)]


@dataclass(slots=True)
class Sprites:
    """Pictures of words by kind, made when first needed, for one theme, screen resolution and size."""

    theme: Theme
    ratio: float = 1.0
    size: float = 1.0
    plain: QFont = field(init=False)
    strong: QFont = field(init=False)
    _pictures: dict[tuple[str, str], QImage] = field(default_factory=dict)
    _extents: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plain = font(SMALL_POINTS * self.size)
        self.strong = font(FONT_POINTS * self.size, bold=True)

    def extent(self, word: str, kind: str) -> tuple[float, float]:
        """Width and height of a written word in logical pixels."""
        style = STRONG if kind == STRONG else PLAIN
        found = self._extents.get((word, style))
        if found is None:
            metrics = QFontMetricsF(self._font(kind))
            found = (metrics.horizontalAdvance(shortened(word)) + 2, metrics.height())
            self._extents[word, style] = found
        return found

    def has(self, word: str, kind: str) -> bool:
        """Whether the picture is ready."""
        return (word, kind) in self._pictures

    def draw(self, painter: QPainter, word: str, kind: str, label: Label) -> None:
        """Draw a word at its label's place."""
        picture = self._pictures.get((word, kind))
        if picture is None:
            picture = self._made(word, kind)
        painter.drawImage(QPointF(label.left - HALO, label.top - HALO), picture)

    def style(self, kind: str) -> tuple[QFont, QColor]:
        """How a kind of word is written."""
        return self._font(kind), self._colour(kind)

    def _font(self, kind: str) -> QFont:
        return self.strong if kind == STRONG else self.plain

    def _colour(self, kind: str) -> QColor:
        theme = self.theme
        colours = {
            PLAIN: theme.text,
            STRONG: theme.selection,
            NEAR: theme.selection,
            TORN: theme.torn,
            HIT: theme.highlight,
            FAINT: theme.muted,
        }
        return QColor(colours[kind])

    def _made(self, word: str, kind: str) -> QImage:
        if len(self._pictures) >= CAPACITY:
            self._pictures.clear()
        width, height = self.extent(word, kind)
        picture = QImage(
            round((width + 2 * HALO) * self.ratio) + 1,
            round((height + 2 * HALO) * self.ratio) + 1,
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            self._write(painter, shortened(word), kind, QRectF(HALO + 1, HALO, width, height))
        self._pictures[word, kind] = picture
        return picture

    def _write(self, painter: QPainter, text: str, kind: str, box: QRectF) -> None:
        painter.setFont(self._font(kind))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        halo = QColor(self.theme.panel)
        halo.setAlphaF(0.62)
        painter.setPen(halo)
        for dx, dy in AROUND:
            painter.drawText(box.translated(dx, dy), flags, text)
        painter.setPen(self._colour(kind))
        painter.drawText(box, flags, text)


def shortened(word: str) -> str:
    """A word of bearable length: the middle of a long one is left out."""
    if len(word) <= LONGEST:
        return word
    return f"{word[: LONGEST - 8]}…{word[-7:]}"
