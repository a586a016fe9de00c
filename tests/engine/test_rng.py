"""Named generators: one for each (seed, name, counters), whatever else was drawn."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rng import generator


def test_the_same_place_gives_the_same_numbers():
    drawn = generator(7, "negatives", 3, 1).random(20)
    generator(7, "windows").random(1000)
    np.testing.assert_array_equal(generator(7, "negatives", 3, 1).random(20), drawn)


def test_the_stream_never_changes():
    # Written down once: a run must be repeatable after an update of this program or of NumPy.
    np.testing.assert_array_equal(generator(31415, "init").integers(0, 1000, 5), [864, 868, 895, 159, 334])


def test_other_places_give_other_numbers():
    places = [
        (seed, name, *counters)
        for seed in (0, 1)
        for name in ("init", "order", "batches", "check")
        for counters in ((), (0,), (1,), (0, 0), (0, 1), (1, 0))
    ]
    drawn = [generator(*place).integers(0, 1 << 62) for place in places]
    assert len(set(drawn)) == len(places)


def test_neighbours_are_not_correlated():
    streams = [generator(0, "batches", epoch, 0).normal(size=4000) for epoch in range(6)]
    for one, other in itertools.combinations(streams, 2):
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.06


@given(st.integers(0, 2**63 - 1), st.text(), st.lists(st.integers(0, 2**31), max_size=3))
def test_any_seed_and_name_will_do(seed, name, counters):
    assert 0 <= generator(seed, name, *counters).random() < 1


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="non-negative"):
        generator(-1, "init")
