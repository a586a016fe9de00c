"""The picture of the points against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.types import Floats2d
from explorer.map import raster, splat
from explorer.map.raster import Ink
from explorer.map.splat import Canvas, Projected

SIZE = (60, 40)
RECT = (-3.0, -2.0, 3.0, 2.0)
WHITE, GREY, GREEN, RULE = (255, 255, 255, 255), (90, 90, 90, 255), (0, 200, 0, 255), (200, 200, 200, 255)


def an_ink() -> Ink:
    table = np.zeros((256, 4), dtype=np.uint8)
    table[:, 0], table[:, 2], table[:, 3] = np.arange(256), np.arange(256)[::-1], 255
    return Ink(background=WHITE, table=table, grey=GREY, hit=GREEN, grid=RULE)


def a_cloud(n_words: int, seed: int = 0) -> Floats2d:
    points = np.random.default_rng(seed).normal(size=(n_words, 2))
    return np.asfortranarray(points, dtype=np.float32)


def test_projection_agrees_with_a_loop() -> None:
    cloud = a_cloud(300)
    points = splat.project(cloud, RECT, SIZE)
    expected = [
        (index, (x + 3) * 10, (2 - y) * 10)
        for index, (x, y) in enumerate(cloud.astype(float).tolist())
        if 0 <= (x + 3) * 10 < 60 and 0 <= (2 - y) * 10 < 40
    ]
    assert points.index.tolist() == [index for index, _, _ in expected]
    np.testing.assert_allclose(points.x, [x for _, x, _ in expected], atol=1e-4)
    np.testing.assert_allclose(points.y, [y for _, _, y in expected], atol=1e-4)


def test_density_sums_to_the_count_of_every_pixel() -> None:
    canvas = Canvas(*SIZE, pad=4)
    points = splat.project(a_cloud(5000), RECT, SIZE)
    pixels, cover, _ = splat.density(points, None, canvas)
    image = np.zeros(canvas.length)
    image[pixels] = cover
    counted = np.zeros((40 + 8, 60 + 8))
    for x, y in zip(points.x.tolist(), points.y.tolist(), strict=True):
        counted[int(y) + 4, int(x) + 4] += 1
    weights = np.outer([0.25, 0.5, 0.25], [0.25, 0.5, 0.25])
    expected = sum(
        weights[dy + 1, dx + 1] * np.roll(counted, (dy, dx), axis=(0, 1))
        for dy in (-1, 0, 1)
        for dx in (-1, 0, 1)
    )
    np.testing.assert_allclose(image.reshape(48, 68), expected, rtol=1e-5, atol=1e-6)
    assert image.sum() == pytest.approx(len(points.index))


@pytest.mark.parametrize("n_words", [3, 400])
def test_stamps_add_up_as_one_by_one(n_words: int) -> None:
    canvas, radius = Canvas(*SIZE, pad=8), 2.2
    points = splat.project(a_cloud(n_words), RECT, SIZE)
    shades = np.random.default_rng(1).integers(0, 256, n_words).astype(np.uint8)
    pixels, cover, shade = splat.splat(points, shades, canvas, radius)
    half, stamps = splat.stamps(radius)
    side = 2 * half + 1
    total, weighted = np.zeros((56, 76)), np.zeros((56, 76))
    for index, x, y in zip(points.index.tolist(), points.x.tolist(), points.y.tolist(), strict=True):
        stamp = stamps[int(y % 1 * 4) * 4 + int(x % 1 * 4)].reshape(side, side)
        window = np.s_[int(y) + 8 - half :, int(x) + 8 - half :]
        total[window][:side, :side] += stamp
        weighted[window][:side, :side] += stamp * shades[index]
    assert shade is not None
    assert pixels.tolist() == np.flatnonzero(total > 0).tolist()
    np.testing.assert_allclose(cover, total.ravel()[pixels], rtol=1e-4)
    np.testing.assert_allclose(shade, (weighted / np.maximum(total, 1e-9)).ravel()[pixels], rtol=1e-3)


def test_a_disc_covers_its_area_at_every_phase() -> None:
    for radius in (1.2, 2.5, 4.0):
        _, stamps = splat.stamps(radius)
        np.testing.assert_allclose(stamps.sum(axis=1), np.pi * radius**2, rtol=0.09)


def test_one_word_is_drawn_where_it_is_and_nothing_else() -> None:
    cloud = np.array([[1.0, 1.0]], dtype=np.float32)
    picture = raster.rasterise(cloud, np.array([255], dtype=np.uint8), RECT, SIZE, ink=an_ink())
    painted = np.argwhere((picture != np.array(WHITE, dtype=np.uint8)).any(axis=2))
    assert picture.shape == (40, 60, 4)
    assert np.abs(painted.mean(axis=0) + 0.5 - (10, 40)).max() < 0.6
    assert np.abs(painted - painted.mean(axis=0)).max() <= raster.LARGEST + 1
    red, _, blue, _ = picture[10, 40]
    assert red > 200 > blue


def test_pixels_show_the_mean_shade_of_their_words() -> None:
    cloud = np.zeros((2, 2), dtype=np.float32)
    picture = raster.rasterise(cloud, np.array([0, 200], dtype=np.uint8), RECT, SIZE, ink=an_ink())
    red, _, blue, _ = picture[20, 30].astype(int)
    assert abs(red - 100) < 6
    assert abs(blue - 155) < 6


def test_grey_words_lie_below_and_hits_on_top() -> None:
    cloud = np.zeros((3, 2), dtype=np.float32)
    cloud[2] = (2.0, 0.0)
    grey = np.array([True, True, True])
    picture = raster.rasterise(cloud, None, RECT, SIZE, ink=an_ink(), grey=grey, hits=np.array([1]))
    assert picture[20, 30].tolist() == list(GREEN)
    lonely = picture[20, 50].astype(int)
    assert np.ptp(lonely[:3]) == 0
    assert lonely[0] < 160


def test_grid_lines_lie_where_they_are_ruled_and_off_screen_ones_are_let_go() -> None:
    rules = (np.array([-5.0, 7.2, 500.0]), np.array([11.0]))
    picture = raster.rasterise(a_cloud(0), None, RECT, SIZE, ink=an_ink(), rules=rules)
    assert (picture[:, 7] == RULE).all()
    assert (picture[11] == RULE).all()
    assert (picture[12, 8:] == WHITE).all()


def test_words_without_a_finite_place_are_left_out() -> None:
    cloud = np.array([[np.nan, 0], [np.inf, 0], [0, -np.inf], [1e30, 1e30]], dtype=np.float32)
    picture = raster.rasterise(cloud, None, RECT, SIZE, ink=an_ink())
    assert (picture == WHITE).all()


def test_words_just_outside_reach_into_the_picture_without_clipping() -> None:
    edge = np.array([[-3.1, 2.1], [3.1, -2.1], [-3.1, -2.1], [3.1, 2.1]], dtype=np.float32)
    picture = raster.rasterise(edge, None, RECT, SIZE, ink=an_ink(), hits=np.arange(4), ratio=2.0)
    corners = picture[[0, -1, -1, 0], [0, -1, 0, -1]]
    assert (corners != WHITE).any(axis=1).all()


def test_a_crowd_comes_in_logical_pixels_and_few_words_in_device_pixels() -> None:
    size = (120, 80)
    few = raster.rasterise(a_cloud(10), None, RECT, size, ink=an_ink(), ratio=2.0)
    many = raster.rasterise(a_cloud(raster.CRISP_STILL * 2), None, RECT, size, ink=an_ink(), ratio=2.0)
    assert few.shape == (80, 120, 4)
    assert many.shape == (40, 60, 4)


def test_a_density_image_darkens_with_the_crowd() -> None:
    cloud = a_cloud(raster.DENSITY_FROM + 10_000) * np.float32(0.5)
    picture = raster.rasterise(cloud, None, RECT, SIZE, ink=an_ink())
    middle, rim = picture[20, 30].astype(int), picture[20, 12].astype(int)
    assert middle[1] < rim[1]


def test_radius_shrinks_with_the_crowd_within_bounds() -> None:
    radii = [raster.radius_for(n) for n in (0, 1, 400, 5000, 40_000, 10**7)]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] == raster.LARGEST
    assert radii[-1] == raster.SMALLEST


def test_only_keeps_the_words_of_a_mask() -> None:
    points = Projected(np.array([4, 7]), np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    kept = points.only(np.array([False, True]))
    assert (kept.index.tolist(), kept.x.tolist(), kept.y.tolist()) == ([7], [2.0], [4.0])
