"""What every objective owes: purity, right gradients, a loss that falls; and a check that would notice."""

import copy
import dataclasses

import numpy as np
import pytest

from engine.gradcheck import WrongSign, check, check_objective
from engine.objectives.registry import OBJECTIVES
from engine.ops.optimisers import Descent
from engine.types import dense


@pytest.fixture(params=sorted(OBJECTIVES))
def objective(request):
    return OBJECTIVES[request.param]


@pytest.fixture
def example(objective):
    return objective.example(np.random.default_rng(5))


# What large parameters get: some coordinates, the steepest among them, and whole directions.
SPARING = {"every_below": 0, "coordinates": 15, "directions": 4}


class Planted:
    """An objective whose gradients somebody got wrong."""

    def __init__(self, objective, spoil):
        self.objective, self.spoil, self.name = objective, spoil, objective.name

    def example(self, rng):
        return self.objective.example(rng)

    def loss_and_grads(self, params, batch):
        loss, grads = self.objective.loss_and_grads(params, batch)
        grads = dense(grads, params)
        for name in grads:
            self.spoil(name, grads[name])
        return loss, grads


def steepest(grad):
    """The place of the largest number of an array."""
    return np.unravel_index(np.argmax(np.abs(grad)), grad.shape)


def contents(value):
    """A batch as plain arrays, down to the last field."""
    if dataclasses.is_dataclass(value):
        return [contents(getattr(value, each.name)) for each in dataclasses.fields(value)]
    if isinstance(value, tuple | list):
        return [contents(each) for each in value]
    return value.toarray() if hasattr(value, "toarray") else np.array(value)


def same(one, other):
    """Whether two results of `contents` are equal, number by number."""
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one.dtype == other.dtype and np.array_equal(one, other)


def test_the_promised_ones_are_there():
    promised = {
        "softmax_regression",
        "two_layer",
        "skipgram_softmax",
        "skipgram_negative",
        "cbow_softmax",
        "cbow_negative",
    }
    assert promised <= set(OBJECTIVES)
    assert all(name == objective.name for name, objective in OBJECTIVES.items())


def test_it_says_what_it_is(objective):
    assert objective.title
    assert objective.formula.startswith("J = ")


def test_the_example_depends_on_its_seed_alone(objective):
    (params, batch), (again, batch_again), (other, _) = (
        objective.example(np.random.default_rng(seed)) for seed in (3, 3, 4)
    )
    assert params.keys() == again.keys() == other.keys()
    assert all(np.array_equal(params[name], again[name]) for name in params)
    assert all(value.dtype == np.float64 for value in params.values())
    assert same(contents(batch), contents(batch_again))
    assert any(not np.array_equal(params[name], other[name]) for name in params)


def test_loss_and_gradients_have_the_promised_shapes(objective, example):
    params, batch = example
    loss, grads = objective.loss_and_grads(params, batch)
    assert isinstance(loss, float)
    assert np.isfinite(loss)
    full = dense(grads, params)
    assert full.keys() == params.keys()
    for name, grad in full.items():
        assert grad.shape == params[name].shape
        assert grad.dtype == np.float64
        assert np.isfinite(grad).all()


def test_the_inputs_are_not_changed(objective, example):
    params, batch = example
    kept, kept_batch = copy.deepcopy(params), copy.deepcopy(contents(batch))
    objective.loss_and_grads(params, batch)
    assert all(np.array_equal(params[name], kept[name]) for name in params)
    assert same(contents(batch), kept_batch)


def test_the_same_call_gives_the_same_bits(objective, example):
    params, batch = example
    (loss, grads), (again, grads_again) = (objective.loss_and_grads(params, batch) for _ in range(2))
    assert loss == again
    one, other = dense(grads, params), dense(grads_again, params)
    assert all(np.array_equal(one[name], other[name]) for name in params)


def test_gradients_of_one_call_survive_the_next(objective, example):
    params, batch = example
    _, grads = objective.loss_and_grads(params, batch)
    before = dense(grads, params)
    objective.loss_and_grads({name: 2 * value for name, value in params.items()}, batch)
    after = dense(grads, params)
    assert all(np.array_equal(before[name], after[name]) for name in params)


