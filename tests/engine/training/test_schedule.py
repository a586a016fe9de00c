"""How the learning rate falls."""

import pytest

from engine.training.schedule import rate_factor
from engine.training.spec import StepSpec


@pytest.mark.parametrize(
    ("progress", "factor"), [(0, 1), (0.25, 0.75), (0.5, 0.5), (1, 1e-4), (0.99999, 1e-4)]
)
def test_linear_falls_to_almost_nothing(progress, factor):
    assert rate_factor(StepSpec(schedule="linear"), 12345, progress) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("step", "factor"), [(0, 1), (9, 1), (10, 0.5), (19, 0.5), (20, 0.25), (100_000, 0.0)]
)
def test_halving_goes_by_steps(step, factor):
    assert rate_factor(StepSpec(schedule="halving", halve_every=10), step, 0.3) == factor


def test_constant_stays():
    assert {rate_factor(StepSpec(schedule="constant"), step, step / 10) for step in range(11)} == {1.0}
