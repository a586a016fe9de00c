"""Groups of directions against planted ones."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled, SettingError
from engine.vectors.clusters import groups


def planted(rng: np.random.Generator, sizes: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    belongs = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.eye(8)[belongs] + rng.normal(scale=0.05, size=(len(belongs), 8))
    return (rows * rng.uniform(0.1, 9, (len(rows), 1))).astype(np.float32), belongs


def test_planted_directions_are_found_largest_first() -> None:
    vectors, belongs = planted(np.random.default_rng(1), (50, 30, 20))
    np.testing.assert_array_equal(groups(vectors, 3, rng=np.random.default_rng(0)), belongs)


def test_the_same_seed_gives_the_same_groups() -> None:
    vectors = np.random.default_rng(2).normal(size=(300, 6))
    first, second = (groups(vectors, 4, rng=np.random.default_rng(9)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_words_without_a_direction_have_no_group() -> None:
    vectors = np.array([[0, 0], [1, 0], [np.nan, 1], [0, 1], [np.inf, 0]])
    found = groups(vectors, 2, rng=np.random.default_rng(0))
    assert found[[0, 2, 4]].tolist() == [-1, -1, -1]
    assert sorted(found[[1, 3]].tolist()) == [0, 1]


def test_equal_words_are_one_group_and_none_are_none() -> None:
    assert groups(np.ones((5, 3)), 4, rng=np.random.default_rng(0)).tolist() == [0] * 5
    assert groups(np.zeros((2, 3)), 4, rng=np.random.default_rng(0)).tolist() == [-1, -1]
    assert groups(np.empty((0, 3)), 4, rng=np.random.default_rng(0)).tolist() == []


def test_progress_may_cancel() -> None:
    def stop(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        groups(np.random.default_rng(3).normal(size=(50, 3)), 3, rng=np.random.default_rng(0), progress=stop)


def test_no_groups_are_refused() -> None:
    with pytest.raises(SettingError, match="at least 1"):
        groups(np.ones((2, 2)), 0, rng=np.random.default_rng(0))
