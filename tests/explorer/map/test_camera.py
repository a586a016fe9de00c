"""Pan, zoom and fit, and the motion between frames."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.map import camera, motion
from explorer.map.camera import Camera
from explorer.map.motion import Motion

HERE = Camera(x=2.0, y=-1.0, scale=50.0, width=800, height=600)


def test_screen_and_data_are_each_other_s_inverse() -> None:
    points = np.random.default_rng(0).normal(size=(20, 2))
    for point, (x, y) in zip(points, HERE.to_screen(points).tolist(), strict=True):
        np.testing.assert_allclose(HERE.to_data(x, y), point)


def test_the_rect_is_what_the_corners_show() -> None:
    left, bottom, right, top = HERE.rect
    np.testing.assert_allclose(HERE.to_data(0, 0), (left, top))
    np.testing.assert_allclose(HERE.to_data(800, 600), (right, bottom))


def test_panning_moves_the_words_by_pixels() -> None:
    point = np.array([[0.3, 0.4]])
    shift = HERE.panned(12, -7).to_screen(point) - HERE.to_screen(point)
    np.testing.assert_allclose(shift, [[12, -7]])


def test_zooming_keeps_what_is_under_the_cursor() -> None:
    near = HERE.zoomed(3, (100, 500))
    assert near.scale == 150
    np.testing.assert_allclose(near.to_data(100, 500), HERE.to_data(100, 500))


def test_fit_shows_every_word_and_fills_the_screen() -> None:
    points = np.random.default_rng(1).normal(size=(200, 2)).astype(np.float32)
    screen = camera.fitted(points, 800, 600).to_screen(points)
    assert screen.min() >= 0
    assert screen[:, 0].max() <= 800
    assert screen[:, 1].max() <= 600
    assert np.ptp(screen, axis=0).max() > 500


def test_an_outlier_of_a_large_cloud_does_not_shrink_all_others() -> None:
    points = np.random.default_rng(1).normal(size=(5000, 2))
    points[17] = 1e6
    assert camera.fitted(points, 800, 600).scale > 40


@pytest.mark.parametrize(
    "points",
    [
        np.empty((0, 2)),
        np.ones((1, 2)),
        np.full((9, 2), 3.0),
        np.full((4, 2), np.nan),
        np.array([[0, 0], [0, 1]]),
    ],
    ids=["none", "one", "equal", "not finite", "a line"],
)
def test_fit_of_degenerate_clouds_is_finite(points: np.ndarray) -> None:
    fit = camera.fitted(points, 800, 600)
    assert np.isfinite([fit.x, fit.y, fit.scale]).all()
    assert fit.scale > 0


def test_a_resized_screen_keeps_its_middle_and_extent() -> None:
    wider = HERE.resized(1600, 1200)
    assert (wider.x, wider.y) == (HERE.x, HERE.y)
    np.testing.assert_allclose(wider.rect, HERE.rect)
    assert HERE.resized(0, 0).width == 1


def test_cameras_blend_from_one_to_the_other() -> None:
    there = Camera(x=4, y=5, scale=200, width=800, height=600)
    assert HERE.towards(there, 0).x == HERE.x
    assert HERE.towards(there, 1).scale == pytest.approx(200)
    assert HERE.towards(there, 0.5).scale == pytest.approx(100)


def test_zoom_has_limits() -> None:
    fit = Camera(scale=10, width=800, height=600)
    assert camera.limited(Camera(scale=1e-9, width=800, height=600), fit).scale == 10 * camera.WIDEST
    assert camera.limited(Camera(scale=1e12, width=800, height=600), fit).scale == 10 * camera.CLOSEST
    assert camera.limited(Camera(scale=33, width=800, height=600), fit).scale == 33


def test_motion_goes_from_source_to_target_and_ends_there() -> None:
    source, target = np.zeros((3, 2), np.float32), np.full((3, 2), 8, np.float32)
    move = Motion(source, target, begin=10.0, duration=2.0)
    assert (move.at(9.0) == 0).all()
    assert (move.at(11.0) == 6).all()
    assert move.at(12.0) is target
    assert not move.is_over(11.9)
    assert move.is_over(12.0)
    assert (source == 0).all()
    assert (target == 8).all()


def test_easing_rises_and_is_clipped() -> None:
    shares = [motion.eased(x) for x in (-1, 0, 0.2, 0.5, 0.9, 1, 7)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_a_move_lasts_about_as_long_as_frames_are_apart() -> None:
    assert motion.duration_for(None) == motion.LONGEST
    assert motion.duration_for(0.2) == pytest.approx(0.25)
    assert motion.duration_for(0.001) == motion.SHORTEST
    assert motion.duration_for(60) == motion.LONGEST
