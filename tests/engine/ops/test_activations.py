"""Sigmoid and softmax against hand-computed values and SciPy, for every finite input; their derivatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import special

from engine.ops.activations import (
    log_sigmoid,
    log_sigmoid_grad,
    log_softmax,
    log_softmax_grad,
    sigmoid,
    sigmoid_grad,
    softmax,
    softmax_grad,
)

LOUD = {"over": "raise", "invalid": "raise", "divide": "raise"}
FINITE = arrays(
    np.float64,
    array_shapes(min_dims=1, max_dims=2, max_side=5),
    elements=st.floats(allow_nan=False, allow_infinity=False),
)
MODERATE = arrays(np.float64, array_shapes(min_dims=1, max_dims=2, max_side=5), elements=st.floats(-40, 40))
ALL = (sigmoid, log_sigmoid, log_sigmoid_grad, softmax, log_softmax)


def slope(function, x, h=1e-6):
    """The derivative of an elementwise function by central differences."""
    return (function(x + h) - function(x - h)) / (2 * h)


def test_sigmoid_by_hand():
    np.testing.assert_allclose(sigmoid([0, np.log(3), -np.log(3)]), [0.5, 0.75, 0.25], rtol=1e-15)


def test_softmax_by_hand():
    np.testing.assert_allclose(softmax(np.log([1, 2, 5])), [0.125, 0.25, 0.625], rtol=1e-15)
    np.testing.assert_allclose(log_softmax(np.log([1, 3])), [-2 * np.log(2), np.log(0.75)], rtol=1e-15)


def test_the_courses_own_examples():
    np.testing.assert_allclose(softmax([[1001, 1002], [3, 4]]), [[0.26894142, 0.73105858]] * 2, atol=1e-8)
    np.testing.assert_allclose(softmax([[-1001, -1002]]), [[0.73105858, 0.26894142]], atol=1e-8)


def test_sigmoid_is_exact_to_rounding_where_it_is_tiny():
    x = np.linspace(-700, 700, 2801)
    with np.errstate(all="raise"):
        values, logarithms = sigmoid(x), log_sigmoid(x)
    np.testing.assert_allclose(values, special.expit(x), rtol=1e-15, atol=0)
    np.testing.assert_allclose(logarithms, special.log_expit(x), rtol=1e-15, atol=0)
    assert sigmoid(np.array(-700.0)) > 0


@given(MODERATE)
def test_softmax_agrees_with_scipy(x):
    np.testing.assert_allclose(softmax(x), special.softmax(x, axis=-1), rtol=1e-13)
    expected = x - special.logsumexp(x, axis=-1, keepdims=True)
    np.testing.assert_allclose(log_softmax(x), expected, rtol=1e-12, atol=1e-13)


@given(FINITE)
def test_no_finite_number_is_too_large(x):
    with np.errstate(**LOUD):
        results = [function(x) for function in ALL]
    for result in results:
        assert np.isfinite(result).all()
        assert result.shape == x.shape
    np.testing.assert_allclose(results[3].sum(axis=-1), 1, rtol=1e-14)
    assert all(((result >= 0) & (result <= 1)).all() for result in (results[0], results[2], results[3]))
    assert all((result <= 0).all() for result in (results[1], results[4]))


@given(
    arrays(
        np.float32,
        array_shapes(min_dims=1, max_dims=2, max_side=5),
        elements=st.floats(allow_nan=False, allow_infinity=False, width=32),
    )
)
def test_single_precision_stays_single_and_finite(x):
    for function in ALL:
        with np.errstate(**LOUD):
            result = function(x)
        assert result.dtype == np.float32
        assert np.isfinite(result).all()


@pytest.mark.parametrize("function", ALL)
def test_the_input_is_not_changed_and_whole_numbers_are_taken(function):
    x = np.array([[3, -2, 0], [1, 1, 1]])
    kept = x.copy()
    np.testing.assert_array_equal(function(x), function(x.astype(np.float64)))
    np.testing.assert_array_equal(function(x.tolist()), function(x))
    np.testing.assert_array_equal(x, kept)


@pytest.mark.parametrize("function", ALL)
def test_rows_do_not_see_each_other(function):
    x = np.random.default_rng(0).normal(0, 5, (4, 3))
    np.testing.assert_array_equal(function(x), [function(row) for row in x])
    np.testing.assert_array_equal(function(x[None]), [function(x)])


@given(MODERATE, st.integers(-1000, 1000))
def test_a_constant_offset_changes_nothing(x, offset):
    np.testing.assert_allclose(softmax(x + offset), softmax(x), rtol=1e-11, atol=1e-300)
    np.testing.assert_allclose(log_softmax(x + offset), log_softmax(x), rtol=1e-11, atol=1e-11)


def test_log_softmax_keeps_what_the_probability_has_lost():
    np.testing.assert_array_equal(log_softmax([0.0, -2000.0]), [0, -2000])
    assert softmax([0.0, -2000.0])[1] == 0


def test_derivatives_of_the_sigmoid():
    x = np.linspace(-8, 8, 33)
    np.testing.assert_allclose(sigmoid_grad(sigmoid(x)), slope(sigmoid, x), atol=1e-9)
    np.testing.assert_allclose(log_sigmoid_grad(x), slope(log_sigmoid, x), atol=1e-9)
    assert sigmoid_grad(sigmoid(np.zeros(1)))[0] == 0.25


def test_the_derivative_of_log_sigmoid_does_not_cancel():
    assert log_sigmoid_grad(np.array([50.0]))[0] == pytest.approx(np.exp(-50), rel=1e-15)


@pytest.mark.parametrize(("function", "gradient"), [(softmax, softmax_grad), (log_softmax, log_softmax_grad)])
@pytest.mark.parametrize("shape", [(5,), (3, 4)])
def test_derivatives_of_the_softmax(function, gradient, shape):
    rng = np.random.default_rng(1)
    x, upstream = rng.normal(size=shape), rng.normal(size=shape)
    numeric = np.empty(shape)
    for place in np.ndindex(shape):
        h = np.zeros(shape)
        h[place] = 1e-6
        numeric[place] = (upstream * (function(x + h) - function(x - h))).sum() / 2e-6
    np.testing.assert_allclose(gradient(softmax(x), upstream), numeric, atol=1e-8)
