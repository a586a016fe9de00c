"""The sentence network's objective: gradients, a hand-computed case, and Adagrad against its formula."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from engine.gradcheck import WrongSign, check, check_objective
from engine.objectives.sentence_network import PhraseBatch, SentenceNetwork, committee, scores
from engine.ops.activations import softmax
from engine.ops.adagrad import EPSILON, adagrad_step, start_squares
from engine.ops.rows import RowGrad
from engine.types import dense

OBJECTIVE = SentenceNetwork()


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_right(seed):
    report = check_objective(OBJECTIVE, seed)
    assert {residual.parameter for residual in report.residuals} == {"E", "W1", "b1", "W2", "b2"}
    assert report.passed, report
    assert report.max_residual < 1e-8


def test_a_wrong_sign_is_noticed():
    assert not check_objective(WrongSign(OBJECTIVE)).passed


def test_the_loss_by_hand():
    params = {
        "E": np.array([[1.0], [2.0], [5.0]]),
        "W1": np.array([[1.0, -1.0]]),
        "b1": np.zeros(2),
        "W2": np.array([[1.0, 0.0], [7.0, 7.0]]),
        "b2": np.zeros(2),
    }
    batch = PhraseBatch(
        rows=np.array([2, 0]),
        mix=csr_array([[0.0, 2.0], [1.0, 0.0]]),
        spans=csr_array([[1.0, 0.0], [0.5, 0.5]]),
        labels=np.array([0, 1]),
        weights=np.array([1.0, 3.0]),
    )
    # Pooled: 2 * 1 = 2, and (2 * 1 + 5) / 2 = 3.5; the second hidden unit is silent.
    costs = [np.log1p(np.exp(-2.0)), 3.5 + np.log1p(np.exp(-3.5))]
    loss, grads = OBJECTIVE.loss_and_grads(params, batch)
    assert loss == pytest.approx((costs[0] + 3 * costs[1]) / 4)
    assert not dense(grads, params)["E"][1].any()


def test_float32_stays_float32_and_nothing_given_is_changed():
    params, batch = OBJECTIVE.example(np.random.default_rng(0))
    small = {name: value.astype(np.float32) for name, value in params.items()}
    light = PhraseBatch(
        batch.rows,
        batch.mix.astype(np.float32),
        batch.spans.astype(np.float32),
        batch.labels,
        batch.weights.astype(np.float32),
    )
    before = {name: value.copy() for name, value in small.items()}
    loss, grads = OBJECTIVE.loss_and_grads(small, light)
    assert loss == pytest.approx(OBJECTIVE.loss_and_grads(params, batch)[0], rel=1e-5)
    assert all(grad.dtype == np.float32 for grad in dense(grads, small).values())
    assert all(np.array_equal(before[name], value) for name, value in small.items())


def test_steps_along_the_gradient_lower_the_loss():
    params, batch = OBJECTIVE.example(np.random.default_rng(1))
    squares, losses = start_squares(params), []
    for _ in range(30):
        loss, grads = OBJECTIVE.loss_and_grads(params, batch)
        losses.append(loss)
        adagrad_step(params, squares, grads, rate=0.1)
    assert losses[-1] < losses[0] / 2


def test_adagrad_by_rows_equals_adagrad_on_the_whole():
    rng = np.random.default_rng(3)
    sparse, whole = ({"E": np.arange(12.0).reshape(4, 3)} for _ in range(2))
    squares, all_squares = start_squares(sparse), start_squares(whole)
    seen, expected = np.zeros((4, 3)), whole["E"].copy()
    for _ in range(4):
        grad = RowGrad(rng.permutation(4)[:2], rng.normal(size=(2, 3)))
        full = grad.dense((4, 3))
        seen += full**2
        expected -= 0.2 * full / (np.sqrt(seen) + EPSILON)
        adagrad_step(sparse, squares, {"E": grad}, rate=0.2)
        adagrad_step(whole, all_squares, {"E": full}, rate=0.2)
    np.testing.assert_allclose(sparse["E"], expected)
    np.testing.assert_allclose(whole["E"], expected)
    np.testing.assert_allclose(squares["E"], seen)


def test_a_committee_is_one_network_that_gives_its_members_mean_scores():
    rng = np.random.default_rng(5)
    members = [OBJECTIVE.example(rng)[0] for _ in range(3)]
    batch = OBJECTIVE.example(rng)[1]

    def judged(params):
        return scores(params, batch.spans @ (batch.mix @ params["E"][batch.rows]))

    together = committee(members)
    np.testing.assert_allclose(judged(together), np.mean([judged(member) for member in members], axis=0))
    assert together["E"].shape == (20, 18)
    np.testing.assert_allclose(softmax(judged(committee(members[:1]))), softmax(judged(members[0])))


def test_check_also_holds_for_a_committee():
    rng = np.random.default_rng(6)
    params = committee([OBJECTIVE.example(rng)[0] for _ in range(2)])
    batch = OBJECTIVE.example(rng)[1]
    assert check(lambda x: OBJECTIVE.loss_and_grads(x, batch), params).passed


def test_an_excerpt_has_the_loss_of_its_phrases_in_float64():
    params, batch = OBJECTIVE.example(np.random.default_rng(3))
    light = {name: value.astype(np.float32) for name, value in params.items()}
    small, part, rows = OBJECTIVE.excerpt(light, batch, 1)
    assert all(value.dtype == np.float64 for value in small.values())
    assert set(rows) <= set(batch.rows)
    assert 1 < len(part.labels) <= len(batch.labels)
    np.testing.assert_array_equal(small["E"], light["E"][rows])
    # The same phrases cut out of the whole batch: same features, same dropout.
    places = [
        next(
            place
            for place in range(len(batch.labels))
            if np.allclose((batch.spans[[place]] @ batch.mix @ params["E"][batch.rows]), pooled, atol=1e-5)
        )
        for pooled in part.spans @ (part.mix @ small["E"])
    ]
    np.testing.assert_array_equal(part.labels, batch.labels[places])
    assert check(lambda x: OBJECTIVE.loss_and_grads(x, part), small).passed


def test_phrases_on_the_kink_of_the_relu_are_no_part_of_an_excerpt():
    params, batch = OBJECTIVE.example(np.random.default_rng(3))
    params["b1"][:] = 0  # so a phrase whose features were all dropped stands on the kink
    silent = csr_array(batch.spans.toarray() * (np.arange(12) % 2)[:, None])
    half = PhraseBatch(batch.rows, batch.mix, silent, batch.labels, batch.weights)
    small, part, _ = OBJECTIVE.excerpt(params, half, 4)
    assert 0 < len(part.labels) <= 6
    assert check(lambda x: OBJECTIVE.loss_and_grads(x, part), small).passed
    everywhere = PhraseBatch(batch.rows, batch.mix, csr_array(np.zeros((12, 9))), batch.labels, batch.weights)
    assert len(OBJECTIVE.excerpt(params, everywhere, 4)[1].labels) == 1
