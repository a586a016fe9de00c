"""How long files take: vectors of the shape of GloVe's, and labelled sentences."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.bench import peer
from engine.bench.rows import Row, measured
from engine.corpus import catalogue
from engine.vectors import WordVectors, formats


def vectors(*, against: bool, runs: int, words: int = 400_000, dims: int = 50) -> list[Row]:
    """Reading and writing a text file of the shape of GloVe's."""
    rng = np.random.default_rng(0)
    matrix = rng.normal(0, 0.5, (words, dims)).round(5).astype(np.float32)
    invented = WordVectors(tuple(f"word{number}" for number in range(words)), matrix)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.txt"
        save = measured(
            f"saving {words:,} x {dims} as GloVe text",
            "s",
            lambda: _timed(formats.save, invented, path),
            runs=runs,
        )
        load = measured(
            f"loading {words:,} x {dims} GloVe text",
            "s",
            lambda: _timed(formats.load, path),
            peer=(lambda: _timed(peer.load_vectors, path)) if against else None,
            runs=runs,
        )
    return [load, save]


def sentences(data: str, runs: int) -> Row:
    """From the files of a data set to word ids, all splits."""
    dataset = catalogue.resolve(data)
    words = sum(len(split.tokens) for split in dataset.splits.values())
    what = f"reading {dataset.name}, all splits, {words:,} words, from text to ids"
    return measured(what, "s", lambda: _timed(catalogue.resolve, data), runs=runs)


def _timed(job: Callable[..., object], *arguments: object) -> float:
    begin = time.perf_counter()
    job(*arguments)
    return time.perf_counter() - begin
