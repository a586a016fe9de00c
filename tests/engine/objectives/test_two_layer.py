"""The course's two-layer network: its number of parameters, its formulas, and a case by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.objectives.two_layer import Labels, TwoLayer, parameter_count

OBJECTIVE = TwoLayer()


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 20))
def test_the_number_of_parameters(n_inputs, n_hidden, n_outputs):
    params = OBJECTIVE.init(np.random.default_rng(0), n_inputs, n_hidden, n_outputs)
    assert sum(value.size for value in params.values()) == parameter_count(n_inputs, n_hidden, n_outputs)


def test_the_courses_sizes():
    assert parameter_count(10, 5, 10) == 115


def test_by_hand():
    params = {
        "X": np.array([[1.0, -1.0]]),
        "W1": np.array([[np.log(3)], [0.0]]),
        "b1": np.zeros(1),
        "W2": np.array([[np.log(2) * 4 / 3, 0.0]]),
        "b2": np.zeros(2),
    }
    # z1 = log 3, h = 3/4, z2 = (log 2, 0), y_hat = (2/3, 1/3), delta2 = (2/3, -2/3), sigma' = 3/16.
    loss, grads = OBJECTIVE.loss_and_grads(params, Labels(np.array([1])))
    delta1 = 2 / 3 * np.log(2) * 4 / 3 * 3 / 16
    assert loss == pytest.approx(np.log(3))
    np.testing.assert_allclose(grads["b2"], [2 / 3, -2 / 3])
    np.testing.assert_allclose(grads["W2"], [[0.5, -0.5]])
    np.testing.assert_allclose(grads["b1"], [delta1])
    np.testing.assert_allclose(grads["W1"], [[delta1], [-delta1]])
    np.testing.assert_allclose(grads["X"], [[delta1 * np.log(3), 0]])


def test_the_cost_is_the_sum_over_rows():
    params, batch = OBJECTIVE.example(np.random.default_rng(1))
    loss, grads = OBJECTIVE.loss_and_grads(params, batch)
    rows = [
        OBJECTIVE.loss_and_grads({**params, "X": params["X"][i : i + 1]}, Labels(batch.labels[i : i + 1]))
        for i in range(len(batch.labels))
    ]
    assert loss == pytest.approx(sum(row_loss for row_loss, _ in rows))
    np.testing.assert_allclose(grads["W1"], sum(row["W1"] for _, row in rows), atol=1e-12)
    np.testing.assert_allclose(grads["X"], np.concatenate([row["X"] for _, row in rows]), atol=1e-12)
