"""Gradients of either kind become dense arrays of the parameters' shapes."""

import numpy as np

from engine.ops.rows import RowGrad
from engine.types import dense


def test_rows_that_no_word_touched_are_zero():
    params = {"W": np.ones((4, 2)), "b": np.ones(3)}
    grads = {
        "W": RowGrad(np.array([2, 0]), np.array([[1.0, 2.0], [3.0, 4.0]])),
        "b": np.array([5.0, 6.0, 7.0]),
    }
    full = dense(grads, params)
    np.testing.assert_array_equal(full["W"], [[3, 4], [0, 0], [1, 2], [0, 0]])
    np.testing.assert_array_equal(full["b"], [5, 6, 7])


def test_the_result_is_a_copy():
    values = np.ones(3)
    full = dense({"b": values}, {"b": np.zeros(3)})
    full["b"][:] = 9
    np.testing.assert_array_equal(values, 1)


def test_precision_is_kept():
    params = {"W": np.ones((2, 2), dtype=np.float32)}
    row = RowGrad(np.array([1]), np.ones((1, 2), dtype=np.float32))
    assert dense({"W": row}, params)["W"].dtype == np.float32
