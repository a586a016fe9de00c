"""The weights of pairs: looked up or worked out, they are those of the definition."""

from __future__ import annotations

import numpy as np
import pytest

from engine.objectives import bands as banded
from engine.objectives.bands import bands


@pytest.mark.parametrize("table", [0, 1 << 18])
@pytest.mark.parametrize("average", [False, True])
@pytest.mark.parametrize(("halo", "shared"), [(0, 0), (0, 3), (2, 3)])
def test_every_pair_has_its_weight(
    monkeypatch: pytest.MonkeyPatch, table: int, average: bool, halo: int, shared: int
) -> None:
    monkeypatch.setattr(banded, "_TABLE", table)
    rng, n_centres, share = np.random.default_rng(5), 6, 0.25
    length = n_centres + 2 * halo
    place = halo + np.arange(n_centres)
    left = np.minimum(rng.integers(0, 4, (20, n_centres)), place).astype(np.int32)
    right = np.minimum(rng.integers(0, 4, (20, n_centres)), length - 1 - place).astype(np.int32)
    found = bands(left, right, length, shared=shared, share=share, average=average)
    assert found.dtype == np.float32
    for chunk, centre in np.ndindex(*left.shape):
        here, before, after = halo + centre, left[chunk, centre], right[chunk, centre]
        context = [j for j in range(here - before, here + after + 1) if j != here]
        expected = np.zeros(length + shared)
        expected[context] = 1 / len(context) if average and context else 1
        expected[length:] = share * len(context)
        np.testing.assert_allclose(found[chunk, centre], expected, rtol=1e-6)
