"""Runs that are not timed go on side by side, as many as there are processor cores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from joblib import Parallel


@contextmanager
def side_by_side() -> Iterator[Parallel]:
    """Processes to hand work to."""
    from joblib import Parallel
    from joblib.externals.loky import get_reusable_executor

    try:
        with Parallel(n_jobs=-1) as work:
            yield work
    finally:
        # What is measured next has the cores for itself.
        get_reusable_executor().shutdown(wait=True)
