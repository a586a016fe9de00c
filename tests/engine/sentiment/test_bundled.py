"""The models that ship are what their card says."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine.corpus import treebank
from engine.corpus.dataset import Dataset
from engine.sentiment.bundled import SENTENCES, VECTORS, bundled
from engine.sentiment.model_files import load_model
from engine.sentiment.network_fitting import measured
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.phrases import judged_wrongly, read_phrases
from engine.sentiment.prediction import SentenceModel

REAL = Path(__file__).parents[4] / "shared" / "data" / "sst"
LIST = Path(__file__).parents[2] / "sentiment_phrases.tsv"
CARD = bundled("CARD.md").read_text(encoding="utf-8")
ROWS = {"dev": "dev", "dev, two sides": "binary_dev", "test": "test", "test, two sides": "binary_test"}


def on_card(title: str) -> dict[str, float]:
    """A row of the card's table, by file."""
    row = re.search(rf"^\| {re.escape(title)} \| ([\d.]+) \| ([\d.]+) \|$", CARD, re.MULTILINE)
    assert row, f"the card has no row {title!r}: run `make models`"
    return {SENTENCES: float(row[1]), VECTORS: float(row[2])}


@pytest.fixture(scope="module")
def network() -> NetworkModel:
    """The model of the sentence box."""
    model = load_model(bundled(SENTENCES))
    assert isinstance(model, NetworkModel)
    return model


@pytest.fixture(scope="module")
def real() -> Dataset:
    """The treebank."""
    if not REAL.is_dir():
        pytest.skip("the treebank is not beside the project (../shared/data/sst)")
    return treebank.read(REAL)


def test_both_files_are_small_and_hold_arrays_alone() -> None:
    assert sum(bundled(name).stat().st_size for name in (SENTENCES, VECTORS)) < 6e6
    for name in (SENTENCES, VECTORS):
        with zipfile.ZipFile(bundled(name)) as file:
            assert all(member.endswith(".npy") for member in file.namelist())
        with np.load(bundled(name), allow_pickle=False) as stored:
            assert all(stored[key].dtype.kind in "iuf" for key in stored.files)


def test_no_sentence_is_in_them(network: NetworkModel) -> None:
    assert not any(" " in word for word in (*network.index.words, *network.index.letters))


def test_the_phrase_list_comes_out_as_the_card_says(network: NetworkModel) -> None:
    phrases = read_phrases(LIST)
    right = 100 * (1 - len(judged_wrongly(network, phrases)) / len(phrases))
    assert right >= 85
    assert right == pytest.approx(on_card(f"{len(phrases)} phrases")[SENTENCES], abs=0.5)


def test_it_says_whose_model_it_is(network: NetworkModel) -> None:
    assert "bundled" in network.name
    assert network.name.split("(")[1].rstrip(")") in CARD


@pytest.mark.parametrize("name", [SENTENCES, VECTORS])
@pytest.mark.real_data
def test_its_accuracies_are_those_of_the_card(name: str, real: Dataset) -> None:
    model: SentenceModel = load_model(bundled(name))
    found = measured(model, real)
    # Half a sentence in a hundred: another processor adds up in another order.
    assert {title: found[key] for title, key in ROWS.items()} == pytest.approx(
        {title: on_card(title)[name] for title in ROWS}, abs=0.2
    )


@pytest.mark.real_data
def test_a_thousand_sentences_take_no_time(network: NetworkModel, real: Dataset) -> None:
    took = []
    for _ in range(5):
        begin = time.thread_time()
        network.probabilities(real.lexicon, real.splits["test"])
        took.append(time.thread_time() - begin)
    # A tenth of a second on an idle machine; twice that where other work shares the core's caches.
    assert min(took) < 0.2
