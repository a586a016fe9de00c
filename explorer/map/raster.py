"""Points to an image: round glyphs when there is room for them, a density image when there is not.

Drawing 400,000 items one by one takes a GUI toolkit a second; counting pixels takes NumPy milliseconds.
Every word adds the coverage of an anti-aliased disc to the pixels under it (and coverage times shade, so
that a pixel shows the mean shade of its words); one table turns coverage and shade into a colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.types import Bools, Floats1d, Floats2d, Ints1d, Ints2d

Bytes1d = npt.NDArray[np.uint8]
Image = npt.NDArray[np.uint8]

PHASES = 4
"""Sub-pixel positions per axis for which a disc is prepared: a quarter of a pixel is below notice."""
DENSITY_FROM = 45_000
"""Visible words from which single glyphs would only cover each other."""
CRISP_MOVING, CRISP_STILL = 3_000, 15_000
"""Visible words up to which a screen of several device pixels per logical pixel is used to the full."""
SPARSE = 6
"""Stamped pixels are gathered without a full image if the picture has so many times more pixels."""
FAINTEST = 0.12
"""Opacity of the thinnest density: a lonely word must not vanish beside a crowd."""
ALPHAS = 64
LARGEST, SMALLEST = 4.2, 1.15


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a picture as four bytes each; the image comes out in the same byte order."""

    background: tuple[int, int, int, int]
    table: npt.NDArray[np.uint8]
    grey: tuple[int, int, int, int]
    hit: tuple[int, int, int, int]
    grid: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Projected:
    """The words inside the picture: which they are and where, in (fractional) pixels."""

    index: Ints1d
    x: Floats1d
    y: Floats1d

    def only(self, keep: Bools) -> Projected:
        """The words of a mask over these words."""
        return Projected(self.index[keep], self.x[keep], self.y[keep])


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


def radius_for(visible: int) -> float:
    """Glyph radius in logical pixels: large for a few words, shrinking as they crowd."""
    return float(np.clip(LARGEST * (400 / max(visible, 1)) ** 0.22, SMALLEST, LARGEST))


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


def draw(
    coords: Floats2d,
    shades: Bytes1d | None,
    rect: tuple[float, float, float, float],
    size: tuple[int, int],
    *,
    ink: Ink,
    grey: Bools | None = None,
    hits: Ints1d | None = None,
    rules: tuple[Floats1d, Floats1d] | None = None,
    ratio: float = 1.0,
    crisp_to: int = CRISP_STILL,
) -> tuple[npt.NDArray[np.uint32], Canvas]:
    """Draw all words as one opaque picture.

    Parameters
    ----------
    coords : ndarray, (n, 2), float32
        Positions; fastest when each column is contiguous. Words that are not finite are left out.
    shades : ndarray, (n,), uint8, or None
        Rows of the ink's table; None takes the middle row for every word.
    rect : tuple
        Left, bottom, right and top in data units; its proportions must be those of `size`.
    size : tuple
        Width and height in device pixels.
    ink : Ink
        The colours.
    grey : ndarray, (n,), bool, or None
        Words drawn without their shade, below the others.
    hits : ndarray of int, or None
        Words drawn last, larger and in the hit colour.
    rules : tuple of two arrays, or None
        Columns and rows of the grid behind the words, in logical pixels.
    ratio : float
        Device pixels per logical pixel.
    crisp_to : int
        Visible words up to which `ratio` is used to the full.

    Returns
    -------
    picture : ndarray, (canvas.length,), uint32
        The pixels, top row first, in the byte order of `ink`, with a border that is not to be shown.
    canvas : Canvas
        Their layout. A crowd of words comes in logical pixels
        whatever the ratio: its detail is not worth four times the work.
    """
    if ratio > 1 and _has_more(coords, rect, size, than=crisp_to):
        size, ratio = (max(round(size[0] / ratio), 1), max(round(size[1] / ratio), 1)), 1.0
    overhang = int(np.ceil((LARGEST + 3) * ratio))
    canvas = Canvas(*size, pad=2 * overhang)
    picture = np.full(canvas.length, _packed(ink.background), dtype=np.uint32)
    if rules is not None:
        _rule(canvas.inner(picture), rules, ratio, _packed(ink.grid))
    points = project(coords, rect, size, pad=overhang)
    visible = len(points.index)
    layers = [(points, shades, ink.table)]
    if grey is not None:
        flat = np.broadcast_to(np.array(ink.grey, dtype=np.uint8), (256, 4))
        below = grey[points.index]
        layers = [(points.only(below), None, flat), (points.only(~below), shades, ink.table)]
    for layer, values, table in layers:
        if len(layer.index):
            _lay(picture, layer, values, canvas, table=table, visible=visible, ratio=ratio, ink=ink)
    if hits is not None and len(hits):
        _lay_hits(picture, points, hits, canvas, ink=ink, radius=(radius_for(visible) + 1.2) * ratio)
    return picture, canvas


