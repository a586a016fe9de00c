"""How fast word2vec learns: beside gensim on one and two cores, and as vocabulary and text grow.

Every timed run happens in this process, pinned to as many cores as it may use, ours and gensim's in turn.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from threadpoolctl import threadpool_limits

from engine.bench import peer
from engine.bench.rows import Row, measured
from engine.corpus import catalogue
from engine.corpus.dataset import Dataset, Split
from engine.training.events import Finished
from engine.training.loop import train
from engine.training.presets import DEFAULT_PRESET, preset
from engine.training.spec import ModelSpec, RunSpec, TextSpec

DIMS, WINDOW, NEGATIVES, SAMPLE, MIN_COUNT, EPOCHS = 100, 5, 5, 1e-3, 5, 2
MODELS: tuple[Literal["skipgram", "cbow"], ...] = ("skipgram", "cbow")


def pace(dataset: Dataset, path: Path, *, against: bool, runs: int) -> list[Row]:
    """Raw words a second of skip-gram and CBOW with negative sampling, one core and two.

    Parameters
    ----------
    dataset : Dataset
        The text.
    path : Path
        The same text as a file of one sentence a line, which is what gensim reads fastest.
    against : bool
        Whether gensim runs too.
    runs : int
        Alternating runs a row.
    """
    rows = []
    for model in MODELS:
        for cores in (1, 2):
            if cores > (os.cpu_count() or 1):
                continue
            spec = comparable(model, cores=cores)
            beside = _peers_pace(path, spec) if against else None
            how = f"{cores} cores, not reproducible" if cores > 1 else "1 core"
            what = f"{model}, negative sampling, d {DIMS}, {how}"
            rows.append(
                measured(what, "words/s", _own_pace(dataset, spec), peer=beside, runs=runs, better="higher")
            )
    return rows


def ours(model: str) -> RunSpec:
    """The preset with which a model starts."""
    return preset("CBOW" if model == "cbow" else DEFAULT_PRESET)


def comparable(model: str, *, cores: int = 1, epochs: int = EPOCHS) -> RunSpec:
    """Our defaults with the sizes both programs are given; several cores share the text, as gensim's do."""
    first = ours(model)
    return replace(
        first,
        model=replace(first.model, dims=DIMS, window=WINDOW, negatives=NEGATIVES),
        text=TextSpec(min_count=MIN_COUNT, sample=SAMPLE),
        epochs=epochs,
        threads=cores,
        reproducible=cores == 1,
    )


def _own_pace(dataset: Dataset, spec: RunSpec) -> Callable[[], float]:
    def run() -> float:
        with pinned(spec.threads):
            return finished(spec, dataset).words_per_second

    return run


def finished(spec: RunSpec, dataset: Dataset) -> Finished:
    """The last word of a headless run."""
    return next(event for event in train(spec, dataset=dataset) if isinstance(event, Finished))


def _peers_pace(path: Path, spec: RunSpec) -> Callable[[], float]:
    def run() -> float:
        with pinned(spec.threads):
            model = peer.untrained(path, spec)
            begin = time.perf_counter()
            peer.train(model, path, spec.epochs)
            return float(model.corpus_total_words) * spec.epochs / (time.perf_counter() - begin)

    return run


@contextmanager
def pinned(cores: int) -> Iterator[None]:
    """Only so many processor cores, and as many threads of the matrix library."""
    if not hasattr(os, "sched_setaffinity"):
        with threadpool_limits(cores, user_api="blas"):
            yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(before)[:cores]))
    try:
        with threadpool_limits(cores, user_api="blas"):
            yield
    finally:
        os.sched_setaffinity(0, before)


def course(data: str) -> list[Row]:
    """The course's run, all 40,000 steps, and its cost at the end."""
    spec, dataset = replace(preset("Assignment 1"), data=data), catalogue.resolve(data)
    with pinned(1):
        done = finished(spec, dataset)
    return [
        Row(f"preset “Assignment 1” on {dataset.name}, {done.steps:,} steps, 1 core", done.seconds, "s"),
        Row("its cost a centre word, mean of the last epoch (course: about or below 10)", done.cost, ""),
    ]


def full_softmax(data: str) -> list[Row]:
    """Pace of the full softmax over a treebank's vocabulary."""
    rows, dataset = [], catalogue.resolve(data)
    for model in MODELS:
        spec = replace(
            preset("Full softmax"),
            model=ModelSpec(model=model, cost="softmax"),
            text=TextSpec(min_count=1, splits="all"),
            epochs=1,
        )
        with pinned(1):
            done = finished(spec, dataset)
        what = f"{model}, full softmax over all words of {dataset.name}, d {spec.model.dims}, 1 core"
        rows.append(Row(what, done.words_per_second, "words/s", better="higher"))
    return rows


def growth(runs: int) -> list[Row]:
    """Pace as vocabulary and text grow: invented texts with word frequencies as in real ones."""
    rows = []
    for types, tokens in (
        (1_000, 10**6),
        (20_000, 10**6),
        (200_000, 10**6),
        (20_000, 10**5),
        (20_000, 10**7),
    ):
        dataset = invented(types, tokens)
        spec = replace(comparable("skipgram"), text=TextSpec(min_count=1, sample=SAMPLE))
        what = f"skip-gram, d {DIMS}, {types:,} word types, {tokens:,} words, 1 core"
        rows.append(measured(what, "words/s", _own_pace(dataset, spec), runs=runs, better="higher"))
    return rows


def invented(types: int, tokens: int, *, sentence: int = 20) -> Dataset:
    """A text of words drawn by Zipf's law, every type at least once, in sentences of equal length."""
    rng = np.random.default_rng(0)
    weights = 1 / np.arange(1, types + 1)
    drawn = rng.choice(types, tokens - min(types, tokens), p=weights / weights.sum())
    ids = rng.permutation(np.concatenate((np.arange(min(types, tokens)), drawn))).astype(np.int32)
    offsets = np.append(np.arange(0, tokens, sentence), tokens).astype(np.int64)
    lexicon = tuple(f"w{number}" for number in range(types))
    return Dataset(f"invented {types} {tokens}", Path(), lexicon, {"train": Split(ids, offsets)})
