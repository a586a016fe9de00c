"""Wheel and keys of the map: where one looks from after each of them, and the sentence that explains them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

from explorer.map.camera import Camera

STEP_PIXELS = 60
KEY_ZOOM = 1.25
WHEEL_ZOOM = 1.0016
"""Zoom per eighth of a degree of the wheel: a notch of a mouse wheel is 120 of them."""
ZOOMS = {
    Qt.Key.Key_Plus: KEY_ZOOM,
    Qt.Key.Key_Equal: KEY_ZOOM,
    Qt.Key.Key_Minus: 1 / KEY_ZOOM,
    Qt.Key.Key_Underscore: 1 / KEY_ZOOM,
}
ARROWS = {
    Qt.Key.Key_Left: (STEP_PIXELS, 0),
    Qt.Key.Key_Right: (-STEP_PIXELS, 0),
    Qt.Key.Key_Up: (0, STEP_PIXELS),
    Qt.Key.Key_Down: (0, -STEP_PIXELS),
}
HELP = (
    "Every word is a point. Drag to move, turn the wheel to zoom, click a word to select it, Shift and click "
    "to select more; Shift and drag draws a box, Ctrl and drag a lasso; plus, minus, the arrow keys and Home "
    "move the view."
)


def by_key(key: int, camera: Camera) -> Camera | None:
    """Nearer, farther or aside; None if the key is none of those that move the view."""
    if key in ZOOMS:
        return camera.zoomed(ZOOMS[Qt.Key(key)], (camera.width / 2, camera.height / 2))
    return camera.panned(*ARROWS[Qt.Key(key)]) if key in ARROWS else None


def by_wheel(event: QWheelEvent, camera: Camera) -> Camera:
    """Nearer or farther around the pointer; a wheel turned sideways does the same."""
    turned = event.angleDelta().y() or event.angleDelta().x()
    return camera.zoomed(WHEEL_ZOOM**turned, (event.position().x(), event.position().y()))
