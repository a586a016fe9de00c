"""Keeping full garbage collections short, because they hold up window and training alike.

A full collection walks over every object there is. With all libraries loaded that takes some 70 ms on a fast
machine, long enough to be seen on the map. What is there once the window stands stays until the end anyway.
"""

from __future__ import annotations

import gc


def spare_the_settled() -> None:
    """Leave everything that exists now out of later collections; a walk over what came since is short."""
    # The young generations only: they hold what start or reading left behind, and take a few milliseconds.
    gc.collect(1)
    gc.freeze()
