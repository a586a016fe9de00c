"""Softmax regression: scikit-learn's rules, scikit-learn's optimum, and the registry's own objective."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from engine.errors import DivergedError
from engine.objectives.registry import OBJECTIVES
from engine.objectives.softmax_regression import LabelledBatch
from engine.sentiment.classifiers import SoftmaxRegression
from engine.sentiment.solver import solve


@parametrize_with_checks([SoftmaxRegression()])
def test_keeps_the_rules_of_estimators(estimator, check):
    check(estimator)


@pytest.fixture
def data():
    """Features of very different spread and offset, four classes."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(400, 8)) * np.logspace(-2, 1, 8) + rng.normal(size=8)
    scores = (X - X.mean(0)) / X.std(0) @ rng.normal(size=(8, 4))
    return X, (scores + rng.gumbel(size=scores.shape)).argmax(1)


@pytest.mark.parametrize("reg", [1e-3, 0.1, 1.0, 50.0])
def test_agrees_with_logistic_regression(data, reg):
    X, y = data
    ours = SoftmaxRegression(reg=reg).fit(X, y)
    theirs = LogisticRegression(C=1 / reg, solver="newton-cg", tol=1e-10, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-4)
    shifts = ours.intercept_ - theirs.intercept_
    np.testing.assert_allclose(shifts, shifts.mean(), atol=1e-4)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)


def test_the_optimum_has_no_slope_in_the_registry_objective(data):
    X, y = data
    found = solve(X, y, n_classes=4, reg=0.5)
    assert found.converged
    params = {"W": found.W, "b": found.b}
    _, grads = OBJECTIVES["softmax_regression"].loss_and_grads(params, LabelledBatch(X, y, 0.5))
    assert max(np.abs(grads["W"]).max(), np.abs(grads["b"]).max()) < 0.02


def test_a_warm_start_needs_fewer_steps_and_ends_at_the_same_place(data):
    X, y = data
    model = SoftmaxRegression(reg=1.0, warm_start=True).fit(X, y)
    moved = X + 0.01 * np.random.default_rng(1).normal(size=X.shape) * X.std(0)
    cold = SoftmaxRegression(reg=1.0).fit(moved, y)
    model.fit(moved, y)
    assert model.n_iter_ < cold.n_iter_
    np.testing.assert_allclose(model.coef_, cold.coef_, atol=1e-4)


def test_a_warm_start_is_dropped_when_the_features_change(data):
    X, y = data
    model = SoftmaxRegression(warm_start=True).fit(X, y).fit(X[:, :3], y)
    np.testing.assert_allclose(model.coef_, SoftmaxRegression().fit(X[:, :3], y).coef_, atol=1e-6)


def test_repeated_and_constant_features_are_no_trouble(data):
    X, y = data
    wide = np.hstack([X, X[:, :2], np.ones((len(X), 1)), np.zeros((len(X), 1))])
    found = solve(wide, y, n_classes=4, reg=0.0)
    assert np.isfinite(found.W).all()
    assert (found.predict(wide) == solve(X, y, n_classes=4, reg=0.0).predict(X)).mean() > 0.99


def test_one_class_and_a_negative_penalty_are_refused():
    X = np.ones((3, 2))
    with pytest.raises(ValueError, match="at least two classes"):
        SoftmaxRegression().fit(X, [1, 1, 1])
    with pytest.raises(ValueError, match="at least 0"):
        SoftmaxRegression(reg=-1).fit(X, [0, 1, 1])


def test_vectors_that_diverged_are_named():
    with pytest.raises(DivergedError, match="no longer finite"):
        solve(np.array([[1.0], [np.nan]]), np.array([0, 1]), n_classes=2, reg=1.0)
