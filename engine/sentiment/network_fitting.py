"""Training the sentence network from end to end: single, or several as a committee, with every figure.

The model after the last step is taken; dev chose the settings, and nothing is chosen by test.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.corpus.dataset import Dataset
from engine.errors import DivergedError, SettingError
from engine.objectives.learning import learn
from engine.objectives.sentence_network import committee
from engine.ops.optimisers import Adagrad
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.report import NEUTRAL, accuracy, binary_accuracy, confusion
from engine.types import Floats2d, Ints1d, Params

#: Networks of an ensemble.
MEMBERS = 5

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class NetworkStep:
    """After a step: how many are done, of how many, and the loss of the step's batch."""

    step: int
    steps: int
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class FittedNetwork:
    """A trained network, and the keys of ``wordscope sentiment --json``."""

    model: NetworkModel
    results: dict[str, Any]


def network_steps(problem: NetworkProblem, params: Params) -> Iterator[NetworkStep]:
    """Train `params` in place, step by step, through all epochs of the problem's settings.

    Raises
    ------
    DivergedError
        If the loss is no longer a finite number.
    """
    optimiser, step = Adagrad(), 0
    memory = optimiser.start(params)
    total = problem.settings.epochs * problem.steps_per_epoch
    for epoch in range(problem.settings.epochs):
        for batch in problem.batches(epoch):
            rate = problem.rate(step)
            step += 1
            loss, _ = learn(problem.objective, params, batch, optimiser=optimiser, memory=memory, rate=rate)
            if not np.isfinite(loss):
                raise DivergedError(f"Training diverged at step {step}: choose a lower rate.")
            yield NetworkStep(step, total, loss)


def train_network(problem: NetworkProblem, *, progress: Progress | None = None) -> Params:
    """The trained parameters, those of the problem's preparation being the start if there is one.

    `progress` is told the share done and may raise `Cancelled`.
    """
    params, done = problem.init(), 0
    stages = [stage for stage in (problem.preparation, problem) if stage is not None]
    total = sum(stage.settings.epochs * stage.steps_per_epoch for stage in stages)
    for stage in stages:
        for _ in network_steps(stage, params):
            done += 1
            if progress is not None:
                progress(done / total)
    return params


def fit_network(
    dataset: Dataset,
    *,
    members: int = 1,
    classes: int = 5,
    settings: NetworkSettings | None = None,
    seed: int = 0,
    name: str = "sentence network",
    problem: NetworkProblem | None = None,
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
    if classes not in (2, 5) or members < 1:
        raise SettingError("The network is measured by 5 classes or 2, and has at least one member.")
    begin = time.perf_counter()
    first = (problem or NetworkProblem(dataset, settings)).seeded(seed)
    trained = []
    for member in range(members):

        def report(share: float, before: int = member) -> None:
            if progress is not None:
                progress((before + share) / members)

        trained.append(train_network(first.seeded(seed + member), progress=report))
    model = first.model(trained[0] if members == 1 else committee(trained), name=name)
    seconds = time.perf_counter() - begin
    results = {
        "classifier": "sentence_network" if members == 1 else "ensemble",
        **measured(model, dataset, classes=classes),
        "sweep": [],
        "best_reg": None,
        "seed": seed,
        "members": members,
        "seconds": seconds,
    }
    return FittedNetwork(model, results)


def measured(model: SentenceModel, dataset: Dataset, *, classes: int = 5) -> dict[str, Any]:
    """Accuracies on every split, per cent or None, and the confusion on dev, or on train without dev."""
    figures: dict[str, Any] = dict.fromkeys(("train", "dev", "test", "binary_dev", "binary_test"))
    answers = {}
    for name, split in dataset.splits.items():
        if split.labels is not None:
            answers[name] = true, p = split.labels, model.probabilities(dataset.lexicon, split)
            five = classes == 5
            figures[name] = accuracy(true, p.argmax(axis=1)) if five else binary_accuracy(true, p)
            figures[f"binary_{name}"] = binary_accuracy(true, p)
    del figures["binary_train"]
    figures["confusion"] = _confusion(*answers["dev" if "dev" in answers else "train"], classes).tolist()
    return figures


def _confusion(true: Ints1d, p: Floats2d, classes: int) -> Ints1d:
    if classes == 5:
        return confusion(true, p.argmax(axis=1), n_classes=5)
    keep = true != NEUTRAL
    positive = p[keep, 3:].sum(axis=1) > p[keep, :2].sum(axis=1)
    return confusion(true[keep] > NEUTRAL, positive, n_classes=2)
