"""Shorter vectors, nearly the same answers."""

import numpy as np
import pytest

from engine.objectives.sentence_network import scores
from engine.sentiment.slim import slimmed


@pytest.fixture
def params():
    rng = np.random.default_rng(5)
    common = rng.normal(size=(40, 3)) @ rng.normal(size=(3, 12))
    return {
        "E": common + 0.01 * rng.normal(size=(40, 12)),
        "W1": rng.normal(size=(12, 8)),
        "b1": rng.normal(size=8),
        "W2": rng.normal(size=(8, 5)),
        "b2": rng.normal(size=5),
    }


def test_as_many_numbers_as_hidden_units_change_nothing(params):
    slim = slimmed(params, np.ones(40), dims=8)
    assert slim["E"].shape == (40, 8)
    np.testing.assert_allclose(scores(slim, slim["E"]), scores(params, params["E"]), atol=1e-12)


def test_few_numbers_say_nearly_the_same(params):
    slim = slimmed(params, np.ones(40), dims=3)
    truth = scores(params, params["E"])
    assert np.abs(scores(slim, slim["E"]) - truth).max() < 0.02 * np.abs(truth).max()
    assert set(slim) == set(params)


def test_frequent_features_are_kept_best(params):
    counts = np.where(np.arange(40) < 2, 1e6, 1.0)
    slim = slimmed(params, counts, dims=2)
    wrong = np.abs(scores(slim, slim["E"]) - scores(params, params["E"])).max(axis=1)
    assert wrong[:2].max() < 1e-3 < wrong[2:].max()
