"""The score of every word is what the model says to it alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.corpus import catalogue
from engine.sentiment.model import SentimentModel
from engine.sentiment.network_fitting import fit_network
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.word_scores import word_scores, word_weights
from engine.vectors import WordVectors
from tests.corpora import write_trees


def test_scores_are_the_expected_classes_of_one_word_sentences() -> None:
    rng = np.random.default_rng(5)
    words = ("good", "bad", "film")
    model = SentimentModel(
        "m", WordVectors(words, rng.normal(size=(3, 4))), rng.normal(size=(4, 5)), np.arange(5.0)
    )
    for word, score in zip(words, word_scores(model), strict=True):
        expected = np.dot(model.predict(word).probabilities, [-2, -1, 0, 1, 2])
        assert score == pytest.approx(expected, abs=1e-5)


def test_two_classes_go_from_minus_to_plus_a_half() -> None:
    vectors = WordVectors(("a", "b"), np.array([[100.0], [-100.0]]))
    model = SentimentModel("m", vectors, np.array([[-1.0, 1.0]]), np.zeros(2))
    np.testing.assert_allclose(word_scores(model), [0.5, -0.5])


def test_weights_of_averages_are_the_shares_of_one_word_sentences() -> None:
    rng = np.random.default_rng(5)
    vectors = WordVectors(("good", "bad", "film"), rng.normal(size=(3, 4)))
    model = SentimentModel("m", vectors, rng.normal(size=(4, 5)), np.zeros(5))
    known, weights = word_weights(model, ("film", "xyzzy", "good"))
    assert known == ("film", "good")
    for word, row in zip(known, weights, strict=True):
        assert model.predict(word).words[0].share == pytest.approx(row, abs=1e-6)


def test_weights_of_the_network_are_the_scores_of_words_alone(tmp_path: Path) -> None:
    dataset = catalogue.resolve(write_trees(tmp_path / "trees"))
    model = fit_network(dataset, settings=NetworkSettings(dims=8, hidden=8, epochs=1)).model
    known, weights = word_weights(model, (*dataset.lexicon, "xyzzy"))
    assert known == dataset.lexicon
    for word, row in zip(known[:5], weights, strict=False):
        np.testing.assert_allclose(model.predict(word).words[0].share, row, atol=1e-5)
