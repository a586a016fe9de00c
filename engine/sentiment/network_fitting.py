"""Training the sentence network from end to end: single, or several as a committee, with every figure.

The model after the last step is taken; dev chose the settings, and nothing is chosen by test.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from engine.corpus.dataset import Dataset
from engine.errors import SettingError
from engine.objectives.sentence_network import committee
from engine.sentiment.network_jobs import Progress, train_networks
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.report import NEUTRAL, confusion, figures_of
from engine.types import Floats2d, Ints1d

#: Networks of an ensemble.
MEMBERS = 5


@dataclass(frozen=True, slots=True, eq=False)
class FittedNetwork:
    """A trained network, and the keys of ``wordscope sentiment --json``."""

    model: NetworkModel
    results: dict[str, Any]


def fit_network(
    dataset: Dataset,
    *,
    members: int = 1,
    classes: int = 5,
    settings: NetworkSettings | None = None,
    seed: int = 0,
    name: str = "sentence network",
    problem: NetworkProblem | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> FittedNetwork:
    """Train the sentence network and measure it.

    Parameters
    ----------
    dataset : Dataset
        With labels.
    members : int
        How many networks answer together; each has a seed of its own, from `seed` on.
    classes : {5, 2}
        What the figures count. The network learns five classes either way; two counts the sides and leaves
        neutral sentences out.
    settings : NetworkSettings, optional
    seed : int
    name : str
        What the model is called.
    problem : NetworkProblem, optional
        Of the same data and settings, from an earlier call: saves indexing the text again.
    jobs : int
        Processes that train members; see `train_networks`.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`.

    Raises
    ------
    DataError
        If the data has no labels, or one class only.
    DivergedError
        If training left the finite numbers.
    SettingError
        If a setting is out of range.
    """
    begin = time.perf_counter()
    _refuse(members, classes)
    problem = problem or NetworkProblem(dataset, settings)
    [fitted] = fit_networks(
        dataset,
        problem,
        count=1,
        members=members,
        classes=classes,
        seed=seed,
        name=name,
        jobs=jobs,
        progress=progress,
    )
    return FittedNetwork(fitted.model, {**fitted.results, "seconds": time.perf_counter() - begin})


def fit_networks(
    dataset: Dataset,
    problem: NetworkProblem,
    *,
    count: int,
    members: int = 1,
    classes: int = 5,
    seed: int = 0,
    name: str = "sentence network",
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[FittedNetwork]:
    """The experiment repeated `count` times, each with seeds of its own; the rest is as for `fit_network`.

    The seconds of one are those its members needed, one after the other.
    """
    _refuse(members, classes)
    seeds = range(seed, seed + count * members)
    trained = train_networks(problem, seeds, jobs=jobs, progress=progress)
    fitted = []
    for first in range(0, len(seeds), members):
        own = trained[first : first + members]
        params = own[0].params if members == 1 else committee([each.params for each in own])
        model = problem.model(params, name=name)
        results = {
            "classifier": "sentence_network" if members == 1 else "ensemble",
            **measured(model, dataset, classes=classes),
            "sweep": [],
            "best_reg": None,
            "seed": seeds[first],
            "members": members,
            "seconds": sum(each.seconds for each in own),
        }
        fitted.append(FittedNetwork(model, results))
    return fitted


def _refuse(members: int, classes: int) -> None:
    if classes not in (2, 5) or members < 1:
        raise SettingError("The network is measured by 5 classes or 2, and has at least one member.")


def measured(model: SentenceModel, dataset: Dataset, *, classes: int = 5) -> dict[str, Any]:
    """Accuracies on every split, per cent or None, and the confusion on dev, or on train without dev."""
    figures: dict[str, Any] = dict.fromkeys(("train", "dev", "test", "binary_dev", "binary_test"))
    answers = {}
    for name, split in dataset.splits.items():
        if split.labels is not None:
            answers[name] = true, p = split.labels, model.probabilities(dataset.lexicon, split)
            exact, sides = figures_of(true, p)
            figures[name], figures[f"binary_{name}"] = exact if classes == 5 else sides, sides
    del figures["binary_train"]
    figures["confusion"] = _confusion(*answers["dev" if "dev" in answers else "train"], classes).tolist()
    return figures


def _confusion(true: Ints1d, p: Floats2d, classes: int) -> Ints1d:
    if classes == 5:
        return confusion(true, p.argmax(axis=1), n_classes=5)
    keep = true != NEUTRAL
    positive = p[keep, 3:].sum(axis=1) > p[keep, :2].sum(axis=1)
    return confusion(true[keep] > NEUTRAL, positive, n_classes=2)
