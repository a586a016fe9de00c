"""Softmax regression against scikit-learn's optimum and a case by hand."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from engine.objectives.softmax_regression import LabelledBatch, SoftmaxRegression
from engine.types import dense

OBJECTIVE = SoftmaxRegression()


@pytest.fixture
def problem():
    rng = np.random.default_rng(2)
    X, labels = rng.normal(size=(200, 6)), rng.integers(0, 4, 200)
    X[np.arange(200), labels] += 1
    return X, labels


@pytest.mark.parametrize("reg", [0.1, 1.0, 10.0])
def test_the_gradient_vanishes_at_scikit_learns_optimum(problem, reg):
    X, labels = problem
    model = LogisticRegression(C=1 / reg, tol=1e-10, max_iter=2000).fit(X, labels)
    params = {"W": model.coef_.T.copy(), "b": model.intercept_.copy()}
    batch = LabelledBatch(X, labels, reg=reg)
    loss, grads = OBJECTIVE.loss_and_grads(params, batch)
    assert all(np.abs(grad).max() < 1e-5 for grad in dense(grads, params).values())
    rng = np.random.default_rng(0)
    for _ in range(20):
        moved = {name: value + 0.01 * rng.normal(size=value.shape) for name, value in params.items()}
        assert OBJECTIVE.loss_and_grads(moved, batch)[0] > loss


def test_by_hand():
    params = {"W": np.array([[np.log(3), 0.0]]), "b": np.array([0.0, np.log(2)])}
    batch = LabelledBatch(np.array([[1.0], [0.0]]), np.array([0, 1]), reg=2.0)
    # Probabilities 3/5, 2/5 of the first row and 1/3, 2/3 of the second.
    loss, grads = OBJECTIVE.loss_and_grads(params, batch)
    assert loss == pytest.approx(np.log(5 / 3) + np.log(3 / 2) + np.log(3) ** 2)
    np.testing.assert_allclose(grads["W"], [[-0.4 + 2 * np.log(3), 0.4]])
    np.testing.assert_allclose(grads["b"], [-0.4 + 1 / 3, 0.4 - 1 / 3])


def test_the_intercept_is_not_held_back(problem):
    X, labels = problem
    params = {"W": np.zeros((6, 4)), "b": np.full(4, 9.0)}
    free, held = (OBJECTIVE.loss_and_grads(params, LabelledBatch(X, labels, reg=reg)) for reg in (0, 5))
    assert free[0] == held[0]
    np.testing.assert_array_equal(free[1]["b"], held[1]["b"])


def test_the_start_is_small_and_its_own():
    params = OBJECTIVE.init(np.random.default_rng(0), 50, 5)
    assert params["W"].shape == (50, 5)
    assert 0.05 < params["W"].std() < 0.15
    np.testing.assert_array_equal(params["b"], np.zeros(5))
