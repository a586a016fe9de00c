"""Labels: no overlap, by priority, steady."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.types import Floats2d, Ints1d
from explorer.map import labels, worth
from explorer.map.labels import Label, Occupancy, carried

SCREEN = (400, 300)


def extent(index: int) -> tuple[float, float]:
    return 20.0 + index % 7 * 9, 14.0


def arranged(
    points: Floats2d,
    *,
    first: tuple[int, ...] = (),
    automatic: Ints1d | None = None,
    limit: int = 100,
    before: list[Label] | None = None,
    taken: tuple[tuple[float, float, float, float], ...] = (),
) -> list[Label]:
    return labels.arrange(
        first,
        np.arange(len(points)) if automatic is None else automatic,
        lambda indices: points[indices],
        extent=extent,
        screen=SCREEN,
        limit=limit,
        before={label.index: label for label in before or []},
        taken=taken,
    )


def overlap(one: Label, other: Label) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )


def a_cloud(n_words: int, seed: int) -> Floats2d:
    return np.random.default_rng(seed).uniform((-20, -20), (420, 320), (n_words, 2))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n_words=st.integers(0, 120))
def test_no_two_labels_overlap_and_all_are_on_the_screen(seed: int, n_words: int) -> None:
    placed = arranged(a_cloud(n_words, seed))
    for place, one in enumerate(placed):
        assert one.left >= 0
        assert one.top >= 0
        assert one.left + one.width <= SCREEN[0]
        assert one.top + one.height <= SCREEN[1]
        assert not any(overlap(one, other) for other in placed[:place])


def test_the_most_important_word_gets_the_contested_place() -> None:
    points = np.full((40, 2), 150.0)
    placed = arranged(points, first=(33,))
    assert [(label.index, label.side) for label in placed] == [(33, "right"), (0, "left")]


def test_first_words_are_placed_beyond_the_limit() -> None:
    points = np.array([[50.0 + 90 * (n % 4), 30.0 + 40 * (n // 4)] for n in range(20)])
    placed = arranged(points, first=(19, 18, 17), limit=2)
    assert [label.index for label in placed] == [19, 18, 17, 0, 1]


def test_a_label_stays_with_its_side_while_it_fits() -> None:
    points = a_cloud(150, 5)
    before = arranged(points, limit=40)
    after = arranged(points + 0.4, limit=40, before=before)
    sides = {label.index: label.side for label in before}
    kept = [label for label in after if label.index in sides]
    assert len(kept) >= 0.95 * len(before)
    assert sum(label.side == sides[label.index] for label in kept) >= 0.95 * len(kept)


def test_a_shown_label_goes_before_a_newcomer_of_its_kind() -> None:
    points = np.full((12, 2), 150.0)
    before = [Label(5, "left", 0, 0, 1, 1)]
    placed = arranged(points, before=before)
    assert placed[0].index == 5
    assert placed[0].side == "left"


def test_reserved_boxes_stay_free() -> None:
    taken = ((0.0, 0.0, 200.0, 299.0),)
    placed = arranged(a_cloud(100, 3), taken=taken)
    assert placed
    assert all(label.left >= 200 for label in placed)


def test_words_far_off_or_not_finite_are_not_labelled() -> None:
    points = np.array([[np.nan, 3.0], [np.inf, 3.0], [1e30, 3.0], [200.0, 100.0]])
    assert [label.index for label in arranged(points)] == [3]


def test_occupancy_refuses_what_is_off_the_screen_or_taken() -> None:
    room = Occupancy(*SCREEN)
    assert room.take(10, 10, 50, 20)
    assert not room.take(40, 20, 50, 20)
    assert not room.take(-1, 100, 20, 20)
    assert not room.take(390, 100, 20, 20)
    assert room.take(100, 100, 50, 20)


def test_blocking_claims_what_is_on_the_screen_whatever_is_there() -> None:
    room = Occupancy(*SCREEN)
    assert room.take(10, 10, 50, 20)
    room.block(-30, 5, 100, 100)
    room.block(390, 290, 50, 50)
    room.block(900, 900, 5, 5)
    assert not room.take(30, 60, 10, 10)
    assert not room.take(385, 280, 10, 15)
    assert room.take(100, 5, 10, 10)


def test_candidates_are_inside_and_start_with_the_leader_of_every_tile() -> None:
    cloud = np.random.default_rng(2).normal(size=(30_000, 2)).astype(np.float32)
    order = np.random.default_rng(3).permutation(30_000)
    rect = (-1.0, -1.0, 1.0, 1.0)
    chosen = worth.candidates(cloud, order, rect, limit=60, tile=0.5)
    assert len(chosen) == len(set(chosen.tolist())) == 60
    assert (np.abs(cloud[chosen]) <= 1).all()
    rank = np.argsort(order)
    inside = np.flatnonzero((np.abs(cloud) <= 1).all(axis=1))
    tiles = np.floor(cloud[inside] / 0.5).astype(int)
    leaders = {
        int(inside[members][np.argmin(rank[inside[members]])])
        for tile in np.unique(tiles, axis=0)
        for members in [np.flatnonzero((tiles == tile).all(axis=1))]
    }
    assert set(chosen[: len(leaders)].tolist()) == leaders
    rest = chosen[len(leaders) :]
    assert (np.diff(rank[rest]) > 0).all()


def test_zooming_in_brings_rarer_words() -> None:
    cloud = np.random.default_rng(2).normal(size=(200_000, 2)).astype(np.float32)
    order = np.arange(200_000)
    far = worth.candidates(cloud, order, (-3, -2, 3, 2), limit=100, tile=0.5)
    near = worth.candidates(cloud, order, (-0.03, -0.02, 0.03, 0.02), limit=100, tile=0.005)
    assert near.mean() > far.mean()
    expected = np.flatnonzero((np.abs(cloud[:, 0]) <= 0.03) & (np.abs(cloud[:, 1]) <= 0.02))
    assert set(near.tolist()) <= set(expected.tolist())
    assert len(near) == min(100, len(expected))


def test_no_words_no_candidates() -> None:
    empty = np.empty((0, 2), dtype=np.float32)
    assert len(worth.candidates(empty, np.arange(0), (-1, -1, 1, 1), limit=10, tile=0.5)) == 0


def test_priority_is_frequency_with_words_before_numbers_and_punctuation() -> None:
    words = [",", "rare", "often", "1999", "mid", "s"]
    assert worth.priority(words, np.array([900, 1, 50, 800, 7, 850])).tolist() == [2, 4, 1, 0, 5, 3]
    assert worth.priority(words, None).tolist() == [1, 2, 4, 0, 3, 5]


@pytest.mark.parametrize("side", labels.SIDES)
def test_a_label_lies_beside_its_point(side: str) -> None:
    left, top = labels.corner(side, 100, 100, (40, 14))
    label = Label(0, side, left, top, 40, 14)
    assert not label.contains(100, 100)
    assert label.contains(left + 20, top + 7)
    assert min(abs(left - 100), abs(left + 40 - 100), abs(top - 100), abs(top + 14 - 100)) == labels.GAP


def test_budget_grows_with_the_screen() -> None:
    assert worth.budget(1, 1) == 12
    assert worth.budget(1200, 800) > worth.budget(600, 400)


def places(before: list[Label], points: Floats2d) -> Floats2d:
    """Where the points of these labels are."""
    return points[[label.index for label in before]]


def test_labels_ride_on_their_points() -> None:
    points = a_cloud(150, 5)
    before = arranged(points, limit=20)
    away = [label for label in before if label.left > 10 and label.left + label.width < SCREEN[0] - 10]
    rode = carried(away, places(away, points) + np.array([3.0, 0.0]), screen=SCREEN)
    assert rode is not None
    assert [label.index for label in rode] == [label.index for label in away]
    assert np.allclose([label.left for label in rode], [label.left + 3 for label in away])


def test_of_riding_labels_that_meet_the_less_important_is_left_out() -> None:
    points = np.array([[50.0, 20.0 + 30 * row] for row in range(8)])
    before = arranged(points)
    met = places(before, points)
    met[5] = met[2] + 1
    rode = carried(before, met, screen=SCREEN)
    assert rode is not None
    assert [label.index for label in rode] == [label.index for label in before if label is not before[5]]
    assert carried(before, np.full((8, 2), 100.0), screen=SCREEN) is None


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), far=st.floats(0, 40))
def test_riding_labels_never_overlap(seed: int, far: float) -> None:
    points = a_cloud(80, seed)
    before = arranged(points)
    moved = points + np.random.default_rng(seed).normal(0, far, points.shape)
    rode = carried(before, places(before, moved), screen=SCREEN) or []
    assert not any(overlap(one, other) for place, one in enumerate(rode) for other in rode[:place])


def test_labels_do_not_ride_over_a_taken_place() -> None:
    points = np.array([[50.0, 20.0 + 30 * row] for row in range(8)])
    before = arranged(points)
    rode = carried(before, places(before, points), screen=SCREEN, taken=[(60.0, 140.0, 5.0, 2.0)])
    assert rode is not None
    assert [label.index for label in rode] == [label.index for label in before if label.index != 4]


def test_labels_that_leave_the_screen_are_left_out_while_they_are_few() -> None:
    points = np.array([[50.0, 20.0 + 30 * row] for row in range(8)])
    before = arranged(points)
    lifted = carried(before, places(before, points) - np.array([0.0, 20.0]), screen=SCREEN)
    assert lifted is not None
    assert len(lifted) == len(before) - 1
    assert carried(before, places(before, points) - np.array([0.0, 120.0]), screen=SCREEN) is None


def test_labels_of_hidden_points_do_not_ride() -> None:
    points = np.array([[50.0, 20.0 + 30 * row] for row in range(8)])
    before = arranged(points)
    hidden = places(before, points)
    hidden[0] = np.nan
    rode = carried(before, hidden, screen=SCREEN)
    assert rode is not None
    assert [label.index for label in rode] == [label.index for label in before[1:]]
