"""Figures by hand, and against scikit-learn."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from engine.sentiment.report import (
    accuracy,
    binary_accuracy,
    bootstrap_interval,
    by_length,
    confusion,
    difference_interval,
    figures_of,
    mistakes,
    per_class,
    wilson,
)


@pytest.fixture
def answers():
    rng = np.random.default_rng(4)
    return rng.integers(0, 5, 200), rng.dirichlet(np.ones(5), 200)


def test_confusion_and_class_figures_agree_with_scikit_learn(answers):
    true, p = answers
    cells = confusion(true, p.argmax(1), n_classes=5)
    np.testing.assert_array_equal(cells, confusion_matrix(true, p.argmax(1)))
    expected = np.array(precision_recall_fscore_support(true, p.argmax(1)))
    found = np.array([(c.precision, c.recall, c.f1, c.support) for c in per_class(cells)]).T
    np.testing.assert_allclose(found, expected * [[100], [100], [100], [1]])


def test_a_class_nobody_has_is_zero_and_not_an_error():
    assert per_class(np.zeros((2, 2), dtype=int))[0].f1 == 0


def test_where_no_sentence_counts_there_is_no_figure():
    neutral, p = np.array([2, 2]), np.eye(5)[[2, 0]]
    assert figures_of(neutral, p) == (50.0, None)
    assert figures_of(neutral[:0], p[:0]) == (None, None)
    assert figures_of(np.array([2, 1]), p) == (50.0, 100.0)


def test_binary_accuracy_leaves_neutral_sentences_out():
    p = np.array(
        [
            [0.4, 0.0, 0.1, 0.25, 0.25],
            [0.3, 0.3, 0.0, 0.0, 0.4],
            [0.0, 0.1, 0.7, 0.2, 0.0],
            [0.0, 0.0, 1.0, 0.0, 0.0],
        ]
    )
    assert binary_accuracy(np.array([4, 3, 3, 2]), p) == pytest.approx(200 / 3)
    assert binary_accuracy(np.array([0, 4]), np.array([[0.9, 0.1], [0.2, 0.8]])) == 100
    assert binary_accuracy(np.array([2]), p[:1]) == 0


def test_mistakes_come_with_the_most_confident_first(answers):
    true, p = answers
    found = mistakes(true, p)
    assert len(found) == round(len(true) * (1 - accuracy(true, p.argmax(1)) / 100))
    assert all(a.confidence >= b.confidence for a, b in itertools.pairwise(found))
    first = found[0]
    assert first.true == true[first.sentence] != first.predicted == p[first.sentence].argmax()


def test_bands_of_length_hold_every_sentence_once(answers):
    true, p = answers
    lengths = np.random.default_rng(0).integers(1, 50, len(true))
    bands = by_length(lengths, true, p.argmax(1))
    assert sum(band.support for band in bands) == len(true)
    right = sum(band.support * band.accuracy for band in bands) / len(true)
    assert right == pytest.approx(accuracy(true, p.argmax(1)))
    assert bands[-1].high == lengths.max()


def test_the_bootstrap_agrees_with_resampling_sentences_one_by_one():
    rng = np.random.default_rng(1)
    right = np.arange(200) < 90
    means = [100 * right[rng.integers(0, 200, 200)].mean() for _ in range(4000)]
    assert bootstrap_interval(90, 200) == pytest.approx(np.percentile(means, [2.5, 97.5]), abs=0.6)
    assert bootstrap_interval(90, 200) == bootstrap_interval(90, 200)


@pytest.mark.parametrize(("right", "total"), [(0, 9), (9, 9), (0, 0)])
def test_where_every_resample_is_alike_the_interval_still_has_a_width(right, total):
    assert bootstrap_interval(right, total) == wilson(right, total)


def test_wilson_by_hand():
    low, high = wilson(8, 10)
    assert (round(low, 2), round(high, 2)) == (49.02, 94.33)
    assert wilson(0, 0) == (0.0, 100.0)


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_holds_the_share_and_stays_in_bounds(right, more):
    low, high = wilson(right, right + more)
    assert 0 <= low <= 100 * right / (right + more) + 1e-9
    assert 100 * right / (right + more) - 1e-9 <= high <= 100


def test_the_paired_bootstrap_tells_better_from_equal():
    true = np.zeros(500, dtype=int)
    better, worse = true.copy(), true.copy()
    worse[:100] = 1
    low, high = difference_interval(true, better, worse)
    assert 10 < low < 20 < high < 30
    assert difference_interval(true, worse, worse) == (0, 0)
    assert difference_interval(true[:0], true[:0], true[:0]) == (0, 0)
