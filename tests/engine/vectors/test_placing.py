"""Positions along any axes."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError, VocabularyError
from engine.vectors import WordVectors
from engine.vectors.axes import parse
from engine.vectors.placing import FROZEN, TURNED, Axes, Placer, check_words
from engine.vectors.projection import pca

RNG = np.random.default_rng(8)
VECTORS = WordVectors(tuple("abcdefghij"), RNG.normal(size=(10, 6)) * [5, 4, 3, 2, 1, 0.5])
OUTPUTS = RNG.normal(size=(10, 6))


def test_the_usual_axes_are_the_first_components_of_the_input() -> None:
    assert Axes() == Axes(space="input", components=(0, 1), words=None, frozen=False)
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


MOVED = VECTORS.with_matrix(VECTORS.matrix[:, ::-1] + RNG.normal(size=(10, 6)))


def test_between_two_fits_only_axes_of_words_move() -> None:
    components, words = Placer(Axes()), Placer(Axes(words=(parse("a - b"), parse("c"))))
    for placer in (components, words):
        placer.place(VECTORS)
    held = components.place(MOVED, refit=False)
    np.testing.assert_array_equal(held.coords, pca(VECTORS.matrix).project(MOVED.matrix))
    followed, fresh = words.place(MOVED, refit=False), Placer(words.axes).place(MOVED)
    np.testing.assert_array_equal(followed.coords, fresh.coords)
    assert followed.explained != pytest.approx(fresh.explained)
    assert words.place(MOVED).explained == fresh.explained


def test_frozen_at_what_was_placed_another_placer_goes_on() -> None:
    shown = Placer(Axes(components=(1, 2))).place(VECTORS, None, VECTORS.matrix[:, :2])
    axes = shown.axes.frozen_at(shown)
    held = Placer(axes).place(MOVED, refit=False)
    assert shown.plane is not None
    np.testing.assert_array_equal(held.coords, shown.plane.project(MOVED.matrix))
    assert held.names == shown.names == ("PC 2–3, x", "PC 2–3, y")
    assert Placer(axes).place(MOVED).explained == pytest.approx(
        tuple((MOVED.matrix @ shown.plane.basis).var(axis=0) / MOVED.matrix.var(axis=0).sum())
    )
    assert axes.freed() == Axes(components=(1, 2), frozen=True)


def test_a_plane_of_other_dimensions_is_found_anew() -> None:
    axes = Axes().frozen_at(Placer(Axes()).place(VECTORS))
    narrow = VECTORS.with_matrix(VECTORS.matrix[:, :3])
    np.testing.assert_allclose(
        Placer(axes).place(narrow).coords, pca(narrow.matrix).project(narrow.matrix), atol=1e-5
    )


def test_words_that_are_seen_weigh_in_the_alignment() -> None:
    seen = np.zeros(10)
    seen[:2] = 1
    turned = []
    for weights in (None, seen, np.ones(3)):
        placer = Placer(Axes())
        placer.place(VECTORS)
        turned.append(placer.place(MOVED, seen=weights).coords)
    assert not np.allclose(turned[0], turned[1], atol=1e-3)
    np.testing.assert_array_equal(turned[0], turned[2])


def test_axes_are_equal_if_all_their_numbers_are() -> None:
    shown = Placer(Axes()).place(VECTORS)
    axes = Axes().frozen_at(shown)
    assert axes == Axes().frozen_at(Placer(Axes()).place(VECTORS))
    assert axes != Axes().frozen_at(Placer(Axes()).place(MOVED))
    assert axes != Axes(frozen=True)


def test_words_are_checked_in_the_space_that_is_shown() -> None:
    axes = Axes("output", words=(parse("a"), parse("b")))
    check_words(axes, VECTORS, OUTPUTS)
    check_words(Axes(), VECTORS, None)
    with pytest.raises(SettingError, match="cancel"):
        check_words(axes, VECTORS, np.zeros_like(OUTPUTS))
