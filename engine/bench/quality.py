"""How good vectors are beside gensim's: agreement with people's similarity, and sentiment by averages.

Nothing here is timed: as many runs go on side by side as there are processor cores. Figures are means over
seeds, at the rates both programs are given and at our own by default if that is another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.bench import peer
from engine.bench.rows import Row
from engine.bench.side_by_side import side_by_side
from engine.bench.word_pairs import Pairs, spearman
from engine.bench.words import MODELS, comparable, ours
from engine.corpus.dataset import Dataset
from engine.sentiment.fitting import fit_sentiment
from engine.training.events import Snapshot
from engine.training.loop import train
from engine.training.spec import RunSpec
from engine.vectors import WordVectors

if TYPE_CHECKING:
    from joblib import Parallel

RATES = (0.025, 0.05, 0.1)

Figures = Callable[[RunSpec], tuple[float, ...]]
"""What one run reaches."""


def similarity(dataset: Dataset, path: Path, pairs: Pairs, *, against: bool, seeds: int) -> list[Row]:
    """Spearman correlation with human similarity after five epochs, by model and rate.

    Parameters
    ----------
    dataset : Dataset
        The text.
    path : Path
        The same text as a file of one sentence a line, for the peer.
    pairs : list of (word, word, score)
    against : bool
        Whether gensim runs too.
    seeds : int
        Runs a figure is the mean of.
    """
    return _rows(
        [comparable(model, epochs=5) for model in MODELS],
        partial(_own_similarity, dataset=dataset, pairs=pairs),
        partial(_peers_similarity, path=path, pairs=pairs) if against else None,
        seeds=seeds,
        what=("similarity (Spearman)",),
        unit="",
    )


def averages(dataset: Dataset, path: Path, *, against: bool, seeds: int) -> list[Row]:
    """Accuracy of softmax regression on averages of both kinds of vectors, of our presets' sizes.

    Parameters
    ----------
    dataset : Dataset
        Labelled sentences, the text the vectors learn from.
    path : Path
        Its training sentences, one a line, for the peer.
    against, seeds
        As of `similarity`.
    """
    return _rows(
        [replace(ours(model), seed=0) for model in MODELS],
        partial(_own_accuracy, dataset=dataset),
        partial(_peers_accuracy, path=path, dataset=dataset) if against else None,
        seeds=seeds,
        what=(f"averages on {dataset.name}, dev", f"averages on {dataset.name}, test"),
        unit="%",
    )


def _rows(
    specs: Sequence[RunSpec],
    own: Figures,
    peers: Figures | None,
    *,
    seeds: int,
    what: Sequence[str],
    unit: str,
) -> list[Row]:
    """A row for each figure of every model at every rate."""
    with side_by_side() as work:
        return [
            row
            for spec in specs
            for at_rate in _at_rates(spec)
            for row in _at_rate(work, at_rate, own, peers, seeds=seeds, what=what, unit=unit)
        ]


def _at_rates(spec: RunSpec) -> list[RunSpec]:
    """At the rates that both programs are given, and at its own if that is another."""
    rates = dict.fromkeys((*RATES, spec.step.rate))
    return [replace(spec, step=replace(spec.step, rate=rate)) for rate in rates]


def _at_rate(
    work: Parallel,
    spec: RunSpec,
    own: Figures,
    peers: Figures | None,
    *,
    seeds: int,
    what: Sequence[str],
    unit: str,
) -> list[Row]:
    from joblib import delayed

    seeded, model, rate = (
        [replace(spec, seed=seed) for seed in range(seeds)],
        spec.model.model,
        spec.step.rate,
    )
    reached = np.array(list(work(delayed(own)(each) for each in seeded)))  # (seeds, figures)
    beside = [None] * len(what)
    if peers is not None and rate in RATES:
        beside = np.mean(list(work(delayed(peers)(each) for each in seeded)), axis=0).tolist()
    named = f"rate {rate}" + ", ours by default" * (rate == ours(model).step.rate)
    return [
        Row(
            f"{model}, {figure}, {spec.epochs} epochs, {seeds} seeds, {named}",
            float(values.mean()),
            unit,
            (float(values.min()), float(values.max())),
            peer=other,
            better="higher",
        )
        for figure, values, other in zip(what, reached.T, beside, strict=True)
    ]


def _last(spec: RunSpec, dataset: Dataset) -> Snapshot:
    return next(event for event in train(spec, dataset=dataset) if isinstance(event, Snapshot))


def _own_similarity(spec: RunSpec, dataset: Dataset, pairs: Pairs) -> tuple[float]:
    last = _last(spec, dataset)
    return (spearman(last.vectors.with_matrix(last.W_in), pairs),)


def _peers_similarity(spec: RunSpec, path: Path, pairs: Pairs) -> tuple[float]:
    model = peer.trained(path, spec)
    return (spearman(WordVectors(tuple(model.wv.index_to_key), model.wv.vectors), pairs),)


def _own_accuracy(spec: RunSpec, dataset: Dataset) -> tuple[float, float]:
    return _accuracy(_last(spec, dataset).vectors, dataset)


def _peers_accuracy(spec: RunSpec, path: Path, dataset: Dataset) -> tuple[float, float]:
    model = peer.trained(path, spec)
    both = np.concatenate((model.wv.vectors, model.syn1neg), axis=1)
    return _accuracy(WordVectors(tuple(model.wv.index_to_key), both), dataset)


def _accuracy(vectors: WordVectors, dataset: Dataset) -> tuple[float, float]:
    """Dev and test, per cent right of five classes."""
    results = fit_sentiment(dataset, vectors, jobs=1).results
    return results["dev"], results["test"]
