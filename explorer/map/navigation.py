"""Moving about on the map: camera, motion, wheel and keys, and the one timer that drives them."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.types import Floats2d
from explorer.map import camera as looking
from explorer.map import motion, scene, steering
from explorer.map.camera import Camera
from explorer.map.item import MapItem
from explorer.map.labels import Label
from explorer.theme import LIGHT, Theme

FRAME_MS = 16
GLIDE_MS = 90
"""Words glide as often as a run places them; thirty paintings a second took a tenth of training's pace."""
FIT_SECONDS = 0.4
"""Time between two fits of an untouched map to words that move."""
QUIET_SECONDS = 0.13
"""Time without a move after which the map is drawn in all detail again."""
FLY_SECONDS = 0.5
FLY_SCALE = 5.0
SLACK = 0.12
"""An untouched map is fitted again only when the fit has changed by this share: it should not breathe."""


class Navigator(QWidget):
    """A map one can pan and zoom; pointing is the business of `Pointer`, what it shows of `MapView`.

    Keys: + and - zoom, the arrows move, Home shows everything.
    """

    looked = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        theme: Theme = LIGHT,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wordMap")
        self.setAccessibleName("Word map")
        self.setAccessibleDescription(steering.HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._scene = scene.Scene()
        self._item = MapItem(theme)
        self._camera = Camera(width=max(self.width(), 1), height=max(self.height(), 1))
        self._fit = self._camera
        self._touched = False
        self._motion: motion.Motion | None = None
        self._flight: tuple[Camera, Camera, float, float] | None = None
        self._frame_time: float | None = None
        self._by_keyboard = False
        self._looked_at = self._fitted_at = -np.inf
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._on_tick)

    # ---- where one looks from ----

    def fit(self, *, animate: bool = True) -> None:
        """Show all words, and keep doing so until the user moves the map again."""
        self._touched = False
        target = self._scene.coords if self._motion is None else self._motion.target
        self._fit = looking.fitted(np.empty((0, 2)) if target is None else target, *self._extent())
        if animate and self.isVisible():
            self._fly(self._fit, FLY_SECONDS)
        else:
            self._flight, self._camera = None, self._fit
        self.update()

    def fly_to(self, index: int) -> None:
        """Move the view to a word, near enough to read what surrounds it."""
        coords = self._scene.drawable
        chosen = int(self._scene.checked([index])[0])
        if coords is None or not np.isfinite(coords[chosen]).all():
            return
        self._touched = True
        x, y = (float(value) for value in coords[chosen])
        scale = max(self._camera.scale, self._fit.scale * FLY_SCALE)
        self._fly(Camera(x, y, scale, *self._extent()), FLY_SECONDS)
        self.looked.emit()

    @property
    def outlook(self) -> Camera | None:
        """Where the user looks from, or None while the map fits itself to the words."""
        if not self._touched:
            return None
        return self._camera if self._flight is None else self._flight[1]

    def look_again(self, outlook: Camera | None) -> None:
        """Go back to an earlier outlook."""
        if outlook is None:
            self.fit()
            return
        self._touched = True
        self._fly(outlook.resized(*self._extent()), FLY_SECONDS)

    @property
    def camera(self) -> Camera:
        """Where one looks from."""
        return self._camera

    @property
    def labels(self) -> Sequence[Label]:
        """The labels on the screen."""
        return self._item.labels

    @property
    def is_moving(self) -> bool:
        """Whether words or view are on their way."""
        return self._timer.isActive()

    # ---- motion ----

    def _place(self, coords: Floats2d) -> None:
        self._scene.coords = coords
        self._redraw()

    def _redraw(self) -> None:
        self._scene.changed()
        self._update_soon()

    def _remark(self) -> None:
        self._scene.marked_anew()
        self._update_soon()

    def _update_soon(self) -> None:
        """Paint at once, or with the next frame if words move anyway: two paintings cost twice."""
        if self._motion is None:
            self.update()

    def _stir(self) -> None:
        """Note that something moves; detail and new labels come a moment after the last move."""
        self._looked_at = perf_counter()
        if self.isVisible():
            self._timer.start(FRAME_MS)

    def _follow(self, target: Floats2d, now: float, duration: float) -> None:
        """Keep an untouched map fitted, gliding along with the words."""
        if now - self._fitted_at < FIT_SECONDS:
            return
        self._fitted_at = now
        fit = looking.fitted(target, *self._extent())
        if self._touched:
            self._fit = fit
            return
        shift = max(abs(fit.x - self._fit.x), abs(fit.y - self._fit.y)) * fit.scale / min(self._extent())
        if shift > SLACK / 2 or abs(np.log(fit.scale / self._fit.scale)) > SLACK:
            self._fit = fit
            self._flight = (self._camera, fit, now, max(duration, FLY_SECONDS))

    def _fly(self, target: Camera, seconds: float) -> None:
        if not self.isVisible():
            self._camera = target
            self.update()
            return
        self._flight = (self._camera, target, perf_counter(), seconds)
        self._timer.start(FRAME_MS)

    def _glide(self) -> None:
        """Let words glide to where learning has brought them, at a pace that leaves the processor to it."""
        if not self._timer.isActive():
            self._timer.start(GLIDE_MS)

    def _on_tick(self) -> None:
        now = perf_counter()
        if self._motion is not None:
            self._place(self._motion.at(now))
            if self._motion.is_over(now):
                self._motion = None
            self.update()
        if self._flight is not None:
            self._looked_at = now
            source, target, begin, seconds = self._flight
            share = (now - begin) / seconds
            self._camera = target if share >= 1 else source.towards(target, motion.eased(share))
            if share >= 1:
                self._flight = None
            self.update()
        if now - self._looked_at >= QUIET_SECONDS:
            self._slow_down()

    def _slow_down(self) -> None:
        """The eye rests: words that still move need few frames, and none when they stand too."""
        if self._motion is not None:
            self._timer.setInterval(GLIDE_MS)
        else:
            self._timer.stop()
            self.update()

    def _in_motion(self) -> bool:
        """Whether the next picture is one of many."""
        return self._motion is not None or perf_counter() - self._looked_at < QUIET_SECONDS

    def _settle(self) -> None:
        """End all motion at its goal."""
        self._timer.stop()
        self._looked_at = -np.inf
        if self._motion is not None and self._scene.coords is not None:
            self._place(self._motion.target)
        if self._flight is not None:
            self._camera = self._flight[1]
        self._motion = self._flight = None

    def look(self, camera: Camera) -> None:
        """Look from where the user wants; the map no longer fits itself."""
        self._touched = True
        self._flight = None
        self._camera = looking.limited(camera, self._fit)
        self._stir()
        self.update()
        self.looked.emit()

    def _extent(self) -> tuple[int, int]:
        return max(self.width(), 1), max(self.height(), 1)

    # ---- Qt's events ----

    def sizeHint(self) -> QSize:
        return QSize(720, 520)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            waiting = self._item.paint(
                painter,
                self._scene,
                self._camera,
                ratio=self.devicePixelRatioF(),
                moving=self._in_motion(),
            )
            self._paint_over(painter)
            if self._by_keyboard and self.hasFocus():
                painter.setPen(QPen(QColor(self._item.theme.accent), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        # While words move the next frame brings the labels that are still to come.
        if waiting and self._motion is None:
            self.update()

    def _paint_over(self, painter: QPainter) -> None:
        """What is drawn last, over everything."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, height = self._extent()
        self._camera = self._camera.resized(width, height)
        self._flight = None
        if not self._touched:
            self.fit(animate=False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.look(steering.by_wheel(event, self._camera))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moved = steering.by_key(event.key(), self._camera)
        if moved is not None:
            self.look(moved)
        elif event.key() == Qt.Key.Key_Home:
            self.fit()
            self.looked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._by_keyboard = event.reason() in reasons
        super().focusInEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._settle()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settle()
        super().closeEvent(event)
