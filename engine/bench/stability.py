"""Whether training diverges at the edges of its settings: a grid of runs, each of some hundred steps at most.

The rate never falls, no frequent word is left out, and words are as unevenly frequent as in language, so that
a large batch adds up as many stale updates of its frequent words as it can.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.bench.rows import Row
from engine.bench.side_by_side import side_by_side
from engine.bench.words import MODELS, invented, ours
from engine.training.events import Event, Failed, Scalars, Snapshot
from engine.training.loop import train
from engine.training.spec import RunSpec, TextSpec

RATES, DIMS, WINDOWS = (0.01, 0.05, 0.3), (10, 300), (1, 15)
CHUNKS = ((1, 1, 1), (96, 14, 4), (512, 16, 512))
"""Chunks a step, negatives a draw, and how many chunks share one."""
TEXTS = ((2, 10), (2, 20_000), (30, 20_000), (2_000, 20_000), (20_000, 1_000_000), (200_000, 10_000_000))
"""Word types and words."""
CENTRES = 200_000
FEWEST, MOST = 12, 300
"""How many centres a run goes through, in at least and at most so many steps."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended.

    Attributes
    ----------
    finite : bool
        Whether every loss and every number of the vectors was finite.
    largest : float
        The largest number of the vectors, sign aside.
    """

    finite: bool
    largest: float


def stability(texts: Sequence[tuple[int, int]] = TEXTS) -> list[Row]:
    """How many runs of the grid end with finite numbers, and the largest of these."""
    from joblib import delayed

    with side_by_side() as work:
        parts = work(delayed(endings)(types, words, specs) for types, words in texts for specs in grid(types))
        ended = [ending for part in parts for ending in part]
    what = f"runs at the edges of all settings, of {len(ended)}, that end with finite numbers"
    return [
        Row(what, float(sum(ending.finite for ending in ended)), "", better="higher"),
        Row("largest number of their vectors", max(ending.largest for ending in ended), ""),
    ]


def grid(types: int) -> Iterator[list[RunSpec]]:
    """All settings for a text with so many word types, those together that are worked on by one process."""
    for model, dims, window in itertools.product(MODELS, DIMS, WINDOWS):
        yield [
            _spec(model, types, dims, window, rate, *chunks)
            for rate, chunks in itertools.product(RATES, CHUNKS)
        ]


def _spec(
    model: str, types: int, dims: int, window: int, rate: float, chunks: int, shared: int, sharing: int
) -> RunSpec:
    first = ours(model)
    return replace(
        first,
        model=replace(first.model, dims=dims, window=window, negatives=min(5, types - 1)),
        text=TextSpec(min_count=1, sample=0.0),
        step=replace(
            first.step,
            rate=rate,
            schedule="constant",
            chunks=chunks,
            shared_negatives=shared,
            sharing=sharing,
        ),
        steps=min(MOST, max(FEWEST, CENTRES // (chunks * first.step.chunk))),
    )


def endings(types: int, words: int, specs: Sequence[RunSpec]) -> list[Ending]:
    """Of runs on one text, which is invented once."""
    text = invented(types, words)
    return [_ending([*train(spec, dataset=text)]) for spec in specs]


def _ending(events: Sequence[Event]) -> Ending:
    last = next(event for event in events if isinstance(event, Snapshot))
    assert last.W_out is not None
    # A run that diverges fails and leaves the last vectors that were numbers.
    done = not any(isinstance(event, Failed) for event in events)
    return Ending(
        finite=done and all(np.isfinite(event.loss).all() for event in events if isinstance(event, Scalars)),
        largest=max(float(np.abs(matrix).max()) for matrix in (last.W_in, last.W_out)),
    )
