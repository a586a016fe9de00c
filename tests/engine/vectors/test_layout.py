"""t-SNE: neighbours stay together, it can be stopped, and what it cannot do is told."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled, SettingError
from engine.vectors.layout import tsne


def test_groups_stay_together_and_progress_rises() -> None:
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 20)
    vectors = np.eye(6)[group] * 3 + rng.normal(scale=0.1, size=(60, 6))
    told: list[float] = []
    found = tsne(vectors, progress=told.append)
    assert found.shape == (60, 2)
    assert found.dtype == np.float32
    nearest = np.argsort(((found[:, None] - found[None]) ** 2).sum(axis=2), axis=1)[:, 1]
    np.testing.assert_array_equal(group[nearest], group)
    assert told == sorted(told)


def test_it_stops_when_told() -> None:
    def stop(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        tsne(np.random.default_rng(0).normal(size=(500, 5)), progress=stop)


def test_too_few_words_and_infinite_ones_are_told() -> None:
    with pytest.raises(SettingError, match="at least 4 words, and there are 3"):
        tsne(np.ones((3, 2)))
    with pytest.raises(SettingError, match="finite vectors"):
        tsne(np.full((9, 2), np.inf))
