"""Train the models that ship with the program, by its own commands' functions, and write their card.

    python -m tools.make_models ../shared/data/sst

Only word lists and weights are kept, no sentence of the data.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from dataclasses import replace

import numpy as np

from engine.bench.rows import machine
from engine.commands.train import run_to_end
from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.resources import resource
from engine.sentiment.fitting import Fitted, fit_sentiment
from engine.sentiment.model import SentimentModel
from engine.sentiment.report import accuracy, binary_accuracy
from engine.sentiment.split_features import SplitFeatures
from engine.training.presets import DEFAULT_PRESET, preset
from engine.types import Floats2d

SEED = 31415
NAME = "bundled model (Stanford Sentiment Treebank)"


def main() -> None:
    """Write ``resources/models/sentiment.npz`` and its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="the treebank: a catalogue name or a folder")
    data = parser.parse_args().data
    folder = resource("models")
    folder.mkdir(exist_ok=True)
    dataset = catalogue.resolve(data)
    trained(dataset).model.save(folder / "sentiment.npz", precision="half")
    model = SentimentModel.load(folder / "sentiment.npz")
    text = card(model, measured(model, dataset))
    (folder / "CARD.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def trained(dataset: Dataset) -> Fitted:
    """Vectors by the default preset, then softmax regression on their averages."""
    spec = replace(preset(DEFAULT_PRESET), data=dataset.name, seed=SEED)
    run = run_to_end(spec, dataset=dataset, checkpoint=None, quiet=False)
    return fit_sentiment(dataset, run.snapshot.vectors, name=NAME)


def measured(model: SentimentModel, dataset: Dataset) -> dict[str, float]:
    """Accuracy of the saved model, percent."""
    figures = {}
    for name, split in dataset.splits.items():
        features = SplitFeatures(split, dataset.lexicon, model.vectors.words)
        assert split.labels is not None
        scores: Floats2d = features.transform(model.vectors.matrix) @ model.W + model.b
        figures[name] = accuracy(split.labels, scores.argmax(axis=1))
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        figures[f"{name}, binary"] = binary_accuracy(split.labels, p / p.sum(axis=1, keepdims=True))
    return figures


def card(model: SentimentModel, figures: dict[str, float]) -> str:
    """What the file is, in words and figures."""
    rows = "\n".join(f"| {name} | {value:.1f} % |" for name, value in figures.items())
    return f"""# The bundled model

`sentiment.npz`: {len(model.vectors):,} words with their input and output vectors
({model.vectors.dims // 2} + {model.vectors.dims // 2} dimensions, half precision) and a softmax regression
on their averages. The window shows it before the first training, and says so.

- Data: training split of the Stanford Sentiment Treebank (Socher et al. 2013); weights and a word list only.
- Command: `make models DATA=<folder of the treebank>`, preset "{DEFAULT_PRESET}", seed {SEED}.
- Date: {datetime.datetime.now(tz=datetime.UTC).date()}. {machine()}.
- Licence of the weights: MIT. The treebank itself is for research use and is not part of this program.

| split | accuracy |
|---|---|
{rows}

Limits: it averages words, so it does not hear negation or word order; English film reviews of before 2005.
"""


if __name__ == "__main__":
    main()
