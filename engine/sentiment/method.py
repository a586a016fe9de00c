"""A way to judge sentences together with all it said: what methods are compared by."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from engine.corpus.dataset import Dataset
from engine.ops.activations import softmax
from engine.sentiment.evaluation import Evaluation, Sentences, evaluate
from engine.sentiment.fitting import Fitted, fit_sentiment
from engine.sentiment.network_fitting import fit_network
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.preparation import prepared
from engine.sentiment.sweep import SweepPoint
from engine.vectors import WordVectors

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A trained model and its answers.

    Attributes
    ----------
    name : str
    model : SentenceModel
    evaluations : dict
        By split: ``"train"``, and ``"dev"`` and ``"test"`` where the data has them.
    seconds : float
        What training and measuring took.
    fitted : Fitted or None
        The sweep over the penalty, for averaged vectors.
    """

    name: str
    model: SentenceModel
    evaluations: Mapping[str, Evaluation]
    seconds: float
    fitted: Fitted | None = None

    def at(self, point: SweepPoint, split: str) -> Evaluation:
        """The answers with another penalty than the best; for averaged vectors only."""
        assert self.fitted is not None
        probabilities = softmax(point.model.scores(self.fitted.tasks[split].X))
        name = f"{self.name}, penalty {point.reg:g}"
        return Evaluation(name, self.evaluations[split].sentences, probabilities)


def labelled_sentences(dataset: Dataset) -> dict[str, Sentences]:
    """The sentences of every split with labels.

    Raises
    ------
    DataError
        If the data has no labels at all.
    """
    named = [name for name, split in dataset.splits.items() if split.labels is not None]
    return {name: Sentences.of(dataset, name) for name in named or ("train",)}


def averages(
    dataset: Dataset,
    vectors: WordVectors,
    *,
    name: str,
    progress: Progress | None = None,
    watch: Callable[[SweepPoint], None] | None = None,
) -> Method:
    """Softmax regression on averages of these vectors, the penalty chosen on dev; see `fit_sentiment`."""
    begin = time.perf_counter()
    fitted = fit_sentiment(dataset, vectors, name=name, progress=progress, watch=watch)
    return _method(fitted.model, dataset, begin, fitted)


def network(
    dataset: Dataset,
    *,
    seed: int,
    members: int = 1,
    before: Dataset | None = None,
    settings: NetworkSettings | None = None,
    progress: Progress | None = None,
) -> Method:
    """The sentence network, or several of them together; see `fit_network`.

    With `before` they learn from that corpus first; see `engine.sentiment.preparation`.
    """
    begin = time.perf_counter()
    name = "sentence network" if members == 1 else f"{members} sentence networks"
    problem = None if before is None else prepared(dataset, before, settings)
    # One core: the products are small, and threads only wait for each other and for whatever else is running.
    with threadpool_limits(1, user_api="blas"):
        fitted = fit_network(
            dataset,
            problem=problem,
            members=members,
            settings=settings,
            seed=seed,
            name=name,
            progress=progress,
        )
    return _method(fitted.model, dataset, begin, None)


def finished(model: SentenceModel, dataset: Dataset) -> Method:
    """A model that was trained elsewhere, on this data."""
    return _method(model, dataset, time.perf_counter(), None)


def _method(model: SentenceModel, dataset: Dataset, begin: float, fitted: Fitted | None) -> Method:
    sentences = labelled_sentences(dataset)
    evaluations = {split: evaluate(model, dataset, each) for split, each in sentences.items()}
    return Method(model.name, model, evaluations, time.perf_counter() - begin, fitted)
