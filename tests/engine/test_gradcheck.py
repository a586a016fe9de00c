"""The gradient check itself: its two residuals, what it probes, whom it disturbs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gradcheck import NOISE, STEP, TOLERANCE, GradientReport, Residual, check, check_steps
from engine.ops.rows import RowGrad

WIDE = {"every_below": 10, "coordinates": 12, "directions": 3}


def linear(slopes, claimed=None):
    """A linear function, whose central differences are its slopes, with any gradient one likes to claim."""

    def loss_and_grads(params):
        return float((slopes * params["x"]).sum()), {"x": np.array(slopes if claimed is None else claimed)}

    return loss_and_grads


def quadratic(params):
    """Half the squares of everything: the gradient is the point itself."""
    return float(sum((value**2).sum() for value in params.values())) / 2, {
        name: value.copy() for name, value in params.items()
    }


def only(report):
    (residual,) = report.residuals
    return residual


@pytest.mark.parametrize(
    ("numeric", "analytic", "course", "strict"),
    [
        (0.5, 0.25, 0.25, 0.5),
        (-0.5, 0.25, 0.75, 1.5),
        (8.0, 6.0, 0.25, 0.25),
        (6.0, -8.0, 14 / 8, 14 / 8),
        (0.0, 0.5, 0.5, 1.0),
        (1e-3, 2e-3, 1e-3, 0.5),
    ],
)
def test_both_residuals_as_they_are_defined(numeric, analytic, course, strict):
    found = only(check(linear([numeric], [analytic]), {"x": np.zeros(1)}))
    assert found.max_residual == found.median_residual == pytest.approx(course, rel=1e-9)
    assert found.max_strict == pytest.approx(strict, rel=1e-9)
    assert (found.numeric, found.analytic) == pytest.approx((numeric, analytic), abs=1e-12)


def test_gradients_below_the_noise_are_not_compared_strictly():
    tiny = NOISE / 2
    assert only(check(linear([tiny], [-tiny]), {"x": np.zeros(1)})).max_strict == 0
    audible = NOISE * 4
    assert only(check(linear([audible], [-audible]), {"x": np.zeros(1)})).max_strict == pytest.approx(2)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=9))
def test_largest_and_median_of_all_coordinates(pairs):
    numeric, analytic = np.array(pairs).T
    residuals = np.abs(numeric - analytic) / np.maximum(1, np.maximum(np.abs(numeric), np.abs(analytic)))
    found = only(check(linear(numeric, analytic), {"x": np.zeros(len(pairs))}))
    assert found.max_residual == pytest.approx(residuals.max(), abs=1e-8)
    assert found.median_residual == pytest.approx(np.median(residuals), abs=1e-8)
    assert found.checked == len(pairs)
    (worst,) = found.worst
    assert residuals[worst] == pytest.approx(residuals.max(), abs=1e-8)


@pytest.mark.parametrize("place", [(0, 0), (2, 1), (3, 4)])
def test_the_worst_coordinate_is_named(place):
    slopes = np.arange(20.0).reshape(4, 5) / 20
    claimed = slopes.copy()
    claimed[place] += 0.1
    found = only(check(linear(slopes, claimed), {"x": np.ones((4, 5))}))
    assert found.worst == place
    assert found.analytic - found.numeric == pytest.approx(0.1)
    assert not found.passed


def test_the_tolerance_decides():
    claim = linear([0.0], [1e-4])
    assert not check(claim, {"x": np.zeros(1)}).passed
    assert check(claim, {"x": np.zeros(1)}, tolerance=1e-3).passed
    assert only(check(claim, {"x": np.zeros(1)})).tolerance == TOLERANCE == 1e-6


def test_large_parameters_are_probed_here_and_there():
    x = np.random.default_rng(0).normal(size=(50, 7))
    report = check(quadratic, {"small": x[0], "large": x}, **WIDE)
    assert report.passed
    small, large = report.residuals
    assert small.checked == 7
    assert 3 + 4 <= large.checked <= 12 + 3


def test_the_steepest_coordinates_are_always_among_them():
    x = np.random.default_rng(0).normal(size=400)
    x[123] = 9.0

    def wrong(params):
        loss, grads = quadratic(params)
        grads["x"][123] *= 2.001 / 2
        return loss, grads

    for seed in range(5):
        found = only(check(wrong, {"x": x}, rng=np.random.default_rng(seed), **WIDE))
        assert found.worst == (123,)
        assert not found.passed


def test_directions_notice_what_no_coordinate_shows():
    slopes, claimed = np.zeros(5000), np.full(5000, 1e-2)
    claimed[:40] = slopes[:40] = 1
    found = only(check(linear(slopes, claimed), {"x": np.zeros(5000)}, coordinates=3, directions=6))
    assert not found.passed
    along = only(check(linear(slopes, claimed), {"x": np.zeros(5000)}, coordinates=0, directions=6))
    assert along.checked == 6
    assert along.worst == ()
    assert not along.passed


def test_a_gradient_that_is_zero_everywhere_can_be_probed():
    flat = linear(np.zeros((30, 20)))
    found = only(check(flat, {"x": np.ones((30, 20))}, **WIDE))
    assert found.max_residual == 0
    assert found.passed


def test_row_sparse_gradients_are_understood():
    def first_row(params):
        return float(params["W"][0].sum()), {"W": RowGrad(np.array([0]), np.ones((1, 3)))}

    found = only(check(first_row, {"W": np.zeros((4, 3))}))
    assert found.passed
    assert found.checked == 12


def test_the_parameters_are_not_changed():
    params = {"a": np.random.default_rng(0).normal(size=(3, 2)).astype(np.float32), "b": np.ones(500)}
    kept = {name: value.copy() for name, value in params.items()}

    def destructive(x):
        assert all(value.dtype == np.float64 for value in x.values())
        return quadratic(x)

    assert check(destructive, params, **WIDE).passed
    for name in params:
        assert params[name].dtype == kept[name].dtype
        np.testing.assert_array_equal(params[name], kept[name])


def test_it_draws_from_its_own_generator():
    params = {"x": np.random.default_rng(0).normal(size=300)}
    one, other = (check(quadratic, params, **WIDE) for _ in range(2))
    assert one == other
    one, other = (check(quadratic, params, rng=np.random.default_rng(4), **WIDE) for _ in range(2))
    assert one == other


def test_differences_are_central():
    seen = []

    def cubic(params):
        seen.append(float(params["x"][0]))
        return float(params["x"][0] ** 3), {"x": 3 * params["x"] ** 2}

    found = only(check(cubic, {"x": np.array([1.0])}))
    assert seen[1:] == pytest.approx([1 + STEP, 1 - STEP], abs=1e-12)
    assert found.numeric == pytest.approx(3 + STEP**2, abs=1e-10)
    assert found.passed


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_a_finite_number_fails(bad):
    with np.errstate(invalid="ignore"):
        report = check(linear([1.0, 2.0, 3.0], [1.0, bad, 3.0]), {"x": np.zeros(3)})
    assert not report.passed
    assert only(report).worst == (1,)


def test_one_failure_fails_the_report():
    good = Residual("a", 1e-9, 0.0, 1e-9, (0,), 1.0, 1.0, 3)
    bad = Residual("b", 2e-6, 0.0, 1e-9, (0,), 1.0, 1.0, 3)
    lost = Residual("c", np.nan, 0.0, 1e-9, (0,), 1.0, 1.0, 3)
    assert good.passed
    assert not bad.passed
    assert not lost.passed
    assert GradientReport("o", (good,)).passed
    assert not GradientReport("o", (good, bad)).passed
    assert GradientReport("o", (good, bad)).max_residual == 2e-6


def test_small_steps_lead_to_the_same_report():
    params = {"a": np.arange(6.0), "b": np.ones((20, 3))}
    steps = list(check_steps(quadratic, params, **WIDE))
    shares = [share for share, _ in steps]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] == 1
    found = tuple(residual for _, residual in steps if residual is not None)
    assert found == check(quadratic, params, **WIDE).residuals
