"""Order, thresholds and distributions of a vocabulary, against gensim and sums by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import chisquare

from engine.corpus.alias_table import AliasTable
from engine.corpus.vocabulary import Vocabulary
from engine.errors import SettingError, VocabularyError

_LEXICON = ("film", "the", "a", "rare", "absent")
_COUNTS = np.array([3, 10, 3, 1, 0])


def test_words_come_by_falling_count_and_ties_by_first_appearance() -> None:
    vocabulary = Vocabulary.build(_LEXICON, _COUNTS)
    assert vocabulary.words == ("the", "film", "a", "rare")
    assert vocabulary.counts.tolist() == [10, 3, 3, 1]
    assert vocabulary.counts.dtype == np.int64
    assert vocabulary.index == {"the": 0, "film": 1, "a": 2, "rare": 3}
    assert len(vocabulary) == 4
    assert "film" in vocabulary
    assert "absent" not in vocabulary


def test_rare_words_are_left_out_and_remapped_to_minus_one() -> None:
    vocabulary = Vocabulary.build(_LEXICON, _COUNTS, min_count=3)
    assert vocabulary.words == ("the", "film", "a")
    remap = vocabulary.remap(_LEXICON)
    assert remap.tolist() == [1, 0, 2, -1, -1]
    assert remap.dtype == np.int32


def test_an_empty_vocabulary_says_how_frequent_the_most_frequent_word_is() -> None:
    with pytest.raises(VocabularyError, match=r"No word occurs 11 times or more.*occurs 10 times"):
        Vocabulary.build(_LEXICON, _COUNTS, min_count=11)
    with pytest.raises(VocabularyError, match="occurs 0 times"):
        Vocabulary.build((), np.zeros(0, dtype=np.int64))


def test_a_minimum_count_below_one_is_refused() -> None:
    with pytest.raises(SettingError, match="at least 1"):
        Vocabulary.build(_LEXICON, _COUNTS, min_count=0)


def test_the_courses_rule_is_the_root_of_threshold_over_share() -> None:
    vocabulary = Vocabulary(("a", "b"), np.array([99, 1]))
    keep = vocabulary.keep_probabilities(0.1, rule="course")
    np.testing.assert_allclose(keep, [np.sqrt(0.1 / 0.99), 1.0])


def test_the_tools_rule_is_that_of_gensim() -> None:
    from gensim.models import Word2Vec

    counts = {f"w{i}": int(1000 / (i + 1)) for i in range(50)}
    model = Word2Vec(sample=1e-2, min_count=1)
    model.build_vocab_from_freq(counts)
    vocabulary = Vocabulary.build(tuple(counts), np.array(list(counts.values())))
    ours = vocabulary.keep_probabilities(1e-2, rule="word2vec")
    theirs = [model.wv.get_vecattr(word, "sample_int") / 2**32 for word in vocabulary.words]
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
    np.testing.assert_array_equal(ours, vocabulary.keep_probabilities(1e-2))


def test_threshold_zero_keeps_everything_and_nonsense_is_refused() -> None:
    vocabulary = Vocabulary.build(_LEXICON, _COUNTS)
    assert vocabulary.keep_probabilities(0).tolist() == [1, 1, 1, 1]
    for threshold in (-1e-3, float("nan")):
        with pytest.raises(SettingError, match="0 \\(off\\) or more"):
            vocabulary.keep_probabilities(threshold)
    with pytest.raises(SettingError, match='"other" is unknown'):
        vocabulary.keep_probabilities(1e-3, rule="other")  # type: ignore[arg-type]


def test_noise_is_counts_to_the_power_scaled() -> None:
    noise = Vocabulary.build(_LEXICON, _COUNTS).noise_probabilities(0.75)
    expected = np.array([10, 3, 3, 1]) ** 0.75
    np.testing.assert_allclose(noise, expected / expected.sum())


def _implied(table: AliasTable) -> np.ndarray:
    """What a table would draw, from its columns."""
    share = table._share.astype(np.float64)
    return (share + np.bincount(table._alias, 1 - share, minlength=len(table))) / len(table)


@given(
    hnp.arrays(
        np.float64,
        st.integers(1, 60),
        elements=st.one_of(st.just(0.0), st.floats(1e-12, 1e6), st.sampled_from([0.1, 1.0])),
    ).filter(lambda weights: weights.sum() > 0)
)
def test_an_alias_table_holds_its_distribution(weights: np.ndarray) -> None:
    table = AliasTable(weights)
    np.testing.assert_allclose(_implied(table), weights / weights.sum(), atol=1e-7)
    drawn = table.draw(np.random.default_rng(0), 200)
    assert weights[drawn].min() > 0


def test_draws_follow_the_distribution() -> None:
    noise = Vocabulary.build(
        [f"w{i}" for i in range(300)], 1 + 10_000 // np.arange(1, 301)
    ).noise_probabilities()
    drawn = AliasTable(noise).draw(np.random.default_rng(1), (400, 500))
    assert drawn.shape == (400, 500)
    assert drawn.dtype == np.int32
    observed = np.bincount(drawn.ravel(), minlength=300)
    assert chisquare(observed, noise * drawn.size).pvalue > 0.01


def test_the_same_generator_draws_the_same() -> None:
    table = AliasTable(np.arange(1.0, 50.0))
    first, again = (table.draw(np.random.default_rng(7), 100) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_four_hundred_thousand_words_are_tabled_without_a_loop() -> None:
    weights = 1 / np.arange(1.0, 400_001.0)
    np.testing.assert_allclose(_implied(AliasTable(weights)), weights / weights.sum(), rtol=1e-5)


@pytest.mark.parametrize("weights", [[], [0.0, 0.0], [1.0, -0.5], [1.0, np.nan], [np.inf, 1.0], [[1.0]]])
def test_what_is_no_distribution_is_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="finite numbers"):
        AliasTable(np.array(weights))
