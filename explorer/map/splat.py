"""Where the words fall on the picture: projection, anti-aliased discs and densities, per pixel.

Sums over all words are products of a sparse matrix, so no step loops over words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.types import Bools, Floats1d, Floats2d, Ints1d, Ints2d

Bytes1d = npt.NDArray[np.uint8]

PHASES = 4
"""Sub-pixel positions per axis for which a disc is prepared: a quarter of a pixel is below notice."""
SPARSE = 6
"""Stamped pixels are gathered without a full image if the picture has so many times more pixels."""


@dataclass(frozen=True, slots=True)
class Projected:
    """The words inside the picture: which they are and where, in (fractional) pixels."""

    index: Ints1d
    x: Floats1d
    y: Floats1d

    def only(self, keep: Bools) -> Projected:
        """The words of a mask over these words."""
        # By places: three times a mask takes five times as long.
        places = np.flatnonzero(keep)
        return Projected(self.index[places], self.x[places], self.y[places])


def project(
    coords: Floats2d, rect: tuple[float, float, float, float], size: tuple[int, int], *, pad: int = 0
) -> Projected:
    """The words of ``(n, 2)`` coordinates inside `rect` (left, bottom, right, top), in pixels of `size`.

    Words up to `pad` pixels outside are kept, their glyphs still reach into the picture.
    """
    left, _, right, top = rect
    width, height = size
    scale = np.float32(width / (right - left))
    x = (coords[:, 0] - np.float32(left)) * scale
    y = (np.float32(top) - coords[:, 1]) * scale
    inside = (x >= -pad) & (x < width + pad) & (y >= -pad) & (y < height + pad)
    index = np.flatnonzero(inside)
    if len(index) == len(x):
        return Projected(index, x, y)
    return Projected(index, x[index], y[index])


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture with a border wide enough that no stamp has to be clipped."""

    width: int
    height: int
    pad: int

    @property
    def stride(self) -> int:
        """Pixels from one row to the next."""
        return self.width + 2 * self.pad

    @property
    def length(self) -> int:
        """Pixels in all, border included."""
        return self.stride * (self.height + 2 * self.pad)

    def pixel(self, points: Projected) -> Ints1d:
        """The flat pixel each word falls on."""
        at_x, at_y = np.floor(points.x).astype(np.int32), np.floor(points.y).astype(np.int32)
        at_y += self.pad
        at_y *= self.stride
        at_y += at_x
        at_y += self.pad
        return at_y

    def inner(self, flat: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """A flat image ``(length, ...)`` as rows and columns without the border; a view."""
        rows = flat.reshape(self.height + 2 * self.pad, self.stride, *flat.shape[1:])
        return rows[self.pad : self.pad + self.height, self.pad : self.pad + self.width]


@lru_cache(maxsize=64)
def stamps(radius: float) -> tuple[int, Floats2d]:
    """Coverage of a disc at each of the sub-pixel phases: half width, ``(phases, side * side)``.

    Coverage falls linearly over the one pixel that the rim crosses.
    """
    half = int(np.ceil(radius + 0.5))
    at = np.arange(-half, half + 1, dtype=np.float64)
    centre = (np.arange(PHASES) + 0.5) / PHASES - 0.5
    dx = at[None, :] - centre[:, None]
    distance = np.hypot(dx[None, :, None, :], dx[:, None, :, None])
    coverage = np.clip(radius + 0.5 - distance, 0, 1)
    return half, coverage.reshape(PHASES * PHASES, -1).astype(np.float32)


def splat(
    points: Projected, shades: Bytes1d | None, canvas: Canvas, radius: float
) -> tuple[Ints1d, Floats1d, Floats1d | None]:
    """Stamp a disc for every word: the touched pixels, their coverage and mean shade.

    The canvas must be padded by the words' own overhang and a stamp beyond it.
    """
    half, coverage = stamps(radius)
    used = np.flatnonzero(coverage.any(axis=0))
    side = np.arange(-half, half + 1)
    offsets = (side[:, None] * canvas.stride + side[None, :]).ravel()[used].astype(np.int32)
    pixel: Ints2d = canvas.pixel(points)[:, None] + offsets
    phase_x = ((points.x - np.floor(points.x)) * PHASES).astype(np.intp)
    phase_y = ((points.y - np.floor(points.y)) * PHASES).astype(np.intp)
    weights = coverage[:, used][phase_y * PHASES + phase_x]
    values = None if shades is None else shades[points.index]
    if pixel.size * SPARSE < canvas.length:
        distinct, pixel = _renumbered(pixel, canvas.length)
        pixels, cover, shade = _touched(*_sums(pixel, weights, values, len(distinct)))
        return distinct[pixels], cover, shade
    return _touched(*_sums(pixel, weights, values, canvas.length))


def density(
    points: Projected, shades: Bytes1d | None, canvas: Canvas
) -> tuple[Ints1d, Floats1d, Floats1d | None]:
    """Count the words of every pixel, a little blurred: touched pixels, density and mean shade."""
    pixel = canvas.pixel(points)[:, None]
    values = None if shades is None else shades[points.index]
    cover, total = _sums(pixel, np.ones(pixel.shape, dtype=np.float32), values, canvas.length)
    return _touched(_blurred(cover, canvas), None if total is None else _blurred(total, canvas))


def _sums(
    pixel: Ints2d, weights: Floats2d, values: Bytes1d | None, length: int
) -> tuple[Floats1d, Floats1d | None]:
    """Add up, for each of `length` pixels, the words' weights and the weights times their values.

    The product of a sparse matrix (a column per word) with a vector: it scatters in single precision,
    which moves half the memory that `bincount` does.
    """
    from scipy.sparse import csc_array

    n_words, per_word = pixel.shape
    starts = np.arange(0, pixel.size + 1, per_word, dtype=np.int32)
    stamp = csc_array((weights.ravel(), pixel.ravel(), starts), shape=(length, n_words))
    cover: Floats1d = stamp @ np.ones(n_words, dtype=np.float32)
    return cover, None if values is None else stamp @ values.astype(np.float32)


def _touched(cover: Floats1d, shade: Floats1d | None) -> tuple[Ints1d, Floats1d, Floats1d | None]:
    """The pixels with any coverage, that coverage, and the mean shade."""
    pixels = np.flatnonzero(cover > 0)
    covered = cover[pixels]
    if shade is None:
        return pixels, covered, None
    return pixels, covered, shade[pixels] / covered


def _renumbered(pixel: Ints2d, length: int) -> tuple[Ints1d, Ints2d]:
    """The distinct pixels in order, and for every entry its place among them; no sorting."""
    seen = np.zeros(length, dtype=np.bool_)
    seen[pixel] = True
    distinct = np.flatnonzero(seen)
    place = np.empty(length, dtype=np.int32)
    place[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct, place[pixel]


def _blurred(blurred: Floats1d, canvas: Canvas) -> Floats1d:
    """A 3 x 3 binomial blur in place, (1 2 1) / 4 each way; the empty border makes wrapping harmless."""
    quarter, part = np.float32(0.25), np.empty_like(blurred)
    for step in (1, canvas.stride):
        np.multiply(blurred, quarter, out=part)
        blurred *= np.float32(0.5)
        blurred[step:] += part[:-step]
        blurred[:-step] += part[step:]
    return blurred
