"""The optimum of softmax regression, fast enough to be found again every second while vectors learn.

What is minimised is the objective `engine.objectives.softmax_regression` itself, by L-BFGS. Only the
coordinates differ: with H = 1/2 X^T X of the centred features, which bounds the curvature of the cost for
every class (Böhning 1992, "Multinomial logistic regression algorithm"), and L L^T = H + reg I, the search
runs over V = L^T W. Features of very different spread, as word vectors have, then need some fifteen steps
instead of hundreds, and the tolerance means the same at every scale. The optimum is the same point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.errors import DivergedError
from engine.objectives.softmax_regression import LabelledBatch, SoftmaxRegression
from engine.types import Floats1d, Floats2d, Ints1d, dense

TOLERANCE = 1e-6
MAX_ITERATIONS = 500
# Keeps the factor invertible when features repeat each other, as a share of their mean spread.
_JITTER = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A fitted linear classifier.

    Attributes
    ----------
    W : float64 (d, classes)
    b : float64 (classes,)
    iterations : int
        Steps taken from the start.
    converged : bool
        Whether the tolerance was reached before the steps ran out.
    """

    W: Floats2d
    b: Floats1d
    iterations: int = 0
    converged: bool = True

    def scores(self, X: Floats2d) -> Floats2d:
        """``X W + b``, (n, classes)."""
        return X @ self.W + self.b

    def predict(self, X: Floats2d) -> Ints1d:
        """The class with the highest score of each row, (n,)."""
        return np.asarray(np.argmax(self.scores(X), axis=1))


def solve(
    X: Floats2d,
    labels: Ints1d,
    *,
    n_classes: int,
    reg: float,
    start: Solution | None = None,
    max_iter: int = MAX_ITERATIONS,
    tol: float = TOLERANCE,
    dtype: type[np.floating] = np.float64,
) -> Solution:
    """Minimise ``sum_i CE(y_i, softmax(x_i W + b)) + reg/2 |W|^2``.

    Parameters
    ----------
    X : (n, d)
    labels : (n,) int in [0, n_classes)
        Every class should occur: the best intercept of one that does not is minus infinity.
    n_classes : int
    reg : float
        At least 0; the inverse of scikit-learn's ``C``.
    start : Solution, optional
        Where to start, for instance the solution for slightly older features; zero by default.
    max_iter : int
        Most steps to take.
    tol : float
        Largest gradient in the coordinates of the search at which to stop.
    dtype : type
        What cost and gradient are worked out in; in float32 each takes half the time, and `tol` must not be
        finer than its rounding.

    Returns
    -------
    Solution

    Raises
    ------
    DivergedError
        If a feature is infinite or not a number.
    """
    from scipy.optimize import minimize

    batch = LabelledBatch(np.asarray(X, dtype=dtype), labels, reg)
    space = _Coordinates.of(batch, n_classes)
    first = Solution(np.zeros((X.shape[1], n_classes)), np.zeros(n_classes)) if start is None else start
    objective = SoftmaxRegression()

    def loss_and_slope(v: Floats1d) -> tuple[float, Floats1d]:
        W, b = space.parameters(v)
        params = {"W": W.astype(dtype), "b": b.astype(dtype)}
        loss, grads = objective.loss_and_grads(params, batch)
        slopes = dense(grads, params)
        return float(loss), space.slope(slopes["W"], slopes["b"])

    options = {"maxiter": max_iter, "maxfun": 10 * max_iter, "gtol": tol, "ftol": 0.0, "maxcor": 20}
    found = minimize(
        loss_and_slope, space.point(first.W, first.b), jac=True, method="L-BFGS-B", options=options
    )
    W, b = space.parameters(found.x)
    return Solution(W, b, int(found.nit), bool(np.abs(found.jac).max() <= tol))


@dataclass(frozen=True, slots=True)
class _Coordinates:
    """From (W, b) to the flat vector of the search and back.

    Centred features: ``x W + b = (x - mean) W + c`` with ``c = b + mean W``, which leaves the cost alone
    because the intercept is not regularised, and parts W from c in the curvature.
    """

    mean: Floats1d
    inverse: Floats2d
    factor: Floats2d
    intercept_scale: float
    n_classes: int

    @classmethod
    def of(cls, batch: LabelledBatch, n_classes: int) -> _Coordinates:
        """The coordinates for these features and this penalty."""
        n, d = batch.X.shape
        mean = batch.X.mean(axis=0, dtype=np.float64)
        gram = (batch.X.T @ batch.X).astype(np.float64) - n * np.outer(mean, mean)
        spread = float(np.trace(gram)) / d
        if not np.isfinite(spread):
            raise DivergedError(
                "The word vectors are no longer finite: lower the learning rate and start anew."
            )
        H = 0.5 * gram + (batch.reg + _JITTER * spread + np.finfo(float).tiny) * np.eye(d)
        values, vectors = np.linalg.eigh(H)
        roots = np.sqrt(np.maximum(values, values[-1] * _JITTER))
        return cls(mean, vectors / roots, vectors * roots, float(np.sqrt(0.5 * n)), n_classes)

    def point(self, W: Floats2d, b: Floats1d) -> Floats1d:
        """Where (W, b) lies in the search."""
        return np.concatenate([(self.factor.T @ W).ravel(), self.intercept_scale * (b + self.mean @ W)])

    def parameters(self, v: Floats1d) -> tuple[Floats2d, Floats1d]:
        """(W, b) at a point of the search."""
        V, c = v[: -self.n_classes].reshape(-1, self.n_classes), v[-self.n_classes :]
        W = self.inverse @ V
        return W, c / self.intercept_scale - self.mean @ W

    def slope(self, dW: Floats2d, db: Floats1d) -> Floats1d:
        """The gradient in the search from the gradient at (W, b)."""
        dV = self.inverse.T @ (dW - np.outer(self.mean, db))
        return np.concatenate([dV.ravel(), db / self.intercept_scale])
