"""Neighbours, analogies and similarity against brute force in float64 and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import SettingError, VectorError, VocabularyError
from engine.vectors import METRICS, WordVectors


def make(matrix, **kwargs):
    matrix = np.asarray(matrix, dtype=np.float32)
    return WordVectors(tuple(f"w{row}" for row in range(len(matrix))), matrix, **kwargs)


def brute(matrix, query, metric):
    """Scores by the textbook formulas, one row after the other, in float64."""
    rows, query = np.asarray(matrix, dtype=np.float64), np.asarray(query, dtype=np.float64)
    if metric == "dot":
        return np.array([row @ query for row in rows])
    if metric == "euclidean":
        return np.array([np.linalg.norm(row - query) for row in rows])
    norms = [np.linalg.norm(row) * np.linalg.norm(query) for row in rows]
    return np.array([row @ query / norm if norm else 0.0 for row, norm in zip(rows, norms, strict=True)])


@pytest.fixture
def vectors():
    return make(np.random.default_rng(3).standard_normal((500, 20)))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("query", ["word", "vector"])
def test_neighbours_agree_with_brute_force(vectors, metric, query):
    target = vectors.vector("w7")
    found = vectors.neighbours("w7" if query == "word" else target, 12, metric)
    scores = brute(vectors.matrix, target, metric)
    order = np.argsort(scores if metric == "euclidean" else -scores)
    if query == "word":
        order = order[order != 7]
    assert [near.word for near in found] == [f"w{row}" for row in order[:12]]
    np.testing.assert_allclose([near.score for near in found], scores[order[:12]], rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("metric", METRICS)
@given(
    matrix=hnp.arrays(
        np.float32,
        st.tuples(st.integers(1, 6), st.integers(1, 4)),
        elements=st.floats(-(2.0**100), 2.0**100, width=32)
        | st.sampled_from([0.0, 1.0, 2.0**-140, 2.0**127, np.nan, np.inf]),
    ),
    k=st.integers(1, 8),
)
@settings(max_examples=60, deadline=None)
def test_any_matrix_answers_without_warning_and_in_order(metric, matrix, k):
    found = make(matrix).neighbours("w0", k, metric)
    scores = [near.score for near in found]
    assert not np.isnan(scores).any()
    assert scores == sorted(scores, reverse=metric != "euclidean")
    assert "w0" not in [near.word for near in found]
    if np.isfinite(matrix).all():
        assert len(found) == min(k, len(matrix) - 1)


@pytest.mark.parametrize("scale", [1e-25, 1e-20, 1.0, 1e18, 1e30])
def test_the_cosine_does_not_depend_on_the_scale(vectors, scale):
    scaled = make(vectors.matrix * np.float32(scale))
    expected = vectors.neighbours("w1", 5)
    found = scaled.neighbours("w1", 5)
    assert [near.word for near in found] == [near.word for near in expected]
    np.testing.assert_allclose([n.score for n in found], [n.score for n in expected], rtol=1e-5)


def test_zero_vectors_have_cosine_zero():
    vectors = make([[0, 0], [1, 0], [-1, 0], [0, 0]])
    assert [near.score for near in vectors.neighbours("w0")] == [0.0, 0.0, 0.0]
    assert [(near.word, near.score) for near in vectors.neighbours("w1")] == [
        ("w0", 0.0), ("w3", 0.0), ("w2", -1.0)
    ]  # fmt: skip
    assert vectors.similarity("w0", "w1") == 0.0
    assert vectors.similarity("w0", "w3") == 0.0


def test_equal_vectors_are_at_distance_zero_and_cosine_one():
    vectors = make([[0.1, 0.7, 0.3]] * 3)
    assert [near.score for near in vectors.neighbours("w0", metric="euclidean")] == [0.0, 0.0]
    assert all(near.score <= 1.0 for near in vectors.neighbours("w0"))
    assert vectors.similarity("w0", "w1") == pytest.approx(1.0)


def test_a_matrix_that_changes_is_read_anew():
    parameters = np.array([[1, 0, 9], [1, 0.1, 9], [0, 1, 9]], dtype=np.float32)
    vectors = WordVectors(("a", "b", "c"), parameters[:, :2])
    assert vectors.neighbours("a", 1)[0].word == "b"
    parameters[1, :2] = -1
    parameters[2, :2] = 1
    assert vectors.neighbours("a", 1)[0].word == "c"


def test_analogy_by_hand():
    # Two axes, royal and female, with lengths that only unit vectors forgive.
    words = ("man", "woman", "king", "queen", "apple")
    matrix = np.array([[0, 0, 1], [0, 1, 1], [5, 0, 5], [3, 3, 3], [0, 0, -1]], dtype=np.float32)
    vectors = WordVectors(words, matrix)
    found = vectors.analogy("man", "woman", "king", k=2)
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    target = unit[1] - unit[0] + unit[2]
    assert [near.word for near in found] == ["queen", "apple"]
    assert found[0].score == pytest.approx(unit[3] @ target / np.linalg.norm(target), abs=1e-6)


def test_similarity_is_the_cosine(vectors):
    a, b = vectors.vector("w1").astype(float), vectors.vector("w2").astype(float)
    expected = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    assert vectors.similarity("w1", "w2") == pytest.approx(expected, abs=1e-12)


def test_an_unknown_word_comes_with_close_spellings():
    vectors = WordVectors(("movie", "movies", "film"), np.eye(3, dtype=np.float32))
    with pytest.raises(VocabularyError, match=r"'moive' is not in the vocabulary; did you mean 'movie'"):
        vectors.neighbours("moive")
    with pytest.raises(VocabularyError, match="did you mean 'film'"):
        vectors.vector("FILM")
    with pytest.raises(VocabularyError, match="check its spelling"):
        vectors.analogy("movie", "film", "")
    assert "film" in vectors
    assert "Film" not in vectors


def test_bad_questions_are_refused(vectors):
    with pytest.raises(SettingError, match="cosine, euclidean, dot"):
        vectors.neighbours("w0", metric="manhattan")
    with pytest.raises(SettingError, match="at least 1"):
        vectors.neighbours("w0", 0)
    with pytest.raises(VectorError, match=r"shape \(3,\)"):
        vectors.neighbours([1.0, 2.0, 3.0])


def test_bad_parts_are_refused():
    with pytest.raises(VectorError, match="2 words do not fit a matrix of shape"):
        WordVectors(("a", "b"), np.ones((3, 2), dtype=np.float32))
    with pytest.raises(VectorError, match="2 words do not fit a matrix of shape"):
        WordVectors(("a", "b"), np.ones(2, dtype=np.float32))
    with pytest.raises(VectorError, match="'a' occurs twice"):
        WordVectors(("a", "b", "a"), np.ones((3, 2), dtype=np.float32))
    with pytest.raises(VectorError, match="1 counts"):
        make([[1, 2], [3, 4]], counts=np.array([1]))


def test_the_head_shares_the_matrix(vectors):
    counted = make(vectors.matrix, counts=np.arange(500))
    head = counted.head(10)
    assert len(head) == 10
    assert head.dims == 20
    assert np.shares_memory(head.matrix, counted.matrix)
    assert head.counts is not None
    assert head.counts.tolist() == list(range(10))
    assert len(vectors.head(10_000)) == 500
    assert vectors.head(3).counts is None
