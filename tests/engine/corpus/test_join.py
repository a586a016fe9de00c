"""More training sentences: none lost, none changed, dev and test untouched."""

from pathlib import Path

import numpy as np
import pytest

from engine.corpus import labelled_text, plain_text, treebank
from engine.corpus.join import with_more_training
from engine.errors import DataError
from engine.resources import resource


@pytest.fixture
def demo():
    return treebank.read(resource("demo"))


@pytest.fixture
def own(tmp_path: Path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "text,label,split\na zorbly farce,4,train\nnot good,1,train\nfine,3,test\n", encoding="utf-8"
    )
    return labelled_text.read(path)


def phrases(dataset):
    """Every labelled phrase of the training text, as words."""
    split = dataset.splits["train"]
    places = zip(split.spans.start, split.spans.end, split.spans.labels, strict=True)
    return [(tuple(dataset.lexicon[i] for i in split.tokens[a:b]), int(label)) for a, b, label in places]


def test_the_sentences_follow_each_other(demo, own):
    joined = with_more_training(demo, own)
    before = len(demo.splits["train"])
    assert len(joined.splits["train"]) == before + 2
    assert joined.words("train", 0) == demo.words("train", 0)
    assert joined.words("train", before - 1) == demo.words("train", before - 1)
    assert joined.words("train", before) == ["a", "zorbly", "farce"]
    assert joined.words("train", before + 1) == ["not", "good"]
    assert joined.splits["train"].labels[-2:].tolist() == [4, 1]
    assert joined.name == "demo + mine"


def test_sentences_without_trees_become_phrases_of_their_own(demo, own):
    joined = phrases(with_more_training(demo, own))
    assert joined[:-2] == phrases(demo)
    assert joined[-2:] == [(("a", "zorbly", "farce"), 4), (("not", "good"), 1)]
    sentence = with_more_training(demo, own).splits["train"].spans.sentence
    assert np.all(np.diff(sentence) >= 0)


def test_dev_and_test_stay(demo, own):
    joined = with_more_training(demo, own)
    for name in ("dev", "test"):
        assert joined.splits[name] is demo.splits[name]
        assert joined.words(name, 3) == demo.words(name, 3)


def test_nothing_added_is_nothing_changed(demo):
    joined = with_more_training(demo)
    assert joined.lexicon == demo.lexicon
    assert phrases(joined) == phrases(demo)


def test_text_without_labels_is_refused(demo, tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text("no labels here\n", encoding="utf-8")
    with pytest.raises(DataError, match="no sentiment labels"):
        with_more_training(demo, plain_text.read(path))
