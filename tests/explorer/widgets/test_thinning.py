"""Thinned curves keep what one sees of the whole ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.widgets.thinning import thinned

MOST = 800


@settings(max_examples=20)
@given(st.integers(0, 40_000), st.integers(0, 100))
def test_thinned_keeps_extremes_order_and_ends(n: int, seed: int) -> None:
    x, y = np.arange(float(n)), np.random.default_rng(seed).normal(size=n)
    thin_x, thin_y = thinned(x, y, at_most=MOST)
    assert len(thin_x) == len(thin_y)
    # The last stretch, which is not a whole one, is drawn as it is.
    assert len(thin_x) <= MOST + 2 * n // MOST + 1
    assert (np.diff(thin_x) >= 0).all()
    np.testing.assert_array_equal(y[thin_x.astype(int)], thin_y)
    if n:
        assert (thin_y.min(), thin_y.max()) == (y.min(), y.max())
