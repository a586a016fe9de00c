"""Captions: painted once, kept as pictures, and made anew when they say something else."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from explorer.map import captions
from explorer.map.captions import Captions
from explorer.map.scene import Scene, colouring
from explorer.theme import DARK, LIGHT, Theme

SCREEN = QRectF(0, 0, 640, 480)


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    """A scene with both axes, a legend and a caption over nothing at all."""
    filled = Scene(words=("one", "two"), coords=np.zeros((2, 2), dtype=np.float32), explained=(0.4, 0.2))
    filled.colouring = colouring(np.array([0.0, 1.0]), "diverging", title="sentiment")
    return filled


def painted(kept: Captions | None, scene: Scene, theme: Theme = LIGHT, ratio: float = 1.0) -> QImage:
    """The captions over the theme's ground; without kept pictures painted directly."""
    image = QImage(round(640 * ratio), round(480 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.panel))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kept is None:
            captions.captions(painter, SCREEN, scene, theme)
        else:
            kept.paint(painter, SCREEN, scene, theme, ratio=ratio)
    return image


def difference(one: QImage, other: QImage) -> int:
    """The largest difference of any channel of any pixel."""
    first, second = (np.frombuffer(image.constBits(), dtype=np.uint8) for image in (one, other))
    return int(np.abs(first.astype(int) - second).max())


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_kept_pictures_look_like_the_captions_themselves(scene: Scene, theme: Theme, ratio: float) -> None:
    kept, direct = painted(Captions(), scene, theme, ratio), painted(None, scene, theme, ratio)
    ground = painted(None, Scene(), theme, ratio)
    assert difference(direct, ground) > 50
    # Blending twice rounds twice, and letters over nothing are smoothed without colour fringes.
    assert difference(kept, direct) <= 3


def test_captions_follow_what_they_say(scene: Scene) -> None:
    kept = Captions()
    for change in (
        {"explained": (0.5, 0.1)},
        {"axes": ("bad", "good")},
        {"colouring": None, "lacking": "Sentiment needs a classifier."},
        {"lacking": ""},
        {"subdued": True, "caption": "an example"},
    ):
        before = painted(kept, scene)
        for name, value in change.items():
            setattr(scene, name, value)
        after = painted(kept, scene)
        assert difference(before, after) > 50, change
        assert difference(after, painted(None, scene)) <= 3, change


def test_captions_move_with_the_edges_of_the_screen(scene: Scene) -> None:
    kept = Captions()
    painted(kept, scene)
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.panel))
    with QPainter(image) as painter:
        kept.paint(painter, QRectF(0, 0, 300, 200), scene, LIGHT, ratio=1.0)
    corner = image.copy(10, 150, 60, 50)
    assert len({corner.pixel(x, y) for x in range(60) for y in range(50)}) > 5
