"""Full collections pass over what was there before."""

import gc

import pytest

from explorer.garbage import spare_the_settled


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_what_exists_is_left_out_of_later_collections(thawed):
    kept = [[place] for place in range(1000)]
    before = len(gc.get_objects())
    spare_the_settled()
    assert gc.get_freeze_count() > len(kept)
    assert len(gc.get_objects()) < before / 10
