"""Counts and fingerprint are worked out in pieces, and are those of the whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.corpus import dataset as module
from engine.corpus.dataset import Dataset, Split

IDS = st.lists(st.integers(0, 5), max_size=20)


def a_dataset(**splits: list[int]) -> Dataset:
    """Six word types, one sentence a split."""
    return Dataset(
        name="small",
        source=Path("small.txt"),
        lexicon=tuple("abcdef"),
        splits={
            name: Split(np.array(ids, dtype=np.int32), np.array([0, len(ids)], dtype=np.int64))
            for name, ids in splits.items()
        },
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(IDS, IDS)
def test_counts_are_those_of_the_whole_text(
    monkeypatch: pytest.MonkeyPatch, train: list[int], dev: list[int]
) -> None:
    monkeypatch.setattr(module, "_COUNTED", 3)
    data = a_dataset(train=train, dev=dev)
    assert data.counts().tolist() == [train.count(type_) for type_ in range(6)]
    assert data.counts(all_splits=True).tolist() == [(train + dev).count(type_) for type_ in range(6)]
    assert data.counts().dtype == np.int64


def test_the_fingerprint_is_what_older_checkpoints_know() -> None:
    tokens, offsets = np.array([2, 0, 1], dtype="<i4"), np.array([0, 3], dtype="<i8")
    known = hashlib.sha256(b"a\nb\nc\nd\ne\nf" + tokens.tobytes() + offsets.tobytes()).hexdigest()
    assert a_dataset(train=[2, 0, 1]).fingerprint() == known
