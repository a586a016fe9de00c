"""``sentiment``: the assignment's part 4, from vectors to accuracies, and the sentence network beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from statistics import mean, stdev
from typing import Annotated, Any

import typer

from engine.commands.output import (
    Json,
    Quiet,
    UsualData,
    must_be_writable,
    print_json,
    print_line,
    print_table,
    progress,
)
from engine.commands.seeds import FIGURES, checked, counted, part_of, summary
from engine.commands.train import checkpoint_path, run_to_end
from engine.corpus import catalogue
from engine.corpus.dataset import LABELS, Dataset
from engine.corpus.join import with_more_training
from engine.errors import Cancelled, SettingError
from engine.sentiment.fitting import fit_sentiment
from engine.sentiment.model import SentimentModel
from engine.sentiment.network_fitting import MEMBERS, fit_networks, measured
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.phrases import judged_wrongly, read_phrases
from engine.sentiment.preparation import prepared
from engine.training.presets import DEFAULT_PRESET, preset
from engine.vectors import WordVectors, formats

OWN = "own"


class Classifier(StrEnum):
    """Ways to judge a sentence."""

    softmax = "softmax"
    network = "network"
    ensemble = "ensemble"


@dataclass(frozen=True, slots=True)
class Experiment:
    """What a command line asks to be trained.

    Attributes
    ----------
    data : str
        As given.
    dataset : Dataset
    vectors : str
        A file, or ``"own"``.
    classifier : Classifier
    classes : int
    before : Dataset or None
        What a network learns from first.
    negator_weight : float
    jobs : int or None
        Processes or threads at once; None: one network, and the sweep by all cores.
    quiet : bool
    """

    data: str
    dataset: Dataset
    vectors: str
    classifier: Classifier
    classes: int
    before: Dataset | None
    negator_weight: float
    jobs: int | None
    quiet: bool


Fit = tuple[SentimentModel | NetworkModel, dict[str, Any]]


def sentiment(
    data: UsualData = None,
    vectors: Annotated[
        str, typer.Option(help=f"A file of word vectors, or “{OWN}”: train them on the data first.")
    ] = OWN,
    classifier: Annotated[
        Classifier,
        typer.Option(
            help="softmax: regression on averaged vectors. network: the sentence network, with vectors of "
            f"its own. ensemble: {MEMBERS} of those together."
        ),
    ] = Classifier.softmax,
    classes: Annotated[int, typer.Option(help="5, or 2: negative and positive alone.")] = 5,
    seed: Annotated[int, typer.Option(help="Seed of everything that is drawn.", min=0)] = 31415,
    seeds: Annotated[int, typer.Option(help="Repeat with so many seeds; the mean and the spread count.")] = 1,
    also: Annotated[
        str | None, typer.Option(help="More labelled sentences to train on, such as demo or your own labels.")
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(
            help="Labelled sentences to learn from first, such as demo; of these only phrases that turn "
            "their words round are kept beside the data (networks only)."
        ),
    ] = None,
    negator_weight: Annotated[
        float, typer.Option(help="How much a phrase that begins with a negator counts (networks only).")
    ] = NetworkSettings().negator_weight,
    test_on: Annotated[
        str | None, typer.Option(help="More labelled sentences to measure on, whatever was trained on.")
    ] = None,
    phrases: Annotated[
        Path | None, typer.Option(help="A list of phrases to check: phrase, tab, positive or negative.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            help="How many networks, or stretches of the sweep, are worked on at once, with one result; "
            "if left out, one network, and the sweep by all cores. More pay where cores are free.",
            min=1,
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Save the model here, for `predict --model`.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Sentence sentiment: averages and softmax regression, or the sentence network; dev chooses."""
    checked(seeds)
    listed = read_phrases(phrases) if phrases is not None else []
    if out is not None:
        must_be_writable(out)
    examined = None if test_on is None else catalogue.resolve(test_on)
    data = data or catalogue.default_name()
    dataset = catalogue.resolve(data)
    if also is not None:
        dataset = with_more_training(dataset, catalogue.resolve(also))
    first = None if before is None else catalogue.resolve(before)
    asked = Experiment(data, dataset, vectors, classifier, classes, first, negator_weight, jobs, quiet)
    fits = (
        _averages(asked, seed, seeds) if classifier is Classifier.softmax else _networks(asked, seed, seeds)
    )
    model, _ = max(fits, key=lambda fit: fit[1]["dev"] or 0.0)
    found = {"data": dataset.name, **summary([results for _, results in fits])}
    if examined is not None:
        found["test_on"] = _elsewhere(fits, examined, classes)
    wrong = judged_wrongly(model, listed)
    if listed:
        right = 100 * (1 - len(wrong) / len(listed))
        found["phrases"] = {"right": right, "total": len(listed), "wrong": [each.text for each, _ in wrong]}
    if out is not None:
        model.save(out)
    if json:
        print_json(found)
    else:
        _show(found, classes)


