"""The measurement of large texts, on small ones."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.bench import large
from engine.corpus import plain_text
from engine.errors import SettingError


def test_a_text_is_written_as_asked_for(tmp_path: Path) -> None:
    large.write_text(tmp_path / "text.txt", types=30, words=1_000_020)
    dataset = plain_text.read(tmp_path / "text.txt")
    split = dataset.splits["train"]
    assert len(split.tokens) == 1_000_020
    assert set(dataset.lexicon) == {f"w{number:06d}" for number in range(30)}
    assert {int(length) for length in split.offsets[1:] - split.offsets[:-1]} == {20}
    counts = dict(zip(dataset.lexicon, dataset.counts().tolist(), strict=True))
    assert counts["w000000"] / counts["w000029"] == pytest.approx(30, rel=0.1)


def test_reading_training_and_memory_are_measured() -> None:
    rows = large.large([(200, 20_000)], steps=2)
    assert rows[0].what == "reading 20,000 words of plain text"
    assert "200 word types" in rows[1].what
    assert all(row.value > 0 for row in rows)
    if large.STATUS.exists():
        alone, reading, training = (row.value for row in rows if "own memory" in row.what)
        assert alone <= reading < alone + 20
        assert training < alone + 20


def test_without_room_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=10**9))
    with pytest.raises(SettingError, match=r"needs 1\.4 GB in .*, where 1\.0 are free"):
        large.large()
