"""Row-sparse gradients: what is stepped in place equals plain sums, whatever SciPy keeps to itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.ops.rows import Grouping, RowGrad, RowParts, add_multiples

RATE = 0.3


def parts(dtype: type, n: int = 200, n_rows: int = 17, d: int = 5) -> tuple[RowParts, np.ndarray]:
    """Contributions to a few rows, most of them repeated, and a matrix they belong to."""
    rng = np.random.default_rng(3)
    ids = rng.integers(0, n_rows - 4, n).astype(np.int32)
    contributions = rng.normal(size=(n, d)).astype(dtype)
    curvature = rng.random(n).astype(dtype)
    return RowParts(ids, contributions, curvature), rng.normal(size=(n_rows, d)).astype(dtype)


def plainly(gradient: RowParts, matrix: np.ndarray) -> np.ndarray:
    """The step, one contribution after another."""
    after, curvature = matrix.astype(np.float64), np.zeros(len(matrix))
    for row, added in zip(gradient.ids, gradient.curvature, strict=True):
        curvature[row] += added
    for row, part in zip(gradient.ids, gradient.parts, strict=True):
        after[row] -= min(RATE, 1 / curvature[row]) * part
    return after


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 2e-5), (np.float64, 1e-12)])
def test_parts_step_their_rows_by_their_sum_and_no_others(dtype: type, tolerance: float) -> None:
    gradient, matrix = parts(dtype)
    expected, untouched = plainly(gradient, matrix), matrix[-4:].copy()
    gradient.step(matrix, RATE)
    np.testing.assert_allclose(matrix, expected, atol=tolerance)
    np.testing.assert_array_equal(matrix[-4:], untouched)


def test_parts_and_their_sum_take_the_same_step() -> None:
    gradient, matrix = parts(np.float64)
    other = matrix.copy()
    gradient.step(matrix, RATE)
    gradient.summed().step(other, RATE)
    np.testing.assert_allclose(matrix, other, atol=1e-12)
    np.testing.assert_allclose(gradient.dense(matrix.shape), gradient.summed().dense(matrix.shape))


def test_factors_and_further_parts_belong_to_the_same_gradient() -> None:
    gradient, matrix = parts(np.float64)
    first, second = slice(0, 120), slice(120, None)
    factors = np.random.default_rng(4).normal(size=120)
    whole = replace(
        gradient, parts=np.concatenate((factors[:, None] * gradient.parts[first], gradient.parts[second]))
    )
    split = RowParts(
        gradient.ids[first],
        gradient.parts[first],
        gradient.curvature[first],
        factors=factors,
        rest=RowParts(gradient.ids[second], gradient.parts[second], gradient.curvature[second]),
    )
    expected = plainly(whole, matrix)
    np.testing.assert_allclose(split.dense(matrix.shape), whole.dense(matrix.shape), atol=1e-12)
    split.step(matrix, RATE)
    np.testing.assert_allclose(matrix, expected, atol=1e-12)


def test_a_stretched_step_is_one_at_a_higher_rate() -> None:
    gradient, matrix = parts(np.float64)
    stretched, faster = matrix.copy(), matrix.copy()
    replace(gradient, stretch=3.0).step(stretched, RATE / 3)
    gradient.step(faster, RATE)
    np.testing.assert_allclose(stretched, faster, atol=1e-12)


def test_a_matrix_in_pieces_is_refused_instead_of_a_copy_being_stepped() -> None:
    gradient, matrix = parts(np.float64)
    with pytest.raises(ValueError, match="in one piece"):
        gradient.step(np.asfortranarray(matrix), RATE)


def test_without_curvature_a_row_moves_by_the_rate() -> None:
    matrix = np.ones((3, 2))
    RowGrad(np.array([1]), np.array([[1.0, -2.0]])).step(matrix, RATE)
    np.testing.assert_allclose(matrix, [[1, 1], [0.7, 1.6], [1, 1]])


def test_groups_add_up_and_find_back_their_members() -> None:
    ids = np.array([4, 1, 4, 0, 1, 4])
    grouping = Grouping.of(ids, 5)
    assert grouping.rows.tolist() == [0, 1, 4]
    np.testing.assert_allclose(grouping.sum(np.arange(6.0)), [3, 5, 7])
    np.testing.assert_array_equal(grouping.rows[grouping.inverse()], ids)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_multiples_are_added_row_by_row(dtype: type) -> None:
    rng = np.random.default_rng(7)
    rows, parts = (rng.normal(size=(6, 4)).astype(dtype) for _ in range(2))
    factors = rng.normal(size=6).astype(dtype)
    expected = rows + factors[:, None] * parts
    add_multiples(rows, factors, parts)
    np.testing.assert_allclose(rows, expected, rtol=1e-5)
