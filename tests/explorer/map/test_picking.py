"""The word under the mouse against a sorted list of distances."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.map import picking
from explorer.map.camera import fitted


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), n_words=st.integers(1, 60))
def test_the_nearest_word_is_found_as_by_sorting(seed: int, n_words: int) -> None:
    rng = np.random.default_rng(seed)
    cloud = rng.normal(size=(n_words, 2)).astype(np.float32)
    at = tuple(rng.normal(size=2).tolist())
    distances = np.hypot(*(cloud.astype(float) - at).T) * 10
    expected = int(distances.argmin()) if distances.min() <= 9 else None
    assert picking.nearest(cloud, at, scale=10) == expected


@pytest.mark.parametrize("zoom", [0.3, 1, 10, 300, 4000])
def test_the_selected_word_is_hit_at_every_zoom(zoom: float) -> None:
    cloud = np.random.default_rng(4).normal(size=(20_000, 2)).astype(np.float32)
    camera = fitted(cloud, 1200, 800)
    for index in (0, 777, 19_999):
        middle = camera.to_screen(cloud[[index]])[0]
        near = camera.zoomed(zoom, (float(middle[0]), float(middle[1])))
        x, y = near.to_screen(cloud[[index]])[0].tolist()
        found = picking.nearest(
            cloud, near.to_data(x + 2, y - 2), scale=near.scale, preferred=np.array([index])
        )
        assert found == index


def test_words_out_of_reach_are_no_hit() -> None:
    cloud = np.zeros((1, 2), dtype=np.float32)
    assert picking.nearest(cloud, (0.89, 0), scale=10) == 0
    assert picking.nearest(cloud, (0.91, 0), scale=10) is None
    assert picking.nearest(cloud, (0.91, 0), scale=10, preferred=np.array([0])) is None


def test_a_marked_word_wins_only_when_it_is_about_as_near() -> None:
    cloud = np.array([[0, 0], [0.3, 0], [0.8, 0]], dtype=np.float32)
    assert picking.nearest(cloud, (0, 0), scale=10, preferred=np.array([1])) == 1
    assert picking.nearest(cloud, (0, 0), scale=10, preferred=np.array([2])) == 0


def test_among_marked_words_at_one_place_the_first_wins() -> None:
    cloud = np.zeros((5, 2), dtype=np.float32)
    assert picking.nearest(cloud, (0, 0), scale=10, preferred=np.array([3, 1])) == 3


def test_words_that_are_not_finite_are_never_hit() -> None:
    cloud = np.array([[np.nan, 0], [0.1, 0], [np.inf, 0]], dtype=np.float32)
    assert picking.nearest(cloud, (0, 0), scale=10) == 1
    assert picking.nearest(cloud[[0, 2]], (0, 0), scale=10) is None
    assert picking.nearest(cloud[:0], (0, 0), scale=10) is None
