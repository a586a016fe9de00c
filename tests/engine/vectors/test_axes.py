"""Axes of words: what may be written, what it means, and what is said of mistakes."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import SettingError, VocabularyError
from engine.vectors import WordVectors
from engine.vectors.axes import Axis, Term, along, direction, parse

WORDS = ("good", "bad", "he", "she", "well-made", "New York", "it's")
VECTORS = WordVectors(WORDS, np.random.default_rng(3).normal(size=(7, 5)))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("good", [("good", 1)]),
        ("good - bad", [("good", 1), ("bad", -1)]),
        ("good -bad", [("good", 1), ("bad", -1)]),
        ("  -bad+good ", [("bad", -1), ("good", 1)]),
        ("good − bad + he", [("good", 1), ("bad", -1), ("he", 1)]),
        ("well-made - bad", [("well-made", 1), ("bad", -1)]),
        ('"New York" - "-"', [("New York", 1), ("-", -1)]),
        ("'good' - 'bad'", [("good", 1), ("bad", -1)]),
        ("it's + '", [("it's", 1), ("'", 1)]),
    ],
)
def test_what_may_be_written(text: str, terms: list[tuple[str, int]]) -> None:
    assert parse(text) == Axis(tuple(Term(*term) for term in terms))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no word"),
        ("   ", "has no word"),
        ("good bad", "no sign before 'bad'"),
        ("good -", "ends with a sign"),
        ("good + - bad", "two signs in a row"),
        (" + ".join(["good"] * 51), "at most 50"),
    ],
)
def test_mistakes_are_told_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        parse(text)


@settings(max_examples=60)
@given(st.text(alphabet="ab+-−\"' \t", max_size=20))
def test_any_text_is_an_axis_or_a_clear_mistake(text: str) -> None:
    axis = None
    with contextlib.suppress(SettingError):
        axis = parse(text)
    assert axis is None or (axis.terms and axis.name)


def test_the_name_reads_like_a_formula() -> None:
    assert parse("-bad +good - he").name == "−bad + good − he"


def test_a_direction_is_the_signed_sum_of_unit_vectors() -> None:
    rows = VECTORS.matrix.astype(np.float64)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    expected = rows[0] - rows[1] + rows[4]
    np.testing.assert_allclose(
        direction(parse("Good - bad + well-made"), VECTORS), expected / np.linalg.norm(expected), rtol=1e-6
    )


def test_unknown_words_and_cancelling_words_are_told() -> None:
    with pytest.raises(VocabularyError, match="'goood' is not in the vocabulary"):
        direction(parse("goood - bad"), VECTORS)
    with pytest.raises(SettingError, match="cancel each other out"):
        direction(parse("good - good"), VECTORS)


def test_words_lie_where_their_product_with_the_direction_is() -> None:
    directions = np.stack([direction(parse(text), VECTORS) for text in ("good - bad", "he - she")], axis=1)
    found = along(VECTORS.matrix, directions)
    expected = VECTORS.matrix.astype(np.float64) @ directions
    np.testing.assert_allclose(found.project(VECTORS.matrix), expected, atol=1e-5)
    total = VECTORS.matrix.var(axis=0).sum()
    np.testing.assert_allclose(found.explained, expected.var(axis=0) / total, rtol=1e-5)


def test_equal_vectors_have_nothing_to_explain() -> None:
    assert along(np.ones((4, 3)), np.eye(3)[:, :2]).explained.tolist() == [0.0, 0.0]
