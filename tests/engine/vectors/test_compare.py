"""Shared neighbours against brute force and in cases with a known answer."""

import numpy as np
import pytest

from engine.errors import Cancelled, VocabularyError
from engine.vectors import WordVectors
from engine.vectors.compare import (
    common_rows,
    neighbours_kept,
    shared_by_all,
    shared_by_word,
    shared_neighbours,
)


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def named(matrix, prefix="w"):
    return WordVectors(tuple(f"{prefix}{row}" for row in range(len(matrix))), matrix.astype(np.float32))


def test_turned_and_reordered_vectors_share_all_neighbours(rng):
    matrix = rng.standard_normal((80, 6))
    turn, _ = np.linalg.qr(rng.standard_normal((6, 6)))
    order = rng.permutation(80)
    turned = WordVectors(tuple(f"w{row}" for row in order), (matrix @ turn)[order].astype(np.float32))
    assert shared_neighbours(named(matrix), turned, rng=rng) == 1.0
    assert shared_neighbours(named(matrix), turned, sample=5, rng=rng) == 1.0


def test_unrelated_vectors_share_as_many_as_chance(rng):
    a, b = named(rng.standard_normal((300, 6))), named(rng.standard_normal((300, 9)))
    assert shared_neighbours(a, b, 10, rng=rng) == pytest.approx(10 / 299, abs=0.02)


def test_against_brute_force(rng):
    a, b = rng.standard_normal((2, 40, 3))
    kept = 0
    for row in range(40):
        unit = a / np.linalg.norm(a, axis=1, keepdims=True)
        by_cosine = [other for other in np.argsort(-(unit @ unit[row])) if other != row][:4]
        distance = np.linalg.norm(b - b[row], axis=1)
        by_distance = [other for other in np.argsort(distance) if other != row][:4]
        kept += len(set(by_cosine) & set(by_distance))
    found = neighbours_kept(a.astype(np.float32), b.astype(np.float32), 4, rng=rng)
    assert found == pytest.approx(kept / 160)


def test_small_vocabularies(rng):
    pair = named(rng.standard_normal((3, 2)))
    assert shared_neighbours(pair, pair, rng=rng) == 1.0
    assert neighbours_kept(pair.matrix[:1], pair.matrix[:1], rng=rng) == 1.0
    with pytest.raises(VocabularyError, match="fewer than two words"):
        shared_neighbours(pair, named(pair.matrix, "x"), rng=rng)


def test_shared_neighbours_of_a_word_against_sorting(rng):
    a = named(rng.standard_normal((30, 4)))
    b = WordVectors((*a.words[::-2], "other"), rng.standard_normal((16, 5)).astype(np.float32))
    rows = common_rows(a, b)
    both = [word for word in a.words if word in b]
    assert [a.words[row] for row in rows[0]] == [b.words[row] for row in rows[1]] == both
    word = both[3]
    first = [each.word for each in a.neighbours(word, 29) if each.word in b][:6]
    second = [each.word for each in b.neighbours(word, 15) if each.word in a][:6]
    assert shared_by_word(word, a, b, rows=rows, k=6) == [each for each in first if each in second]
    assert shared_by_word(word, a, a, rows=common_rows(a, a), k=50)[:3] == [
        n.word for n in a.neighbours(word, 3)
    ]
    with pytest.raises(VocabularyError):
        shared_by_word(a.words[0], a, b, rows=rows)


def test_shared_neighbours_of_all_words_are_those_of_each(rng):
    a = named(rng.standard_normal((60, 4)))
    b = WordVectors((*a.words[::-2], "other"), rng.standard_normal((31, 5)).astype(np.float32))
    rows, told = common_rows(a, b), []
    shared = shared_by_all(a, b, rows=rows, k=6, progress=told.append)
    words = [a.words[row] for row in rows[0]]
    assert shared.tolist() == [len(shared_by_word(word, a, b, rows=rows, k=6)) for word in words]
    assert told == [0.0]
    few = shared_by_all(a, b, rows=(rows[0][:2], rows[1][:2]))
    assert few.tolist() == [1, 1]
    with pytest.raises(VocabularyError, match="fewer than two words"):
        shared_by_all(a, b, rows=(rows[0][:1], rows[1][:1]))

    def stop(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        shared_by_all(a, b, rows=rows, progress=stop)
