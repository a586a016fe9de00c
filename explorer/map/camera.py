"""Which part of the plane the map shows: pan, zoom and fit as pure functions of one frozen value.

Both axes share one scale, so that distances on the screen are distances among the words. Screen
positions are logical pixels from the top left; the data's second axis points upwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.types import Floats1d, Floats2d

MARGIN = 0.07
"""Share of the screen kept free on every side when the words are fitted into it."""
WIDEST, CLOSEST = 0.25, 4000.0
"""How far one may zoom out and in, as multiples of the scale that fits all words."""
FIT_SAMPLE = 20_000
ROBUST_FROM = 500
"""From so many words on a handful of outliers no longer decides how small all others are drawn."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Data position of the screen's middle, logical pixels per data unit, and the screen's size."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 100.0
    width: int = 1
    height: int = 1

    @property
    def rect(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the visible part, in data units."""
        half_width, half_height = self.width / (2 * self.scale), self.height / (2 * self.scale)
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height

    def to_screen(self, points: Floats2d) -> Floats2d:
        """Data positions ``(n, 2)`` as logical pixels ``(n, 2)``."""
        screen = np.empty(points.shape, dtype=np.float64)
        screen[:, 0] = (points[:, 0] - self.x) * self.scale + self.width / 2
        screen[:, 1] = (self.y - points[:, 1]) * self.scale + self.height / 2
        return screen

    def to_data(self, x: float, y: float) -> tuple[float, float]:
        """The data position under a pixel."""
        return self.x + (x - self.width / 2) / self.scale, self.y - (y - self.height / 2) / self.scale

    def panned(self, dx: float, dy: float) -> Camera:
        """Moved so that the words go `dx` pixels right and `dy` down."""
        return replace(self, x=self.x - dx / self.scale, y=self.y + dy / self.scale)

    def zoomed(self, factor: float, at: tuple[float, float]) -> Camera:
        """Closer by `factor`, with the data under the pixel `at` staying where it is."""
        x, y = self.to_data(*at)
        scale = self.scale * factor
        return replace(
            self, x=x - (at[0] - self.width / 2) / scale, y=y + (at[1] - self.height / 2) / scale, scale=scale
        )

    def resized(self, width: int, height: int) -> Camera:
        """The same middle on a screen of another size, keeping the shorter side's extent."""
        width, height = max(width, 1), max(height, 1)
        ratio = min(width, height) / min(self.width, self.height)
        return replace(self, scale=self.scale * ratio, width=width, height=height)

    def towards(self, other: Camera, share: float) -> Camera:
        """Between this camera and another; scales are blended by their logarithm."""
        scale = float(np.exp((1 - share) * np.log(self.scale) + share * np.log(other.scale)))
        return replace(
            other, x=self.x + (other.x - self.x) * share, y=self.y + (other.y - self.y) * share, scale=scale
        )


def bounds(points: Floats2d) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a cloud ``(n, 2)``; a far outlier of a large cloud is let go.

    A sample decides: a fit must not cost more than a frame. Words without a finite position are left out.
    """
    sample = np.asarray(points[:: max(len(points) // FIT_SAMPLE, 1)], dtype=np.float64)
    sample = sample[np.isfinite(sample).all(axis=1)]
    if len(sample) == 0:
        return -1.0, -1.0, 1.0, 1.0
    share = 0.0005 if len(sample) >= ROBUST_FROM else 0.0
    low, high = np.quantile(sample, [share, 1 - share], axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def fitted(points: Floats2d, width: int, height: int) -> Camera:
    """The camera that shows all of a cloud ``(n, 2)``; one word or equal words land in the middle."""
    left, bottom, right, top = bounds(points)
    width, height = max(width, 1), max(height, 1)
    free = 1 - 2 * MARGIN
    extents: Floats1d = np.array([(right - left) / (width * free), (top - bottom) / (height * free)])
    units_per_pixel = float(extents.max())
    if units_per_pixel <= 0:
        units_per_pixel = 2.0 / min(width, height)
    return Camera((left + right) / 2, (bottom + top) / 2, 1 / units_per_pixel, width, height)


def limited(camera: Camera, fit: Camera) -> Camera:
    """The same camera with its scale kept between far out and very near, relative to the fit."""
    scale = float(np.clip(camera.scale, fit.scale * WIDEST, fit.scale * CLOSEST))
    return replace(camera, scale=scale)
