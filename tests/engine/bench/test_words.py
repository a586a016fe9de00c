"""The measurements of word2vec, on small texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.bench import words


def test_similarity_is_measured_at_every_rate(tmp_path: Path) -> None:
    text = words.invented(30, 2_000)
    pairs = [(f"w{a}", f"w{b}", float(b)) for a in range(3) for b in range(3, 9)]
    rows = words.quality(text, tmp_path / "unread", pairs, against=False, seeds=2)
    named = [
        re.fullmatch(r"(\w+), similarity \(Spearman\), 5 epochs, 2 seeds, (.*)", row.what) for row in rows
    ]
    assert [match and match.groups() for match in named] == [
        (model, f"rate {rate}" + ", ours by default" * (rate == 0.05))
        for model in ("skipgram", "cbow")
        for rate in (0.025, 0.05, 0.1)
    ]
    for row in rows:
        assert row.spread is not None
        assert row.spread[0] < row.spread[1]
        assert row.value == pytest.approx(sum(row.spread) / 2)
