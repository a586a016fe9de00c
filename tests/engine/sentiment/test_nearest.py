"""The nearest labelled sentences, against cosines taken one by one."""

import numpy as np
import pytest

from engine.corpus import catalogue
from engine.objectives.sentence_network import scores
from engine.ops.activations import softmax
from engine.sentiment.model import SentimentModel
from engine.sentiment.nearest import NearestSentences
from engine.sentiment.network_fitting import fit_network
from engine.sentiment.network_settings import NetworkSettings
from engine.vectors import WordVectors
from tests.corpora import write_trees

TEXT = "the film was good"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return catalogue.resolve(write_trees(tmp_path_factory.mktemp("trees")))


@pytest.fixture(scope="module")
def averages(dataset):
    matrix = np.random.default_rng(0).normal(size=(len(dataset.lexicon), 6))
    return SentimentModel("own", WordVectors(dataset.lexicon, matrix), np.zeros((6, 5)), np.zeros(5))


@pytest.fixture(scope="module")
def network(dataset):
    return fit_network(dataset, settings=NetworkSettings(dims=8, hidden=8, epochs=1)).model


def test_averages_are_compared_by_cosine(dataset, averages):
    train, matrix = dataset.splits["train"], averages.vectors.matrix
    asked = matrix[[averages.vectors.index[word] for word in TEXT.split()]].mean(axis=0)
    rows = [matrix[train.sentence(place)].mean(axis=0) for place in range(len(train))]
    cosines = [row @ asked / np.linalg.norm(row) / np.linalg.norm(asked) for row in rows]
    found = NearestSentences(dataset).find(averages, TEXT, 7)
    assert [each.similarity for each in found] == pytest.approx(sorted(cosines, reverse=True)[:7], abs=1e-6)
    assert found[0].text == TEXT
    labels = {
        " ".join(dataset.words("train", place)): int(train.labels[place]) for place in range(len(train))
    }
    assert all(labels[each.text] == each.label for each in found)


def test_the_network_compares_what_reaches_its_hidden_units(dataset, network):
    found = NearestSentences(dataset).find(network, TEXT, 4)
    assert found[0].similarity == pytest.approx(1)
    assert found[0].text == TEXT
    assert [each.similarity for each in found] == sorted((each.similarity for each in found), reverse=True)


def test_pooled_features_lead_to_the_probabilities(dataset, network):
    split = dataset.splits["dev"]
    pooled = network.pooled(dataset.lexicon, split)
    np.testing.assert_array_equal(
        softmax(scores(network.params, pooled)), network.probabilities(dataset.lexicon, split)
    )


def test_other_vectors_are_another_answer(dataset, averages):
    found = NearestSentences(dataset)
    before = found.find(averages, TEXT)
    turned = WordVectors(dataset.lexicon, averages.vectors.matrix[::-1].copy())
    other = SentimentModel("own", turned, averages.W, averages.b)
    assert found.find(other, TEXT) != before
    assert found.find(averages, TEXT) == before


@pytest.mark.parametrize("text", ["", "   ", "xyzzy", "\u202e", "🎬"])
def test_a_text_of_which_nothing_is_known_has_no_neighbours(dataset, averages, text):
    assert NearestSentences(dataset).find(averages, text) == ()


@pytest.mark.parametrize("text", ["", "qqq"])
def test_nor_in_the_network(dataset, network, text):
    assert NearestSentences(dataset).find(network, text) == ()


def test_no_more_than_there_are(dataset, averages):
    assert len(NearestSentences(dataset).find(averages, TEXT, 10_000)) == len(dataset.splits["train"])