def test_every_coordinate_of_the_gradient_is_right(objective):
    params, _ = objective.example(np.random.default_rng(0))
    report = check_objective(objective)
    assert {residual.parameter: residual.checked for residual in report.residuals} == {
        name: value.size for name, value in params.items()
    }
    assert report.passed
    assert report.max_residual < 1e-7
    assert all(residual.max_strict < 1e-3 for residual in report.residuals)


def test_single_precision_agrees_with_double(objective, example):
    params, batch = example
    loss, grads = objective.loss_and_grads(params, batch)
    small = {name: value.astype(np.float32) for name, value in params.items()}
    small_loss, small_grads = objective.loss_and_grads(small, in_single(batch))
    assert small_loss == pytest.approx(loss, rel=1e-5)
    exact, rough = dense(grads, params), dense(small_grads, small)
    for name in params:
        assert rough[name].dtype == np.float32
        np.testing.assert_allclose(rough[name], exact[name], atol=2e-6 * max(1, np.abs(exact[name]).max()))


def in_single(batch):
    """The batch as training in float32 would hold it: features follow the precision of the parameters."""

    def narrow(value):
        is_double = getattr(value, "dtype", None) == np.float64
        return value.astype(np.float32) if is_double else value

    changed = {each.name: narrow(getattr(batch, each.name)) for each in dataclasses.fields(batch)}
    return dataclasses.replace(batch, **changed)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_loss_falls_along_the_gradient(objective, example, dtype):
    params, batch = ({name: value.astype(dtype) for name, value in example[0].items()}, example[1])
    losses = []
    for _ in range(20):
        loss, grads = objective.loss_and_grads(params, batch)
        losses.append(loss)
        Descent().step(params, {}, grads, rate=0.01)
    assert np.all(np.diff(losses) < 0)
    assert all(value.dtype == dtype for value in params.values())


def test_the_write_ups_sign_is_noticed(objective):
    wrong = WrongSign(objective)
    params, batch = wrong.example(np.random.default_rng(0))
    report = check(lambda x: wrong.loss_and_grads(x, batch), params, name=wrong.name, **SPARING)
    assert not any(residual.passed for residual in report.residuals)
    assert report.objective == objective.name


def test_one_coordinate_half_a_thousandth_off_is_noticed(objective):
    params, batch = objective.example(np.random.default_rng(0))
    right = dense(objective.loss_and_grads(params, batch)[1], params)
    places = {name: steepest(grad) for name, grad in right.items()}

    def spoil(name, grad):
        grad[places[name]] *= 2.001 / 2

    report = check_objective(Planted(objective, spoil))
    assert not any(residual.passed for residual in report.residuals)
    for residual in report.residuals:
        there = right[residual.parameter][places[residual.parameter]]
        assert residual.worst == tuple(places[residual.parameter])
        assert residual.numeric == pytest.approx(there, rel=1e-6)
        assert residual.analytic == pytest.approx(there * 2.001 / 2)


def quick_check(objective, spoil):
    """The sparing check that large parameters get."""
    params, batch = objective.example(np.random.default_rng(0))
    planted = Planted(objective, spoil)
    return check(lambda x: planted.loss_and_grads(x, batch), params, **SPARING)


def test_a_forgotten_term_is_noticed(objective):
    def spoil(_name, grad):
        grad[steepest(grad)[0]] = 0

    assert quick_check(objective, lambda _name, grad: None).passed
    assert not any(residual.passed for residual in quick_check(objective, spoil).residuals)


def test_a_gradient_that_is_not_a_number_has_failed(objective):
    def spoil(_name, grad):
        grad.flat[-1] = np.nan

    report = quick_check(objective, spoil)
    assert not report.passed
    assert not any(residual.passed for residual in report.residuals)
    assert all(np.isnan(residual.max_residual) for residual in report.residuals)


def test_a_loss_that_is_not_a_number_has_failed(objective, example):
    params, batch = example

    def spoiled(x):
        return float("nan"), objective.loss_and_grads(x, batch)[1]

    assert not check(spoiled, params, **SPARING).passed
