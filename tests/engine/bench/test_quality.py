"""The measurements of quality, on small texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.bench import quality, words
from engine.bench.rows import Row
from engine.corpus import treebank
from tests.corpora import write_trees


def named(rows: Sequence[Row], pattern: str) -> list[tuple[str, ...] | None]:
    """What stands in the places of a pattern, row by row."""
    matches = [re.fullmatch(pattern, row.what) for row in rows]
    return [match and match.groups() for match in matches]


def check_means(rows: Sequence[Row]) -> None:
    """Two seeds, so the mean is the middle."""
    for row in rows:
        assert row.spread is not None
        assert row.value == pytest.approx(sum(row.spread) / 2)


RATES = [
    (model, f"rate {rate}" + ", ours by default" * (rate == default))
    for model, default in (("skipgram", 0.05), ("cbow", 0.1))
    for rate in (0.025, 0.05, 0.1)
]


def test_similarity_is_measured_at_every_rate(tmp_path: Path) -> None:
    text = words.invented(30, 2_000)
    pairs = [(f"w{a}", f"w{b}", float(b)) for a in range(3) for b in range(3, 9)]
    rows = quality.similarity(text, tmp_path / "unread", pairs, against=False, seeds=2)
    assert named(rows, r"(\w+), similarity \(Spearman\), 5 epochs, 2 seeds, (.*)") == RATES
    check_means(rows)
    assert all(row.spread is not None and row.spread[0] < row.spread[1] for row in rows)


def test_averages_are_measured_on_dev_and_test(tmp_path: Path) -> None:
    dataset = treebank.read(write_trees(tmp_path / "trees"))
    rows = quality.averages(dataset, tmp_path / "unread", against=False, seeds=2)
    found = named(rows, rf"(\w+), averages on {dataset.name}, (dev|test), 40 epochs, 2 seeds, (.*)")
    assert found == [(model, split, rate) for model, rate in RATES for split in ("dev", "test")]
    check_means(rows)
    assert all(row.peer is None for row in rows)


def test_the_peer_stands_beside(tmp_path: Path) -> None:
    pytest.importorskip("gensim", reason="gensim is not installed: pip install 'wordscope[bench]'")
    dataset = treebank.read(write_trees(tmp_path / "trees"))
    lines, split = tmp_path / "text.txt", dataset.splits["train"]
    lines.write_text("".join(" ".join(dataset.words("train", i)) + "\n" for i in range(len(split))))
    rows = quality.averages(dataset, lines, against=True, seeds=1)
    assert len(rows) == 12
    assert all(row.peer is not None and 0 < row.peer <= 100 for row in rows)
