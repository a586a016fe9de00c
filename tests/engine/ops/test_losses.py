"""Cross entropy: value, gradient, and scores however large."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special

from engine.ops.activations import softmax
from engine.ops.losses import cross_entropy

SCORES = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.floats(-700, 700))


def test_by_hand():
    loss, dz = cross_entropy(np.log([[1.0, 3.0], [4.0, 4.0]]), np.array([0, 1]))
    np.testing.assert_allclose(loss, np.log(4) + np.log(2))
    np.testing.assert_allclose(dz, [[-0.75, 0.75], [0.5, -0.5]])


@given(SCORES, st.randoms(use_true_random=False))
def test_against_scipy(z, random):
    labels = np.array([random.randrange(z.shape[1]) for _ in z])
    loss, dz = cross_entropy(z, labels)
    expected = (special.logsumexp(z, axis=1) - z[np.arange(len(z)), labels]).sum()
    np.testing.assert_allclose(loss, expected, rtol=1e-12, atol=1e-12)
    assert loss >= 0
    one_hot = np.eye(z.shape[1])[labels]
    np.testing.assert_allclose(dz, softmax(z) - one_hot, atol=1e-12)


def test_the_gradient_is_the_slope_of_the_loss():
    rng = np.random.default_rng(0)
    z, labels = rng.normal(size=(5, 3)), rng.integers(0, 3, 5)
    _, dz = cross_entropy(z, labels)
    for place in np.ndindex(z.shape):
        h = np.zeros_like(z)
        h[place] = 1e-6
        numeric = (cross_entropy(z + h, labels)[0] - cross_entropy(z - h, labels)[0]) / 2e-6
        assert abs(numeric - dz[place]) < 1e-8


def test_certain_and_wrong_is_dear_but_finite():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss, dz = cross_entropy(np.array([[1e300, -1e300]]), np.array([1]))
    assert loss == 2e300
    np.testing.assert_array_equal(dz, [[1, -1]])


def test_precision_and_input_are_kept():
    z = np.array([[1, 2], [3, 4]], dtype=np.float32)
    kept = z.copy()
    loss, dz = cross_entropy(z, np.array([0, 1]))
    assert isinstance(loss, float)
    assert dz.dtype == np.float32
    np.testing.assert_array_equal(z, kept)


def test_no_rows_cost_nothing():
    loss, dz = cross_entropy(np.empty((0, 3)), np.empty(0, dtype=np.int64))
    assert loss == 0
    assert dz.shape == (0, 3)
