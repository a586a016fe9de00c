"""``sentiment``: the assignment's part 4, from vectors to accuracies; ``predict``: what a model says."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine.commands.output import Data, Json, Quiet, print_json, print_line, print_table, progress
from engine.commands.train import checkpoint_path, run_to_end
from engine.corpus import catalogue
from engine.corpus.dataset import LABELS
from engine.errors import FileError
from engine.resources import resource
from engine.sentiment.fitting import fit_sentiment
from engine.sentiment.model_files import load_model
from engine.sentiment.prediction import Prediction
from engine.training.presets import DEFAULT_PRESET, preset
from engine.vectors import WordVectors, formats

OWN = "own"
WORDS_SHOWN = 12


class Classifier(StrEnum):
    """Ways to judge a sentence."""

    softmax = "softmax"


def sentiment(
    data: Data = "demo",
    vectors: Annotated[
        str, typer.Option(help=f"A file of word vectors, or “{OWN}”: train them on the data first.")
    ] = OWN,
    classifier: Annotated[
        Classifier, typer.Option(help="softmax: softmax regression on averaged vectors.")
    ] = Classifier.softmax,
    classes: Annotated[int, typer.Option(help="5, or 2: negative and positive alone.")] = 5,
    seed: Annotated[int, typer.Option(help="Seed of the vectors that are trained first.")] = 31415,
    out: Annotated[Path | None, typer.Option(help="Save the model here, for `predict --model`.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Average word vectors, softmax regression, a sweep over the penalty; the dev set chooses."""
    dataset = catalogue.resolve(data)
    if vectors == OWN:
        spec = replace(preset(DEFAULT_PRESET), data=data, seed=seed)
        run = run_to_end(spec, dataset=dataset, checkpoint=checkpoint_path(None), quiet=quiet)
        features: WordVectors = run.snapshot.vectors
        name = "own vectors"
    else:
        features, name = formats.load(vectors), Path(vectors).name
    with progress("Sweeping the penalty", quiet=quiet) as report:
        fitted = fit_sentiment(
            dataset, features, name=name, classes=classes, progress=lambda share: report(share, "")
        )
    if out is not None:
        fitted.model.save(out)
    if json:
        print_json(fitted.results)
        return
    print_table(
        ["penalty", "train %", "dev %"],
        [[f"{row['reg']:g}", f"{row['train']:.1f}", f"{row['dev']:.1f}"] for row in fitted.results["sweep"]],
    )
    found = fitted.results
    print_line(f"best penalty {found['best_reg']:g}, {name}, {features.dims} features")
    for split in ("train", "dev", "test", "binary_test"):
        if found.get(split) is not None:
            print_line(f"{split.replace('_', ' '):12} {found[split]:.1f} %")
    print_table(
        ["true \\ said", *LABELS[:classes]],
        [[label, *map(str, row)] for label, row in zip(LABELS, found["confusion"], strict=False)],
    )


def predict(
    text: Annotated[list[str], typer.Argument(help="Sentences, or - for one a line on standard input.")],
    model: Annotated[
        Path | None, typer.Option(help="A saved sentence model; the bundled one if left out.")
    ] = None,
    json: Json = False,
) -> None:
    """The sentiment of sentences, with the share of every word."""
    judge = load_model(model or resource("models", "sentiment.npz"))
    sentences = _lines() if text == ["-"] else text
    predictions = [judge.predict(sentence) for sentence in sentences]
    if json:
        print_json([prediction.to_json() for prediction in predictions])
        return
    for prediction in predictions:
        _tell(prediction)


def _lines() -> list[str]:
    try:
        return [line.rstrip("\r\n") for line in sys.stdin]
    except UnicodeDecodeError as error:
        raise FileError("standard input is not UTF-8 text: convert it first") from error


def _tell(prediction: Prediction) -> None:
    names = LABELS if len(prediction.probabilities) == len(LABELS) else ("-", "+")
    shares = "  ".join(
        f"{name} {share:.2f}" for name, share in zip(names, prediction.probabilities, strict=True)
    )
    print_line(f"{names[prediction.label]:>2}  [{shares}]  {prediction.text}")
    unknown = [word.word for word in prediction.words if not word.known]
    if unknown:
        more = "" if len(unknown) <= WORDS_SHOWN else f" and {len(unknown) - WORDS_SHOWN} more"
        print_line(f"    unknown: {', '.join(unknown[:WORDS_SHOWN])}{more}")
