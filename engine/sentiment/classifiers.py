"""Softmax regression as a scikit-learn estimator; the mathematics is in `engine.sentiment.solver`.

Importing this file imports scikit-learn, which takes about a second: the window and the live refit use
the solver.
"""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from engine.ops.activations import softmax
from engine.sentiment.solver import MAX_ITERATIONS, TOLERANCE, Solution, solve
from engine.types import Floats2d


class SoftmaxRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """Multinomial logistic regression: ``sum_i CE(y_i, softmax(x_i W + b)) + reg/2 |W|^2``.

    The intercept is not regularised. With three classes or more the optimum is that of scikit-learn's
    ``LogisticRegression(C=1 / reg)``; two classes keep a column of weights each, so ``reg`` counts half.

    Parameters
    ----------
    reg : float
        Strength of the L2 penalty, at least 0.
    max_iter : int
        Most steps of the solver.
    tol : float
        Where the solver stops; see `engine.sentiment.solver.solve`.
    warm_start : bool
        Start from the last solution if it has the same features and classes.

    Attributes
    ----------
    classes_ : (classes,)
        The labels seen, ascending.
    coef_ : (classes, d)
        The transposed weights, as scikit-learn keeps them.
    intercept_ : (classes,)
    n_iter_ : int
        Steps taken by the last fit.
    n_features_in_ : int
        The number of features d.
    """

    def __init__(
        self,
        reg: float = 1.0,
        *,
        max_iter: int = MAX_ITERATIONS,
        tol: float = TOLERANCE,
        warm_start: bool = False,
    ) -> None:
        self.reg = reg
        self.max_iter = max_iter
        self.tol = tol
        self.warm_start = warm_start

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Self:
        """Find the weights.

        Parameters
        ----------
        X : (n, d)
        y : (n,)
            Labels of any kind scikit-learn accepts, at least two different ones.

        Raises
        ------
        ValueError
            As scikit-learn's rules want it: arrays that do not fit or are not finite, one class only,
            ``reg`` below 0.
        """
        if not self.reg >= 0:
            raise ValueError(f"reg is {self.reg}; it must be at least 0.")
        features, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        classes, labels = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(
                f"All rows have one class, {classes[0]!r}; a classifier needs at least two classes."
            )
        start = self._start(classes)
        # One core: on products this small threads only wait for each other.
        with threadpool_limits(1, user_api="blas"):
            found = solve(
                features,
                labels,
                n_classes=len(classes),
                reg=self.reg,
                start=start,
                max_iter=self.max_iter,
                tol=self.tol,
            )
        self.classes_, self.coef_, self.intercept_ = classes, found.W.T, found.b
        self.n_iter_ = max(found.iterations, 1)
        return self

    def predict_proba(self, X: npt.ArrayLike) -> Floats2d:
        """The probability of every class, (n, classes)."""
        check_is_fitted(self)
        features = validate_data(self, X, dtype=np.float64, reset=False)
        return softmax(features @ self.coef_.T + self.intercept_)

    def predict(self, X: npt.ArrayLike) -> np.ndarray:
        """The most probable class of each row, (n,)."""
        probabilities = self.predict_proba(X)
        return np.asarray(self.classes_[np.argmax(probabilities, axis=1)])

    def _start(self, classes: np.ndarray) -> Solution | None:
        """The last solution, if a warm start is wanted and it fits."""
        if not self.warm_start or not hasattr(self, "coef_"):
            return None
        fits = self.coef_.shape[1] == self.n_features_in_ and np.array_equal(self.classes_, classes)
        return Solution(self.coef_.T, self.intercept_) if fits else None