def _averages(asked: Experiment, seed: int, seeds: int) -> list[Fit]:
    """Softmax regression on averages, once for every seed of the vectors."""
    if asked.before is not None:
        raise SettingError("Only networks learn from other sentences first: use --classifier network.")
    if asked.vectors != OWN and seeds > 1:
        raise SettingError("Nothing is drawn with vectors from a file, so every seed would say the same.")
    fits: list[Fit] = []
    for number in range(seed, seed + seeds):
        if asked.vectors == OWN:
            spec = replace(preset(DEFAULT_PRESET), data=asked.data, seed=number)
            checkpoint = checkpoint_path(None)
            run = run_to_end(spec, dataset=asked.dataset, checkpoint=checkpoint, quiet=asked.quiet)
            if run.finished.reason == "stopped":
                raise Cancelled
            features: WordVectors = run.snapshot.vectors
            name = "own vectors"
        else:
            features, name = formats.load(asked.vectors), Path(asked.vectors).name
        with progress("Sweeping the penalty", quiet=asked.quiet) as report:
            fitted = fit_sentiment(
                asked.dataset,
                features,
                name=name,
                classes=asked.classes,
                jobs=asked.jobs,
                progress=part_of(report, number - seed, seeds),
            )
        fits.append((fitted.model, {**fitted.results, "seed": number}))
    return fits


def _networks(asked: Experiment, seed: int, seeds: int) -> list[Fit]:
    """Sentence networks, or ensembles of them, each from seeds of its own."""
    members = MEMBERS if asked.classifier is Classifier.ensemble else 1
    title = "Training the sentence network"
    with progress(title, quiet=asked.quiet) as report:
        settings = NetworkSettings(negator_weight=asked.negator_weight)
        problem = (
            NetworkProblem(asked.dataset, settings)
            if asked.before is None
            else prepared(asked.dataset, asked.before, settings)
        )
        fitted = fit_networks(
            asked.dataset,
            problem,
            count=seeds,
            members=members,
            classes=asked.classes,
            seed=seed,
            jobs=asked.jobs or 1,
            progress=counted(report, seeds),
        )
    return [(each.model, each.results) for each in fitted]


def _elsewhere(fits: Sequence[Fit], dataset: Dataset, classes: int) -> dict[str, Any]:
    """The accuracies of all models on other data, as means, and their spread if there are several."""
    if not dataset.labelled:
        raise SettingError(f"{dataset.name} has no labels: give --test-on labelled sentences.")
    runs = [measured(model, dataset, classes=classes) for model, _ in fits]
    known = [key for key in FIGURES if runs[0].get(key) is not None]
    found: dict[str, Any] = {"data": dataset.name, **{key: mean(run[key] for run in runs) for key in known}}
    if len(runs) > 1:
        found["spread"] = {key: stdev(run[key] for run in runs) for key in known}
    return found


def _show(found: dict[str, Any], classes: int) -> None:
    """The results as tables and lines."""
    if found["sweep"]:
        rows = [[f"{row['reg']:g}", f"{row['train']:.1f}", f"{row['dev']:.1f}"] for row in found["sweep"]]
        print_table(["penalty", "train %", "dev %"], rows)
        print_line(f"best penalty {found['best_reg']:g}")
    known = [key for key in FIGURES if found.get(key) is not None]
    if "seeds" in found:
        rows = [
            [str(run["seed"]), *(f"{run[key]:.1f}" for key in known), f"{run['seconds']:.1f}"]
            for run in found["seeds"]
        ]
        print_table(["seed", *(key.replace("_", " ") for key in known), "seconds"], rows)
    _show_figures(found)
    if "test_on" in found:
        print_line(f"on {found['test_on']['data']}:")
        _show_figures(found["test_on"])
    if "phrases" in found:
        print_line(f"{'phrases':12} {found['phrases']['right']:.1f} % of {found['phrases']['total']}")
    names = LABELS if classes == 5 else ("-", "+")
    rows = [[label, *map(str, row)] for label, row in zip(names, found["confusion"], strict=True)]
    print_table(["true \\ said", *names], rows)
    print_line(f"{found['classifier'].replace('_', ' ')} on {found['data']}, {found['seconds']:.1f} s")


def _show_figures(found: dict[str, Any]) -> None:
    """Accuracies, one a line."""
    for key in FIGURES:
        if found.get(key) is not None:
            spread = f"  (scatter {found['spread'][key]:.2f})" if "spread" in found else ""
            print_line(f"{key.replace('_', ' '):12} {found[key]:.1f} %{spread}")
