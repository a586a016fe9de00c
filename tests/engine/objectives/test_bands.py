"""The weights of pairs: looked up or worked out, they are those of the definition."""

from __future__ import annotations

import numpy as np
import pytest

from engine.objectives import bands as banded
from engine.objectives.bands import alike, bands


@pytest.mark.parametrize("table", [0, 1 << 18])
@pytest.mark.parametrize("average", [False, True])
@pytest.mark.parametrize("halo", [0, 2])
def test_every_pair_has_its_weight(
    monkeypatch: pytest.MonkeyPatch, table: int, average: bool, halo: int
) -> None:
    monkeypatch.setattr(banded, "_TABLE", table)
    rng, n_centres = np.random.default_rng(5), 6
    length = n_centres + 2 * halo
    place = halo + np.arange(n_centres)
    left = np.minimum(rng.integers(0, 4, (20, n_centres)), place).astype(np.int32)
    right = np.minimum(rng.integers(0, 4, (20, n_centres)), length - 1 - place).astype(np.int32)
    found = bands(left, right, length, average=average)
    assert found.dtype == np.float32
    for chunk, centre in np.ndindex(*left.shape):
        here, before, after = halo + centre, left[chunk, centre], right[chunk, centre]
        context = [j for j in range(here - before, here + after + 1) if j != here]
        expected = np.zeros(length)
        expected[context] = 1 / len(context) if average and context else 1
        np.testing.assert_allclose(found[chunk, centre], expected, rtol=1e-6)


def test_noise_weighs_as_much_as_the_targets_it_is_drawn_for() -> None:
    n_targets = np.random.default_rng(6).integers(0, 4, (5, 3))
    found = alike(n_targets, 0.25, 2)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, 0.25 * n_targets[:, :, None] * np.ones(2))
