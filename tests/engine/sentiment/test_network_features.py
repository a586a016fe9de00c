"""What the network sees of a text, spelled out by hand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.corpus import treebank
from engine.corpus.dataset import Dataset
from engine.corpus.lexicon import Lexicon
from engine.sentiment.feature_names import feature_names
from engine.sentiment.network_features import FeatureIndex, ranges
from engine.sentiment.network_pairs import PAIR_KINDS

POLARITY = ("(--)", "(-)", "(o)", "(+)", "(++)")
TREES = """\
(3 (1 (2 not) (2 (2 very) (3 good))) (2 .))
(1 (2 it) (1 (2 is) (1 awful)))
(4 (2 brilliantly) (4 good))
"""


def dataset(text=TREES):
    lexicon = Lexicon()
    train = treebank.parse(text, lexicon)
    return Dataset("trees", Path("trees"), lexicon.words(), {"train": train})


@pytest.fixture
def index():
    return FeatureIndex.build(dataset())


def names(index):
    """What every row stands for."""
    words = list(index.words)
    found = words + [f"~{piece}" for piece in index.letters]
    for kind, keys in zip(PAIR_KINDS, index.pairs, strict=True):
        base = 5 if kind.polarity else len(words)
        for key in keys.tolist():
            right = POLARITY[key % base] if kind.polarity else words[key % base]
            reach = "".join(map(str, kind.distances[:2])) + ("<" if kind.backward else "")
            found.append(f"{words[key // base]} {reach} {right}")
    return found


def seen(index, text):
    """The features of one sentence as (first word, last word, name)."""
    words = text.split()
    features = index.extract(words, np.arange(len(words)), np.array([0, len(words)]))
    label = names(index)
    cell = np.repeat(np.arange(len(features.first)), np.diff(features.starts))
    return {
        (features.first[c], features.last[c], label[row]) for c, row in zip(cell, features.rows, strict=True)
    }


def test_the_features_of_a_phrase_by_hand(index):
    assert seen(index, "not very good") == {
        (0, 0, "not"), (1, 1, "very"), (2, 2, "good"),
        (1, 1, "~very"), (1, 1, "~ery"), (2, 2, "~good"), (2, 2, "~ood"),
        (0, 1, "not 1 very"), (1, 2, "very 1 good"), (1, 2, "very 1 (++)"),
        (0, 2, "not 2 good"), (0, 2, "not 2 (++)"),
    }  # fmt: skip


def test_a_turning_word_hears_the_polarity_of_words_before_and_behind_it():
    text = "(2 (3 good) (1 (2 but) (1 (2 so) (1 awful))))"
    index = FeatureIndex.build(dataset(text))
    pairs = {each for each in seen(index, "good but so awful") if " 12" in each[2]}
    assert pairs == {(0, 1, "but 12< (+)"), (1, 3, "but 12 (-)")}
    assert feature_names(index, range(len(index) - 2, len(index))) == ("but … −", "+ … but")


def test_a_negator_hears_the_polarity_of_words_further_on():
    index = FeatureIndex.build(dataset("(1 (2 not) (2 (2 one) (2 (2 of) (2 (2 the) (4 best)))))"))
    assert (0, 4, "not 45 (++)") in seen(index, "not one of the best")
    assert (0, 5, "not 45 (++)") in seen(index, "not one of the many best")


def test_letters_speak_for_a_word_that_was_never_seen(index):
    assert seen(index, "brilliant goods") == {(0, 0, "~bril"), (0, 0, "~brilli"), (1, 1, "~good")}
    assert "brilliant" not in index
    assert "good" in index


def test_polarity_is_the_mean_of_a_word_s_own_leaves(index):
    polarity = dict(zip(index.words, index.polarity.tolist(), strict=True))
    assert (polarity["good"], polarity["awful"], polarity["it"]) == (4, 1, 2)


def test_rare_pairs_can_be_left_out():
    index = FeatureIndex.build(dataset(TREES + TREES.splitlines()[1]), pair_count=2)
    assert [name for name in names(index) if " " in name] == ["it 1 is", "is 1 awful", "is 1 (-)"]


def test_no_pair_reaches_into_the_next_sentence(index):
    words = ["not", "very", "good"]
    apart = index.extract(words, np.arange(3), np.array([0, 1, 2, 3]))
    assert (apart.first == apart.last).all()


@given(
    st.lists(st.sampled_from(["not", "very", "good", "it", "is", "awful", ".", "new"]), max_size=12),
    st.data(),
)
@settings(max_examples=40, deadline=None)
def test_a_span_holds_exactly_the_cells_within(words, data):
    index = FeatureIndex.build(dataset())
    features = index.extract(words, np.arange(len(words)), np.array([0, len(words)]))
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    at, inside = features.inside(np.array([start]), np.array([end]))
    expected = np.flatnonzero((features.first >= start) & (features.last < end))
    assert at.tolist() == [0, len(expected)]
    np.testing.assert_array_equal(inside, expected)


def test_a_text_of_one_word_and_an_empty_one_have_no_pairs(index):
    assert seen(index, "good") == {(0, 0, "good"), (0, 0, "~good"), (0, 0, "~ood")}
    assert seen(index, "") == set()


def test_ranges_end_to_end():
    np.testing.assert_array_equal(ranges(np.array([5, 0, 9]), np.array([2, 0, 3])), [5, 6, 9, 10, 11])
