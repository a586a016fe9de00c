"""Neighbours of many rows at once against sorting in float64."""

from __future__ import annotations

import numpy as np
import pytest

from engine.vectors import nearest
from engine.vectors.nearest import Nearest

RNG = np.random.default_rng(8)


def by_sorting(matrix: np.ndarray, row: int, k: int, metric: str) -> set[int]:
    points = matrix.astype(np.float64)
    if metric == "cosine":
        lengths = np.linalg.norm(points, axis=1)
        far = -(points @ points[row]) / np.where(lengths > 0, lengths, 1)
    else:
        far = np.linalg.norm(points - points[row], axis=1)
    far[~np.isfinite(points).all(axis=1)] = np.inf
    far[row] = np.inf
    return set(np.argsort(far, kind="stable")[:k].tolist())


def found(matrix: np.ndarray, rows: np.ndarray, k: int, metric: str) -> list[set[int]]:
    blocks = Nearest(matrix, metric).of(rows, k)
    return [set(near.tolist()) for _, block in blocks for near in block]


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@pytest.mark.parametrize("size", [12, 300, nearest.WORTH_BOUNDING + 700])
def test_as_by_sorting(monkeypatch: pytest.MonkeyPatch, metric: str, size: int) -> None:
    monkeypatch.setattr(nearest, "BLOCK_NUMBERS", 4 * size)
    # Far from the origin, where float32 alone would put neighbours in the wrong order.
    matrix = (RNG.normal(size=(size, 5)) + (30 if metric == "euclidean" else 2)).astype(np.float32)
    matrix[3] = 0
    rows = RNG.choice(np.delete(np.arange(size), 3), 9, replace=False)
    for row, near in zip(rows.tolist(), found(matrix, rows, 7, metric), strict=True):
        assert near == by_sorting(matrix, row, 7, metric)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_rows_that_are_not_finite_are_no_neighbours(metric: str) -> None:
    matrix = RNG.normal(size=(40, 3)).astype(np.float32)
    matrix[5], matrix[6, 1] = np.nan, np.inf
    assert not {5, 6} & set.union(*found(matrix, np.array([0, 1, 9]), 10, metric))
    assert len(found(matrix, np.array([5]), 10, metric)[0]) == 10


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_equal_rows_have_neighbours_all_the_same(metric: str) -> None:
    matrix = np.ones((nearest.WORTH_BOUNDING + 1, 2), dtype=np.float32)
    (near,) = found(matrix, np.array([17]), 10, metric)
    assert len(near) == 10
    assert 17 not in near
