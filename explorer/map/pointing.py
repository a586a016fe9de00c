"""Pointing at the map: hover, click, drag, box and lasso."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QKeyCombination, QPointF, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QApplication, QWidget

from explorer.map import overlay, picking, region
from explorer.map.navigation import Navigator
from explorer.theme import LIGHT, Theme

Tool = Literal["move", "box", "lasso"]
MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
REDO = QKeyCombination(MODIFIERS, Qt.Key.Key_Z)
FINEST = 2.0
"""Pixels between two corners of a lasso."""


class Pointer(Navigator):
    """A map whose words one can point at, click and sweep up."""

    word_clicked = Signal(int)
    word_added = Signal(int)
    word_hovered = Signal(int)
    background_clicked = Signal()
    swept = Signal(object, bool)
    undo_pressed = Signal()
    redo_pressed = Signal()
    pin_pressed = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        describe: Callable[[int], str] | None = None,
        theme: Theme = LIGHT,
    ) -> None:
        super().__init__(parent, theme=theme)
        self._describe = describe
        self._tool: Tool = "move"
        self._hovered = -1
        self._pressed: QPointF | None = None
        self._dragging = False
        self._outline: list[tuple[float, float]] = []
        self._sweeping: Tool = "move"

    def set_tool(self, tool: Tool) -> None:
        """What dragging does: move the map, or select by a box or a lasso."""
        self._tool = tool
        self._set_cursor()

    def word_at(self, x: float, y: float) -> int | None:
        """The word at a pixel: one whose label or whose point is there."""
        coords = self._scene.drawable
        if coords is None:
            return None
        preferred = self._scene.marked
        at = self._camera.to_data(x, y)
        found = picking.nearest(coords, at, scale=self._camera.scale, preferred=preferred)
        if found is not None:
            return found
        return next((label.index for label in self._item.labels if label.contains(x, y)), None)

    # ---- what is drawn over the map ----

    def _paint_over(self, painter: QPainter) -> None:
        if self._outline:
            self._paint_outline(painter)
        coords = self._scene.drawable
        if coords is None or self._hovered < 0 or self._dragging:
            return
        at = QPointF(*self._camera.to_screen(coords[[self._hovered]])[0])
        text = self._describe(self._hovered) if self._describe is not None else ""
        word = self._scene.words[self._hovered]
        overlay.hover_card(painter, QRectF(self.rect()), at, word=word, text=text, theme=self._item.theme)

    def _paint_outline(self, painter: QPainter) -> None:
        colour = QColor(self._item.theme.accent)
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DashLine))
        colour.setAlphaF(0.12)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in self._corners()]))

    def _corners(self) -> region.Corners:
        if self._sweeping == "box":
            return region.box(self._outline[0], self._outline[-1])
        return self._outline

    # ---- Qt's events ----

    def event(self, event: QEvent) -> bool:
        """With the focus here, undo and redo are the map's and not the window's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._told(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signal = self._told(event)
        if signal is None:
            super().keyPressEvent(event)
        else:
            signal.emit()

    def _told(self, event: QKeyEvent) -> SignalInstance | None:
        """What a key says to the panel around."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo_pressed
        if event.keyCombination() == REDO or event.matches(QKeySequence.StandardKey.Redo):
            return self.redo_pressed
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return self.pin_pressed if event.key() == Qt.Key.Key_P and plain else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._dragging = False
            self._sweeping = self._meant(event.modifiers())

    def _meant(self, modifiers: Qt.KeyboardModifier) -> Tool:
        """Keys go before the chosen tool; with a tool Shift only adds."""
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return "lasso"
        if modifiers & Qt.KeyboardModifier.ShiftModifier and self._tool == "move":
            return "box"
        return self._tool

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            found = self.word_at(at.x(), at.y())
            self._set_hovered(-1 if found is None else found)
            return
        moved = at - self._pressed
        if not self._dragging and moved.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragging = True
        if self._sweeping == "move":
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.look(self._camera.panned(moved.x(), moved.y()))
            self._pressed = at
        else:
            self._sweep(at)

    def _sweep(self, at: QPointF) -> None:
        if not self._outline and self._pressed is not None:
            self._outline = [self._pressed.toTuple()]
        x, y = self._outline[-1]
        if abs(at.x() - x) + abs(at.y() - y) >= FINEST:
            self._outline.append(at.toTuple())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        dragged, self._pressed, self._dragging = self._dragging, None, False
        self._set_cursor()
        adds = bool(event.modifiers() & MODIFIERS)
        if dragged:
            self._finish_sweep(adds=adds and self._tool != "move")
        else:
            self._click(event.position(), adds=adds)

    def _finish_sweep(self, *, adds: bool) -> None:
        corners, coords = self._corners() if self._outline else [], self._scene.drawable
        self._outline = []
        if len(corners) > 2 and coords is not None:
            self.swept.emit(region.inside(coords, corners, self._camera), adds)
        self.update()

    def _click(self, at: QPointF, *, adds: bool) -> None:
        found = self.word_at(at.x(), at.y())
        if found is not None:
            (self.word_added if adds else self.word_clicked).emit(found)
        elif not adds:
            self.background_clicked.emit()

    def leaveEvent(self, event: object) -> None:
        self._set_hovered(-1)

    def hideEvent(self, event: QHideEvent) -> None:
        self._set_hovered(-1)
        super().hideEvent(event)

    def _set_hovered(self, index: int) -> None:
        if index == self._hovered:
            return
        self._hovered = index
        self._set_cursor()
        self.word_hovered.emit(index)
        self.update()

    def _set_cursor(self) -> None:
        if self._hovered >= 0:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._tool == "move":
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)
