"""Keep freed memory in the process: a frame frees some ten megabytes that the next one needs again.

glibc hands large blocks back to the system at once and fetches them anew page by page, which took
two thirds of a frame's time where a page fault is dear, as in virtual machines.
"""

from __future__ import annotations

import ctypes
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Parameter numbers of glibc's ``mallopt``."""
LARGEST_BLOCK = 64 << 20
"""Bytes up to which a block comes from the heap: every array of a frame, not the vectors of a large file."""
MOST_KEPT = 256 << 20
"""Bytes of free memory at the heap's end from which it is given back after all."""


def keep_freed_memory() -> bool:
    """Tell the C library not to return the memory of every frame; says whether it took the advice.

    Only glibc (Linux) needs and offers this; elsewhere nothing happens. May be called repeatedly.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGEST_BLOCK)) and bool(mallopt(M_TRIM_THRESHOLD, MOST_KEPT))
