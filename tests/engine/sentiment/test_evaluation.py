"""Where a model is right, against counting by hand; comparison sentence by sentence; calibration."""

import numpy as np
import pytest

from engine.corpus import treebank
from engine.errors import DataError
from engine.resources import resource
from engine.sentiment.evaluation import (
    Evaluation,
    Sentences,
    calibration,
    calibration_error,
    evaluate,
    groups,
    only_right,
)
from engine.sentiment.model import SentimentModel
from engine.sentiment.network_fitting import fit_network
from engine.sentiment.network_settings import NetworkSettings
from engine.vectors import WordVectors
from tests.engine.sentiment.test_network_problem import head


@pytest.fixture(scope="module")
def demo():
    return head(treebank.read(resource("demo")), 60)


@pytest.fixture(scope="module")
def sentences(demo):
    return Sentences.of(demo, "dev")


@pytest.fixture(scope="module")
def model(demo):
    rng = np.random.default_rng(2)
    vectors = WordVectors(demo.lexicon[::2], rng.normal(size=(len(demo.lexicon[::2]), 6)))
    return SentimentModel("averages", vectors, rng.normal(size=(6, 5)), rng.normal(size=5))


def made(labels, probabilities, *, texts=None, negated=None):
    n = len(labels)
    texts = tuple(texts or ["a"] * n)
    lengths = np.array([len(text.split()) for text in texts])
    negated = np.zeros(n, dtype=bool) if negated is None else np.array(negated)
    return Evaluation(
        "made", Sentences("dev", np.array(labels), texts, lengths, negated), np.array(probabilities)
    )


def one_hot(classes, sure=0.6):
    p = np.full((len(classes), 5), (1 - sure) / 4)
    p[np.arange(len(classes)), classes] = sure
    return p


def test_sentences_are_those_of_the_split(demo, sentences):
    assert sentences.texts[5] == " ".join(demo.words("dev", 5))
    assert sentences.lengths[5] == len(demo.words("dev", 5))
    with_not = [i for i, text in enumerate(sentences.texts) if " not " in f" {text} "]
    assert with_not
    assert sentences.negated[with_not].all()
    assert 0 < sentences.negated.mean() < 1
    with pytest.raises(DataError, match="no labelled sentences called extra"):
        Sentences.of(demo, "extra")


def test_a_whole_split_gets_the_answers_that_each_sentence_gets(demo, sentences, model):
    network = fit_network(demo, settings=NetworkSettings(dims=4, hidden=4, epochs=1)).model
    for judge in (model, network):
        found = evaluate(judge, demo, sentences)
        for i in range(0, len(sentences), 150):
            expected = judge.predict(sentences.texts[i]).probabilities
            np.testing.assert_allclose(found.probabilities[i], expected, atol=1e-5)


def test_groups_count_as_by_hand():
    found = made(
        [0, 4, 4, 2],
        one_hot([0, 4, 3, 1]),
        texts=["one", "one two", "one two three four five six", "x " * 40],
        negated=[True, False, False, True],
    )
    table = {each.name: (each.accuracy, each.total) for each in groups(found)}
    assert table == {
        "all sentences": (50.0, 4),
        "very negative": (100.0, 1),
        "neutral": (0.0, 1),
        "very positive": (50.0, 2),
        "1 to 5 words": (100.0, 2),
        "6 to 10 words": (0.0, 1),
        "over 30 words": (0.0, 1),
        "with a negation": (50.0, 2),
        "without": (50.0, 2),
    }
    assert all(each.low <= each.accuracy <= each.high for each in groups(found))
    assert found.accuracy == 50.0
    assert found.binary == 100.0
    assert found.confusion().sum() == 4


def test_calibration_compares_confidence_with_accuracy():
    found = made([0, 0, 1, 1], np.vstack([one_hot([0, 1], 0.6), one_hot([1, 1], 0.92)]))
    first, second = calibration(found)
    assert (first.confidence, first.right, first.total) == (pytest.approx(0.6), 0.5, 2)
    assert (second.confidence, second.right, second.total) == (pytest.approx(0.92), 1.0, 2)
    assert calibration_error([first, second]) == pytest.approx((0.1 + 0.08) / 2)
    assert calibration_error([]) == 0.0


def test_certainty_itself_falls_into_the_last_step():
    (last,) = calibration(made([1], one_hot([1], 1.0)))
    assert last.right == 1.0


def test_only_right_lists_what_one_gets_and_the_other_does_not():
    first = made([0, 1, 2], np.vstack([one_hot([0], 0.5), one_hot([1, 4], 0.9)]))
    second = made([0, 1, 2], one_hot([1, 2, 2]))
    assert only_right(first, second).tolist() == [1, 0]
    assert only_right(second, first).tolist() == [2]
