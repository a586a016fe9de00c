"""Points to an image: round glyphs when there is room for them, a density image when there is not.

Drawing 400,000 items one by one takes a GUI toolkit a second; counting pixels takes NumPy milliseconds.
Every word adds the coverage of an anti-aliased disc to the pixels under it (and coverage times shade, so
that a pixel shows the mean shade of its words); one table turns coverage and shade into a colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.types import Bools, Floats1d, Floats2d, Ints1d
from explorer.map.splat import Bytes1d, Canvas, Projected, density, project, splat

Image = npt.NDArray[np.uint8]

DENSITY_FROM = 45_000
"""Visible words from which single glyphs would only cover each other."""
CRISP_MOVING, CRISP_STILL = 3_000, 15_000
"""Visible words up to which a screen of several device pixels per logical pixel is used to the full."""
FAINTEST = 0.12
"""Opacity of the thinnest density: a lonely word must not vanish beside a crowd."""
ALPHAS = 64
LARGEST, SMALLEST = 4.2, 1.15
LARGEST_SIZE = 2.5
MOST_HITS = 20_000
"""Hits that are drawn larger and apart from the others; more of them only change colour."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a picture as four bytes each; the image comes out in the same byte order."""

    background: tuple[int, int, int, int]
    table: npt.NDArray[np.uint8]
    grey: tuple[int, int, int, int]
    hit: tuple[int, int, int, int]
    grid: tuple[int, int, int, int]


def radius_for(visible: int) -> float:
    """Glyph radius in logical pixels: large for a few words, shrinking as they crowd."""
    return float(np.clip(LARGEST * (400 / max(visible, 1)) ** 0.22, SMALLEST, LARGEST))


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
    size_of_points: float = 1.0,
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
    size_of_points : float
        How much larger the glyphs are than usual, up to `LARGEST_SIZE`.

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
    grown = min(size_of_points, LARGEST_SIZE) * ratio
    overhang = int(np.ceil((LARGEST + 3) * max(grown, ratio)))
    canvas = Canvas(*size, pad=2 * overhang)
    picture = np.full(canvas.length, _packed(ink.background), dtype=np.uint32)
    if rules is not None:
        _rule(canvas.inner(picture), rules, ratio, _packed(ink.grid))
    points = project(coords, rect, size, pad=overhang)
    visible = len(points.index)
    lit = _many(hits, len(coords), points) if hits is not None and len(hits) > MOST_HITS else None
    layers = [(points, shades, ink.table)]
    if grey is not None:
        flat = np.broadcast_to(np.array(ink.grey, dtype=np.uint8), (256, 4))
        below = grey[points.index]
        # Hits in large number are laid over these anyway.
        above = ~below if lit is None else ~(below | lit)
        layers = [(points.only(below), None, flat), (points.only(above), shades, ink.table)]
    for layer, values, table in layers:
        if len(layer.index):
            _lay(picture, layer, values, canvas, table=table, visible=visible, scale=grown, ink=ink)
    if lit is not None:
        found = points.only(lit)
        flat = np.broadcast_to(np.array(ink.hit, dtype=np.uint8), (256, 4))
        if len(found.index):
            _lay(picture, found, None, canvas, table=flat, visible=visible, scale=grown, ink=ink)
    elif hits is not None and len(hits):
        _lay_hits(picture, points, hits, canvas, ink=ink, radius=(radius_for(visible) + 1.2) * grown)
    return picture, canvas


def _many(hits: Ints1d, n_words: int, points: Projected) -> Bools:
    """Which of the points are hits; a mask, as sorting many hits takes ten times as long."""
    lit = np.zeros(n_words, dtype=np.bool_)
    lit[hits] = True
    return lit[points.index]


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
    size_of_points: float = 1.0,
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
        size_of_points=size_of_points,
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
    scale: float,
    ink: Ink,
) -> None:
    """Add one layer of words to the picture."""
    if visible >= DENSITY_FROM:
        pixels, cover, shade = density(points, shades, canvas)
        crowd = max(1.6, 14.0 * visible / (canvas.width * canvas.height))
        alpha = FAINTEST + (1 - FAINTEST) * np.log1p(cover) / np.log1p(crowd)
    else:
        pixels, cover, shade = splat(points, shades, canvas, round(radius_for(visible) * scale, 1))
        alpha = _opacities(round(_strength(visible), 2))[_steps(cover)]
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


def _steps(cover: Floats1d) -> npt.NDArray[np.uint16]:
    """Coverage in steps of a 64th, as far as it makes a difference."""
    steps: npt.NDArray[np.uint16] = np.minimum(cover * np.float32(64), np.float32(1023)).astype(np.uint16)
    return steps


@lru_cache(maxsize=64)
def _opacities(strength: float) -> Floats1d:
    """How opaque glyphs are at each step of coverage; looked up, for an exponential a pixel is dear."""
    opacities: Floats1d = (1 - np.exp(-strength * np.arange(1024) / 64)).astype(np.float32)
    return opacities


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