def rasterise(
    coords: Floats2d,
    shades: Bytes1d | None,
    rect: tuple[float, float, float, float],
    size: tuple[int, int],
    *,
    ink: Ink,
    grey: Bools | None = None,
    hits: Ints1d | None = None,
    rules: tuple[Floats1d, Floats1d] | None = None,
    ratio: float = 1.0,
    crisp_to: int = CRISP_STILL,
) -> Image:
    """The picture of `draw` as rows and columns, ``(height, width, 4)`` uint8; a view without the border."""
    picture, canvas = draw(
        coords,
        shades,
        rect,
        size,
        ink=ink,
        grey=grey,
        hits=hits,
        rules=rules,
        ratio=ratio,
        crisp_to=crisp_to,
    )
    return canvas.inner(picture.view(np.uint8).reshape(-1, 4))


def _has_more(
    coords: Floats2d, rect: tuple[float, float, float, float], size: tuple[int, int], *, than: int
) -> bool:
    return len(coords) > than and len(project(coords, rect, size).index) > than


def _lay(
    picture: npt.NDArray[np.uint32],
    points: Projected,
    shades: Bytes1d | None,
    canvas: Canvas,
    *,
    table: npt.NDArray[np.uint8],
    visible: int,
    ratio: float,
    ink: Ink,
) -> None:
    """Add one layer of words to the picture."""
    if visible >= DENSITY_FROM:
        pixels, cover, shade = density(points, shades, canvas)
        crowd = max(1.6, 14.0 * visible / (canvas.width * canvas.height))
        alpha = FAINTEST + (1 - FAINTEST) * np.log1p(cover) / np.log1p(crowd)
    else:
        pixels, cover, shade = splat(points, shades, canvas, round(radius_for(visible) * ratio, 1))
        alpha = 1 - np.exp(cover * -np.float32(_strength(visible)))
    level = np.minimum(alpha * (ALPHAS - 1), ALPHAS - 1).astype(np.intp)
    level *= 256
    level += 128 if shade is None else shade.astype(np.intp)
    picture[pixels] = _blends(table.tobytes(), ink.background)[level]


def _lay_hits(
    picture: npt.NDArray[np.uint32],
    points: Projected,
    hits: Ints1d,
    canvas: Canvas,
    *,
    ink: Ink,
    radius: float,
) -> None:
    """Draw the hits over whatever is there, first a rim of background so that they stand apart."""
    chosen = points.only(np.isin(points.index, hits))
    for grown, colour in ((radius + 1.2, ink.background), (radius, ink.hit)):
        if len(chosen.index) == 0:
            return
        pixels, cover, _ = splat(chosen, None, canvas, round(grown, 1))
        alpha = np.minimum(cover, 1)[:, None]
        under = picture[pixels].view(np.uint8).reshape(-1, 4)
        mixed = under + (np.array(colour, dtype=np.float32) - under) * alpha
        picture[pixels] = np.rint(mixed).astype(np.uint8).view(np.uint32).ravel()


def _rule(
    square: npt.NDArray[np.uint32], rules: tuple[Floats1d, Floats1d], ratio: float, colour: np.uint32
) -> None:
    """Grid lines, one pixel wide, wherever they fall on the picture."""
    columns, rows = ((np.asarray(rule) * ratio).astype(np.intp) for rule in rules)
    square[:, columns[(columns >= 0) & (columns < square.shape[1])]] = colour
    square[rows[(rows >= 0) & (rows < square.shape[0])]] = colour


def _packed(colour: tuple[int, int, int, int]) -> np.uint32:
    return np.uint32(np.array(colour, dtype=np.uint8).view(np.uint32)[0])


def _strength(visible: int) -> float:
    """How much a full glyph covers: nearly all when words are few, about half in a crowd."""
    return float(np.interp(np.log10(max(visible, 1)), [2.5, 4.5], [2.6, 1.0]))


@lru_cache(maxsize=16)
def _blends(table: bytes, background: tuple[int, int, int, int]) -> npt.NDArray[np.uint32]:
    """Every alpha level of every shade over the background, packed: ``(ALPHAS * 256,)``.

    Mixing all pixels of a picture costs more than everything else together; looking the mix up does not.
    """
    shades = np.frombuffer(table, dtype=np.uint8).reshape(1, 256, 4).astype(np.float64)
    under = np.array(background, dtype=np.float64)
    alpha = np.linspace(0, 1, ALPHAS)[:, None, None]
    mixed = np.rint(under + (shades - under) * alpha).astype(np.uint8)
    return mixed.reshape(-1, 4).copy().view(np.uint32).ravel()


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
