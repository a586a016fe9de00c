"""The score of every word is what the model says to it alone."""

from __future__ import annotations

import numpy as np
import pytest

from engine.sentiment.model import SentimentModel
from engine.sentiment.word_scores import word_scores
from engine.vectors import WordVectors


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
