"""What colours say, against numbers counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.sentiment.model import SentimentModel
from engine.vectors import WordVectors
from engine.vectors.metadata import Column
from explorer.map.colours import COLOURS, Material
from explorer.theme import DARK, LIGHT, Theme

WORDS = ("good", "bad", "film", "plot")
VECTORS = WordVectors(WORDS, np.array([[3.0, 4], [0, 1], [1, 0], [0, 0]]), np.array([1000, 10, 100, 1]))


def material(**parts: object) -> Material:
    return Material(words=WORDS, counts=VECTORS.counts, vectors=VECTORS, **parts)


def shades(name: str, **parts: object) -> list[int]:
    found = COLOURS[name].make(material(**parts))
    assert found is not None
    return found.shades.tolist()


def test_frequency_is_logarithmic() -> None:
    assert shades("frequency") == [255, 85, 170, 0]


def test_length_and_way_are_euclidean() -> None:
    lengths = np.array([5.0, 1, 1, 0])
    order = np.argsort(shades("vector length"), kind="stable")
    assert lengths[order].tolist() == sorted(lengths)
    moved = shades("distance moved", first=VECTORS.matrix + np.array([[0, 0], [9, 0], [1, 0], [0, 2]]))
    assert np.argsort(moved).tolist() == [0, 2, 3, 1]


def test_sentiment_is_the_classifiers_and_unknown_words_are_grey() -> None:
    words = ("bad", "good", "plot")
    model = SentimentModel(
        "m", WordVectors(words, np.array([[-1.0], [2], [0]])), np.array([[-1.0, 1.0]]), np.zeros(2)
    )
    found = COLOURS["sentiment"].make(material(model=model))
    assert found is not None
    assert found.unknown is not None
    assert found.unknown.tolist() == [False, False, True, False]
    assert found.shades[0] > 200 > 128 > found.shades[1]
    assert found.shades[3] in (127, 128)
    assert found.ramp == "diverging"


def test_groups_are_named_by_their_commonest_words() -> None:
    found = COLOURS["groups"].make(material(groups=np.array([0, 1, 0, -1])))
    assert found is not None
    assert found.labels == ("good, film", "bad")
    assert found.unknown is not None
    assert found.unknown.tolist() == [False, False, False, True]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_first_six_groups_have_the_six_colours_of_the_legend(theme: Theme) -> None:
    words = tuple("abcdef")
    found = COLOURS["groups"].make(Material(words=words, groups=np.arange(6)))
    assert found is not None
    shown = ["#" + bytes(rgba[:3].tolist()).hex() for rgba in found.table(theme)[found.shades]]
    assert shown == list(theme.curves)


def test_a_column_is_numbers_or_names() -> None:
    numbers = Column("age", np.array([1.0, 2, np.nan, 3]), ())
    assert shades("column of a file…", column=numbers) == [0, 128, 0, 255]
    names = Column("kind", np.array([0.0, 1, 0, np.nan]), ("noun", "verb"))
    found = COLOURS["column of a file…"].make(material(column=names))
    assert found is not None
    assert (found.title, found.labels) == ("kind", ("noun", "verb"))


@pytest.mark.parametrize("name", [name for name, entry in COLOURS.items() if entry.lacking])
def test_what_is_lacking_is_told_and_nothing_fails(name: str) -> None:
    assert COLOURS[name].make(Material()) is None
    assert COLOURS[name].make(Material(words=WORDS)) is None
    assert COLOURS[name].lacking.endswith(".")


def test_one_colour_means_nothing() -> None:
    assert COLOURS["one colour"].make(material()) is None


def test_diverged_vectors_are_grey() -> None:
    broken = VECTORS.with_matrix(np.full((4, 2), np.nan))
    found = COLOURS["vector length"].make(Material(words=WORDS, vectors=broken))
    assert found is not None
    assert found.unknown is not None
    assert found.unknown.all()
