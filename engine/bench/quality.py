"""How good vectors are beside gensim's: agreement with people's similarity, and sentiment by averages.

Nothing here is timed: as many runs go on side by side as there are processor cores. Figures are means over
seeds, at the rates both programs are given and at our own by default if that is another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """Figures of a kind.

    Attributes
    ----------
    own, peers : callable
        What a run of ours reaches, and of the peer if it runs, too.
    what : sequence of str
        The figures' names.
    unit : str
    seeds : int
    """

    own: Figures
    peers: Figures | None
    what: Sequence[str]
    unit: str
    seeds: int

    def rows(self, work: Parallel, spec: RunSpec) -> list[Row]:
        """A row for each figure of one model at one rate."""
        from joblib import delayed

        model, rate = spec.model.model, spec.step.rate
        seeded = [replace(spec, seed=seed) for seed in range(self.seeds)]
        reached = np.array(list(work(delayed(self.own)(each) for each in seeded)))  # (seeds, figures)
        beside = [None] * len(self.what)
        if self.peers is not None and rate in RATES:
            beside = np.mean(list(work(delayed(self.peers)(each) for each in seeded)), axis=0).tolist()
        named = f"rate {rate}" + ", ours by default" * (rate == ours(model).step.rate)
        return [
            Row(
                f"{model}, {figure}, {spec.epochs} epochs, {self.seeds} seeds, {named}",
                float(values.mean()),
                self.unit,
                (float(values.min()), float(values.max())),
                peer=other,
                better="higher",
            )
            for figure, values, other in zip(self.what, reached.T, beside, strict=True)
        ]


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
    asked = _Asked(
        own=partial(_own_similarity, dataset=dataset, pairs=pairs),
        peers=partial(_peers_similarity, path=path, pairs=pairs) if against else None,
        what=("similarity (Spearman)",),
        unit="",
        seeds=seeds,
    )
    return _rows([comparable(model, epochs=5) for model in MODELS], asked)


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
    asked = _Asked(
        own=partial(_own_accuracy, dataset=dataset),
        peers=partial(_peers_accuracy, path=path, dataset=dataset) if against else None,
        what=(f"averages on {dataset.name}, dev", f"averages on {dataset.name}, test"),
        unit="%",
        seeds=seeds,
    )
    return _rows([ours(model) for model in MODELS], asked)


def _rows(specs: Sequence[RunSpec], asked: _Asked) -> list[Row]:
    """A row for each figure of every model at every rate."""
    with side_by_side() as work:
        return [row for spec in specs for at_rate in _at_rates(spec) for row in asked.rows(work, at_rate)]


def _at_rates(spec: RunSpec) -> list[RunSpec]:
    """At the rates that both programs are given, and at its own if that is another."""
    rates = dict.fromkeys((*RATES, spec.step.rate))
    return [replace(spec, step=replace(spec.step, rate=rate)) for rate in rates]


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
