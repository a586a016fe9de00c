"""How long a frame of the map takes, beside pyqtgraph's scatter plot in the same run."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QWidget

from engine.types import Floats1d, Floats2d
from engine.vectors.projection import Projector
from explorer.map import picking
from explorer.map.camera import Camera, fitted
from explorer.map.item import MapItem
from explorer.map.scene import Scene
from explorer.map.view import MapView
from explorer.theme import LIGHT

WIDTH, HEIGHT = 1200, 800
ROUNDS = 40
SCATTER_ROUNDS = 8
"""Fewer for the scatter plot: with 400,000 words one of its frames takes a second."""
EXPLAINED = (0.4, 0.1)
DIMS = 50


def measure(n_words: int, *, scatter: bool = True) -> dict[str, float]:
    """Measure the map with a cloud of `n_words` at 1200 x 800; needs a QApplication.

    Parameters
    ----------
    n_words : int
        Size of the cloud.
    scatter : bool
        Whether to measure pyqtgraph's ScatterPlotItem too.

    Returns
    -------
    dict
        Milliseconds. ``pan_zoom_p50`` and ``_p95``: one whole frame while panning and zooming between all
        of the cloud and a twentieth of its width. ``frame_p50``, ``_p95``: new positions for all words and
        their painting. ``hover_p95``: finding the word under the mouse. ``labels_p95``: choosing and placing
        labels. ``recolour_p50``, ``_p95``: other colours prepared, taken over and painted.
        ``refit_align_p50``, ``_p95``: components of 50-dimensional vectors found anew, turned towards the
        frame before, and all words projected. ``scatter_pan_zoom_p50``, ``scatter_frame_p50`` and their
        ``_p95``: the same for the scatter plot, which has no labels.
    """
    rng = np.random.default_rng(1)
    cloud = _cloud(n_words, rng)
    figures = _measure_map(cloud, rng) | _measure_parts(cloud, rng) | _measure_refit(n_words, rng)
    return figures | _measure_scatter(cloud) if scatter else figures


def _cloud(n_words: int, rng: np.random.Generator) -> Floats2d:
    centres = rng.normal(size=(40, 2)) * 2
    group = rng.integers(0, 40, n_words)
    points = centres[group] + rng.normal(size=(n_words, 2)) * 0.5
    return np.asfortranarray(points, dtype=np.float32)


def _words(n_words: int) -> list[str]:
    return [f"word{number}" for number in range(n_words)]


def _walk(wide: Camera, step: int) -> Camera:
    """A camera of a walk that zooms in and out again while it sways."""
    phase = 2 * np.pi * step / ROUNDS
    nearer = wide.zoomed(float(20 ** (0.5 - 0.5 * np.cos(phase))), (WIDTH * 0.45, HEIGHT * 0.55))
    return nearer.panned(40 * float(np.sin(3 * phase)), 25 * float(np.cos(2 * phase)))


def _measure_map(cloud: Floats2d, rng: np.random.Generator) -> dict[str, float]:
    view = MapView(theme=LIGHT)
    _show(view)
    view.set_words(_words(len(cloud)))
    view.set_frame(cloud, EXPLAINED, animate=False)
    view.set_colouring(rng.normal(size=len(cloud)), "diverging", title="Value")
    wide = view.camera

    def pan_zoom(step: int) -> None:
        view.look(_walk(wide, step))
        view.repaint()

    def frame(step: int) -> None:
        view.set_frame(moved[step % len(moved)], EXPLAINED, animate=False)
        view.repaint()

    # The first walk draws words for the first time, which is not the cost of a frame.
    _timed(pan_zoom, ROUNDS)
    figures = _percentiles("pan_zoom", _timed(pan_zoom, ROUNDS))
    view.fit(animate=False)
    moved = [cloud + np.float32(0.01 * step) for step in range(4)]
    figures |= _percentiles("frame", _timed(frame, ROUNDS))
    values = [rng.normal(size=len(cloud)) for _ in range(2)]

    def recolour(step: int) -> None:
        view.set_colouring(values[step % 2], "diverging", title="Value")
        view.repaint()

    figures |= _percentiles("recolour", _timed(recolour, ROUNDS // 2))
    view.close()
    return figures


def _measure_refit(n_words: int, rng: np.random.Generator) -> dict[str, float]:
    vectors = rng.normal(size=(n_words, DIMS)).astype(np.float32)
    vectors[:, :2] *= 3
    moved = [vectors, vectors + rng.normal(scale=0.05, size=DIMS).astype(np.float32)]
    projector = Projector()

    def refit(step: int) -> None:
        projector.fit(moved[step % 2])
        projector.project(moved[step % 2])

    _timed(refit, 2)
    return _percentiles("refit_align", _timed(refit, ROUNDS // 4))


def _measure_parts(cloud: Floats2d, rng: np.random.Generator) -> dict[str, float]:
    wide = fitted(cloud, WIDTH, HEIGHT)
    item, scene = MapItem(LIGHT), Scene()
    scene.rename(_words(len(cloud)), None)
    scene.coords = cloud
    places = rng.uniform((0, 0), (WIDTH, HEIGHT), (ROUNDS, 2)).tolist()

    def hover(step: int) -> None:
        picking.nearest(cloud, wide.to_data(*places[step]), scale=wide.scale)

    def place(step: int) -> None:
        item.arranged(scene, _walk(wide, step))

    _timed(place, ROUNDS)
    return {
        "hover_p95": _percentiles("hover", _timed(hover, ROUNDS))["hover_p95"],
        "labels_p95": _percentiles("labels", _timed(place, ROUNDS))["labels_p95"],
    }


def _measure_scatter(cloud: Floats2d) -> dict[str, float]:
    plot = pg.PlotWidget()
    _show(plot)
    points = pg.ScatterPlotItem(x=cloud[:, 0], y=cloud[:, 1], size=4, pen=None)
    plot.addItem(points)
    wide = fitted(cloud, WIDTH, HEIGHT)

    def pan_zoom(step: int) -> None:
        left, bottom, right, top = _walk(wide, step * ROUNDS // SCATTER_ROUNDS).rect
        plot.setRange(xRange=(left, right), yRange=(bottom, top), padding=0)
        plot.viewport().repaint()

    def frame(step: int) -> None:
        points.setData(x=cloud[:, 0] + 0.01 * step, y=cloud[:, 1])
        plot.viewport().repaint()

    figures = _percentiles("scatter_pan_zoom", _timed(pan_zoom, SCATTER_ROUNDS))
    figures |= _percentiles("scatter_frame", _timed(frame, SCATTER_ROUNDS))
    plot.close()
    return figures


def _show(widget: QWidget) -> None:
    widget.resize(WIDTH, HEIGHT)
    widget.show()
    QApplication.processEvents()


def _timed(action: Callable[[int], None], rounds: int) -> Floats1d:
    """Milliseconds of each round."""
    times = np.empty(rounds)
    for step in range(rounds):
        begin = perf_counter()
        action(step)
        times[step] = (perf_counter() - begin) * 1e3
    return times


def _percentiles(name: str, times: Floats1d) -> dict[str, float]:
    middle, late = np.percentile(times, [50, 95])
    return {f"{name}_p50": round(float(middle), 2), f"{name}_p95": round(float(late), 2)}
