"""The course's experiment from end to end: averages, a penalty chosen on dev, every figure of its report."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from engine.corpus.dataset import Dataset
from engine.errors import DataError, SettingError
from engine.ops.activations import softmax
from engine.sentiment.model import SentimentModel
from engine.sentiment.report import accuracy, confusion, figures_of
from engine.sentiment.solver import Solution, solve
from engine.sentiment.split_features import SplitFeatures, labelled_rows
from engine.sentiment.sweep import REGS, SweepPoint, best, sweep
from engine.types import Floats2d, Ints1d
from engine.vectors import WordVectors

# Without a dev set every tenth training sentence chooses the penalty.
_HELD_OUT = 10
# The score of a class that training never showed: too low to be chosen, and finite.
_NEVER = -1e3


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Features and classes of one split.

    Attributes
    ----------
    X : float32 (n, d)
    labels : (n,)
        Classes of the task, 0 to classes - 1.
    true : (n,)
        The treebank's labels, 0 to 4.
    """

    X: Floats2d
    labels: Ints1d
    true: Ints1d

    def rows(self, chosen: np.ndarray) -> Task:
        """Some of the sentences."""
        return Task(self.X[chosen], self.labels[chosen], self.true[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What the experiment found.

    Attributes
    ----------
    model : SentimentModel
        Trained with the penalty that was best on dev.
    results : dict
        The keys of ``wordscope sentiment --json``; figures that need a split which is not there are None.
    points : tuple of SweepPoint
        The whole path, by rising penalty; empty if the penalty was given.
    tasks : dict
        Features and labels of each split, for further reports.
    """

    model: SentimentModel
    results: dict[str, Any]
    points: tuple[SweepPoint, ...]
    tasks: dict[str, Task]


def fit_sentiment(
    dataset: Dataset,
    vectors: WordVectors,
    *,
    name: str = "own vectors",
    classes: int = 5,
    reg: float | None = None,
    regs: Sequence[float] = REGS,
    jobs: int | None = None,
    progress: Callable[[float], None] | None = None,
    watch: Callable[[SweepPoint], None] | None = None,
) -> Fitted:
    """Train the course's classifier on averaged vectors.

    Parameters
    ----------
    dataset : Dataset
        With labels.
    vectors : WordVectors
        Their words and the data's meet in the tokeniser's normal form.
    name : str
        What the model is called.
    classes : {5, 2}
        Two drops neutral sentences and asks for the side.
    reg : float, optional
        The penalty; without it all of `regs` are tried and dev chooses.
    jobs : int, optional
        Threads of the sweep; one for each core if left out. The result is the same.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`.
    watch : callable, optional
        Gets every point of the sweep as soon as it is found; it and `progress` are called from the threads of
        the sweep, one at a time.

    Returns
    -------
    Fitted

    Raises
    ------
    DataError
        If the data has no labels, or fewer than two of the classes.
    SettingError
        If `classes` is neither 5 nor 2.
    """
    begin = time.perf_counter()
    tasks = make_tasks(dataset, vectors, classes=classes)
    points: list[SweepPoint] = []
    if reg is None:
        learn, choose = _with_dev(tasks)
        points = sweep(
            learn.X,
            learn.labels,
            choose.X,
            choose.labels,
            n_classes=classes,
            regs=regs,
            jobs=jobs,
            progress=progress,
            watch=watch,
        )
        reg = best(points).reg
    # One core: threads take ten times as long on products this small.
    with threadpool_limits(1, user_api="blas"):
        found = _solved(tasks["train"], classes, reg)
    model = SentimentModel(name, vectors, found.W, found.b)
    results = {
        "classifier": "softmax_regression",
        **_figures(found, tasks, classes),
        "sweep": [{"reg": point.reg, "train": point.train, "dev": point.dev} for point in points],
        "best_reg": reg,
        "seconds": time.perf_counter() - begin,
    }
    return Fitted(model, results, tuple(points), tasks)


def make_tasks(dataset: Dataset, vectors: WordVectors, *, classes: int) -> dict[str, Task]:
    """Features and labels of every split; see `fit_sentiment` for the errors."""
    if classes not in (2, 5):
        raise SettingError(f"The number of classes is {classes}; it must be 5 or 2.")
    if not dataset.labelled:
        raise DataError("the sentences have no sentiment labels; choose labelled data", dataset.source)
    tasks = {}
    for name, split in dataset.splits.items():
        if split.labels is not None:
            keep, labels = labelled_rows(split.labels, n_classes=classes)
            X = SplitFeatures(split, dataset.lexicon, vectors.words).transform(vectors.matrix)
            tasks[name] = Task(X[keep], labels, split.labels[keep])
    seen = len(np.unique(tasks["train"].labels))
    if seen < 2:
        message = f"the training sentences show {seen} of the {classes} classes; at least two are needed"
        raise DataError(message, dataset.source)
    return tasks


def _with_dev(tasks: dict[str, Task]) -> tuple[Task, Task]:
    """What to learn from and what to choose by, while the penalty is being sought."""
    train, dev = tasks["train"], tasks.get("dev")
    if dev is not None and len(dev.labels):
        return train, dev
    held_out = np.arange(len(train.labels)) % _HELD_OUT == _HELD_OUT - 1
    return (train.rows(~held_out), train.rows(held_out)) if held_out.any() else (train, train)


def _solved(train: Task, classes: int, reg: float) -> Solution:
    """The solution on all training sentences, with classes that never occur out of the race."""
    found = solve(train.X, train.labels, n_classes=classes, reg=reg)
    unseen = np.bincount(train.labels, minlength=classes) == 0
    return Solution(np.where(unseen, 0.0, found.W), np.where(unseen, _NEVER, found.b), found.iterations)


def _figures(found: Solution, tasks: dict[str, Task], classes: int) -> dict[str, Any]:
    """Accuracies on each split, and the confusion matrix on dev, or on train without dev."""
    probabilities = {name: softmax(found.scores(task.X)) for name, task in tasks.items()}
    predicted = {name: p.argmax(axis=1) for name, p in probabilities.items()}
    figures: dict[str, Any] = dict.fromkeys(("train", "dev", "test", "binary_dev", "binary_test"))
    for name, task in tasks.items():
        if len(task.labels):
            figures[name] = accuracy(task.labels, predicted[name])
            figures[f"binary_{name}"] = figures_of(task.true, probabilities[name])[1]
    figures.pop("binary_train", None)
    shown = "dev" if "dev" in tasks else "train"
    figures["confusion"] = confusion(tasks[shown].labels, predicted[shown], n_classes=classes).tolist()
    return figures
