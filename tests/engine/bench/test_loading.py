"""The measurements of reading and writing, on small files."""

from __future__ import annotations

from pathlib import Path

from engine.bench import loading
from tests.corpora import write_trees


def test_vectors_are_written_and_read() -> None:
    load, save = loading.vectors(against=False, runs=1, words=30, dims=3)
    assert (load.what, save.what) == ("loading 30 x 3 GloVe text", "saving 30 x 3 as GloVe text")
    assert load.value > 0
    assert save.value > 0


def test_all_splits_are_read(tmp_path: Path) -> None:
    row = loading.sentences(str(write_trees(tmp_path / "trees", sentences=4)), runs=2)
    assert row.what == "reading trees, all splits, 38 words, from text to ids"
    assert row.spread is not None
    assert row.spread[0] <= row.value <= row.spread[1]
