"""What a run holds: parameters, a copy in case they diverge, and little besides; never a second text."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.corpus.dataset import Dataset, Split
from engine.training import live, loop
from engine.training.control import Control
from engine.training.events import Snapshot
from engine.training.problem import BLOCK_WORDS
from engine.training.spec import RunSpec
from tests.engine.training.texts import random_text, run, small_spec

TYPES, WORDS, DIMS = 20_000, 6_000_000, 100
# Blocks and batches of text, in bytes, however long the text is and however many words it knows.
AROUND = 48 * BLOCK_WORDS


def a_long_text() -> Dataset:
    """Every type often enough, in sentences of twenty words."""
    tokens = np.random.default_rng(0).integers(TYPES, size=WORDS, dtype=np.int32)
    offsets = np.arange(0, WORDS + 1, 20, dtype=np.int64)
    lexicon = tuple(f"w{number}" for number in range(TYPES))
    return Dataset("long", Path("long.txt"), lexicon, {"train": Split(tokens, offsets)})


@pytest.fixture
def traced() -> Iterator[None]:
    """Every allocation is counted; what training loads at first is there already."""
    run(small_spec(), random_text())
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.parametrize("watched", [False, True])
@pytest.mark.usefixtures("traced")
def test_a_run_takes_two_and_a_half_times_its_parameters_and_the_ids(
    watched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SNAPSHOTS", (1e-9, 1.0))
    monkeypatch.setattr(loop, "RESCUE", (1e-9, 1.0))
    before = tracemalloc.get_traced_memory()[0]
    dataset = a_long_text()
    train = dataset.splits["train"]
    ids, borders = train.tokens.nbytes, train.offsets.nbytes
    parameters = 2 * TYPES * DIMS * 4
    spec = small_spec(model__dims=DIMS, step=RunSpec().step, text__min_count=1, steps=30)
    tracemalloc.reset_peak()
    shown = snapshots(spec, dataset, watched=watched)
    assert shown > 10 if watched else shown == 1
    peak = tracemalloc.get_traced_memory()[1] - before
    assert ids > AROUND, "a second copy of the text would not show"
    assert peak < 2.5 * parameters + ids + borders + AROUND


def snapshots(spec: RunSpec, dataset: Dataset, *, watched: bool) -> int:
    """How many a run makes; none is kept here, as those that a process sends to another are not."""
    control, count = Control(), 0
    for event in loop.train(spec, control, dataset=dataset):
        count += isinstance(event, Snapshot)
        if watched:
            control.request_snapshot()
        del event
    return count
