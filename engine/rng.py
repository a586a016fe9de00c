"""One seed, many independent generators, each with a name.

A generator is derived from (seed, name, counters) alone, never from how often another one was used.
So the batch at (epoch 3, block 7) can be drawn without drawing those before it, the gradient check
cannot disturb training, and a checkpoint needs no generator state.
"""

from __future__ import annotations

import zlib

import numpy as np


def generator(seed: int, name: str, *counters: int) -> np.random.Generator:
    """The generator of `name` at `counters`, for instance ``generator(seed, "negatives", epoch, block)``.

    Parameters
    ----------
    seed : int
        The run's seed, at least 0.
    name : str
        What is drawn: ``"init"``, ``"order"``, ``"windows"``, ``"negatives"``, ``"check"``.
    *counters : int
        Position in the run, each at least 0.
    """
    spawn_key = (zlib.crc32(name.encode()), *counters)
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=spawn_key)))
