"""The window's process leaves the cores to training."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from explorer.courtesy import SWITCH_INTERVAL, be_courteous


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    interval = sys.getswitchinterval()
    with threadpool_limits(2, user_api="blas"):
        yield
    sys.setswitchinterval(interval)


def test_products_are_made_by_one_thread() -> None:
    be_courteous()
    assert np.isfinite(np.ones((300, 300)) @ np.ones((300, 300))).all()
    libraries = [library for library in threadpool_info() if library["user_api"] == "blas"]
    assert libraries
    assert {library["num_threads"] for library in libraries} == {1}
    assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL)
