"""Train the models that ship with the program, by its own commands' functions, and write their card.

    python -m tools.make_models ../shared/data/sst

Only word lists and weights are kept, no sentence of the data.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engine.bench.rows import machine
from engine.commands.train import run_to_end
from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.objectives.sentence_network import committee
from engine.sentiment.bundled import SENTENCES, VECTORS, bundled
from engine.sentiment.fitting import fit_sentiment
from engine.sentiment.model import SentimentModel
from engine.sentiment.model_files import load_model
from engine.sentiment.network_fitting import MEMBERS, measured
from engine.sentiment.network_jobs import train_networks
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.phrases import judged_wrongly, read_phrases
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.preparation import EPOCHS, prepared
from engine.sentiment.slim import slimmed
from engine.training.presets import DEFAULT_PRESET, preset

SEED = 31415
#: Numbers a feature in the file: of five networks with 50 each.
DIMS = 24
#: Pairs that occur once would make the file three times as large and help nobody on dev.
PAIR_COUNT = 2
PHRASES = Path(__file__).parents[1] / "tests" / "sentiment_phrases.tsv"
FIGURES = {"dev": "dev", "binary_dev": "dev, two sides", "test": "test", "binary_test": "test, two sides"}


def main() -> None:
    """Write the models into ``resources/models`` and their card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="the treebank: a catalogue name or a folder")
    dataset = catalogue.resolve(parser.parse_args().data)
    bundled(VECTORS).parent.mkdir(exist_ok=True)
    averages(dataset).save(bundled(VECTORS), precision="half")
    network(dataset).save(bundled(SENTENCES), precision="half")
    text = card(dataset)
    bundled("CARD.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def averages(dataset: Dataset) -> SentimentModel:
    """Vectors by the default preset, then softmax regression on their averages."""
    spec = replace(preset(DEFAULT_PRESET), data=dataset.name, seed=SEED)
    run = run_to_end(spec, dataset=dataset, checkpoint=None, quiet=False)
    name = "bundled averages (Stanford Sentiment Treebank)"
    return fit_sentiment(dataset, run.snapshot.vectors, name=name).model


def network(dataset: Dataset) -> NetworkModel:
    """Sentence networks that learned from the demo corpus first, side by side, their vectors cut short."""
    problem = prepared(dataset, catalogue.resolve("demo"), NetworkSettings(pair_count=PAIR_COUNT))
    trained = train_networks(problem, range(SEED, SEED + MEMBERS), jobs=os.cpu_count() or 1)
    params = slimmed(committee([each.params for each in trained]), problem.feature_counts, dims=DIMS)
    return problem.model(params, name="bundled network (Stanford Sentiment Treebank)")


def card(dataset: Dataset) -> str:
    """What the files are, in words and figures."""
    vectors, sentences = SentimentModel.load(bundled(VECTORS)), load_model(bundled(SENTENCES))
    assert isinstance(sentences, NetworkModel)
    rows = _rows({SENTENCES: judged(sentences, dataset), VECTORS: judged(vectors, dataset)})
    features, words, dims = len(sentences.index), len(vectors.vectors), vectors.vectors.dims // 2
    size = sum(bundled(name).stat().st_size for name in (VECTORS, SENTENCES)) / 1e6
    return f"""# The bundled models

`{SENTENCES}` judges sentences before the first training and in `wordscope predict`; `{VECTORS}` fills
the map. Together {size:.1f} MB: weights and lists of words, no sentence, no pickled object.

- `{SENTENCES}`: {MEMBERS} sentence networks side by side over {features:,} features (words, pieces of words,
  pairs of words that occur twice), their vectors cut to {DIMS} numbers in half precision. Each read the
  demo corpus {EPOCHS} times, then {NetworkSettings().epochs} times the treebank beside those phrases of it
  that turn their words round.
- `{VECTORS}`: {words:,} words with their input and output vectors ({dims} + {dims} numbers, half precision,
  preset "{DEFAULT_PRESET}") and a softmax regression on their averages.
- Data: training split of the Stanford Sentiment Treebank (Socher et al. 2013), for the network also the
  bundled demo corpus. Settings were chosen on the dev split.
- Command: `make models DATA=<folder of the treebank>`; seeds {SEED} to {SEED + MEMBERS - 1}.
- Date: {datetime.datetime.now(tz=datetime.UTC).date()}. {machine()}.
- Licence of the weights: MIT. The treebank itself is for research use and is not part of this program.

| % right | {SENTENCES} | {VECTORS} |
|---|---|---|
{rows}

"Two sides": positive or negative, without the sentences labelled neutral. The phrases are the list
`tests/sentiment_phrases.tsv`, written by hand: negation, contrast, concession, idioms.

Limits: English film reviews of before 2005; irony, and what needs knowledge of the world, are beyond both.
The averages hear neither negation nor the order of words. Denied blame ("not dull") is praise to the
network because the demo corpus says so; people often hear it as neutral.
"""


def judged(model: SentenceModel, dataset: Dataset) -> dict[str, float]:
    """Accuracies by row of the card."""
    found = measured(model, dataset)
    phrases = read_phrases(PHRASES)
    right = 100 * (1 - len(judged_wrongly(model, phrases)) / len(phrases))
    return {**{title: found[key] for key, title in FIGURES.items()}, f"{len(phrases)} phrases": right}


def _rows(columns: Mapping[str, Mapping[str, float]]) -> str:
    first, *_ = columns.values()
    cells = {title: [f"{column[title]:.1f}" for column in columns.values()] for title in first}
    return "\n".join(f"| {title} | {' | '.join(each)} |" for title, each in cells.items())


if __name__ == "__main__":
    main()
