"""Positions along any axes."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import VocabularyError
from engine.vectors import WordVectors
from engine.vectors.axes import parse
from engine.vectors.projection import pca
from explorer.map.placing import FROZEN, TURNED, Axes, Placer

RNG = np.random.default_rng(8)
VECTORS = WordVectors(tuple("abcdefghij"), RNG.normal(size=(10, 6)) * [5, 4, 3, 2, 1, 0.5])
OUTPUTS = RNG.normal(size=(10, 6))


def test_the_usual_axes_are_the_first_components_of_the_input() -> None:
    assert Axes().usual
    placed = Placer(Axes()).place(VECTORS, None, None)
    expected = pca(VECTORS.matrix)
    np.testing.assert_allclose(placed.coords, expected.project(VECTORS.matrix), atol=1e-5)
    assert placed.names == ("PC 1", "PC 2")
    assert placed.explained == pytest.approx(tuple(expected.explained))
    assert placed.note == ""


def test_other_components_are_turned_towards_where_the_words_stood() -> None:
    expected = pca(VECTORS.matrix, 3).project(VECTORS.matrix)[:, [0, 2]]
    flipped = expected * np.float32([-1, 1])
    placed = Placer(Axes(components=(0, 2))).place(VECTORS, None, flipped)
    np.testing.assert_allclose(placed.coords, flipped, atol=1e-4)
    assert placed.names == ("PC 1–3, x", "PC 1–3, y")
    assert placed.note == TURNED


def test_frozen_axes_stand_still_while_vectors_move() -> None:
    placer = Placer(Axes(frozen=True))
    first = placer.place(VECTORS, None, None)
    moved = VECTORS.with_matrix(VECTORS.matrix[:, ::-1].copy())
    later = placer.place(moved, None, None)
    assert later.note == FROZEN
    basis = pca(VECTORS.matrix)
    np.testing.assert_allclose(later.coords, basis.project(moved.matrix), atol=1e-4)
    assert sum(later.explained) < sum(first.explained)


def test_output_vectors_and_both() -> None:
    placed = Placer(Axes(space="output")).place(VECTORS, OUTPUTS, None)
    np.testing.assert_allclose(placed.coords, pca(OUTPUTS).project(OUTPUTS), atol=1e-5)
    stacked = Placer(Axes(space="both")).place(VECTORS, OUTPUTS, placed.coords)
    assert stacked.coords.shape == (20, 2)
    assert Placer(Axes(space="both")).place(VECTORS, None, None).coords.shape == (10, 2)


def test_axes_of_words_are_products_with_their_directions() -> None:
    placed = Placer(Axes(words=(parse("a - b"), parse("c")))).place(VECTORS, OUTPUTS, None)
    unit = VECTORS.matrix / np.linalg.norm(VECTORS.matrix, axis=1, keepdims=True)
    direction = unit[0] - unit[1]
    expected = VECTORS.matrix @ (direction / np.linalg.norm(direction))
    np.testing.assert_allclose(placed.coords[:, 0], expected, rtol=1e-4)
    assert placed.names == ("a − b", "c")
    output = Placer(Axes(space="output", words=(parse("a"), parse("b")))).place(VECTORS, OUTPUTS, None)
    np.testing.assert_allclose(output.coords[0, 0], np.linalg.norm(OUTPUTS[0]), rtol=1e-4)
    with pytest.raises(VocabularyError, match="'x'"):
        Placer(Axes(words=(parse("x"), parse("b")))).place(VECTORS, None, None)
