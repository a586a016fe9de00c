"""Files that gensim writes are read here, and the other way round."""

import warnings

import numpy as np
import pytest

from engine.vectors import WordVectors
from engine.vectors.formats import load, save


@pytest.fixture(scope="module")
def keyed_vectors():
    with warnings.catch_warnings():
        # What its dependencies say while being imported is not for us to mend.
        warnings.simplefilter("ignore")
        models = pytest.importorskip("gensim.models", reason="gensim is an extra of the tests")
    return models.KeyedVectors


@pytest.fixture
def vectors():
    rng = np.random.default_rng(5)
    matrix = (rng.standard_normal((30, 6)) * 10.0 ** rng.integers(-8, 8, (30, 6))).astype(np.float32)
    return WordVectors((*(f"word{row}" for row in range(28)), "naïve", "\u00a0x"), matrix)


# Without a header gensim opens the file twice and leaves one of the two to the garbage collector.
@pytest.mark.filterwarnings(
    "ignore:unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize(("suffix", "options"), [
    (".txt", {"no_header": True}), (".vec", {}), (".bin", {"binary": True}),
])  # fmt: skip
def test_files_go_both_ways(tmp_path, keyed_vectors, vectors, suffix, options, packed):
    ours, theirs = tmp_path / f"ours{suffix}{packed}", tmp_path / f"theirs{suffix}{packed}"
    save(vectors, ours)
    read = keyed_vectors.load_word2vec_format(str(ours), **options)
    assert tuple(read.index_to_key) == vectors.words
    np.testing.assert_array_equal(read.vectors, vectors.matrix)

    binary, header = options.get("binary", False), not options.get("no_header", False)
    read.save_word2vec_format(str(theirs), binary=binary, write_header=header)
    again = load(theirs)
    assert again.words == vectors.words
    np.testing.assert_array_equal(again.matrix, vectors.matrix)


def test_neighbours_and_analogies_agree(keyed_vectors):
    matrix = np.random.default_rng(1).standard_normal((60, 8)).astype(np.float32)
    ours = WordVectors(tuple(f"w{row}" for row in range(60)), matrix)
    theirs = keyed_vectors(8)
    theirs.add_vectors(list(ours.words), matrix)
    pairs = [
        (ours.neighbours("w3", 5), theirs.most_similar("w3", topn=5)),
        (ours.analogy("w1", "w2", "w3", 5), theirs.most_similar(["w2", "w3"], ["w1"], topn=5)),
    ]
    for found, expected in pairs:
        assert [near.word for near in found] == [word for word, _ in expected]
        np.testing.assert_allclose([near.score for near in found], [s for _, s in expected], atol=1e-6)
