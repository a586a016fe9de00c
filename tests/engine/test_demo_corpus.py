"""The demo corpus is what its generator writes, and keeps what DATA.md promises."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from engine.corpus import treebank
from engine.corpus.dataset import Dataset
from engine.resources import resource
from resources.generator.compose import joint_value, negated
from resources.generator.handwritten import read_sentences
from resources.generator.make_demo import HERE, SIZES, load_grammar, make_splits, write_splits
from resources.generator.seal import SEAL, inputs_hash, seal_text
from resources.generator.trees import Tree

FILES = [f"{name}.txt" for name in SIZES]
PHRASES = Path(__file__).parents[1] / "sentiment_phrases.tsv"
PICTURE = (
    "a an the , . ? ! `` '' -- good great cool brilliant wonderful well amazing worth sweet enjoyable "
    "boring bad waste dumb annoying director funny plot".split()
)
SIDES = {"positive", "negative", "neutral-or-positive", "neutral-or-negative"}


@pytest.fixture(scope="module")
def demo() -> Dataset:
    return treebank.read(resource("demo"))


@pytest.fixture(scope="module")
def sentences(demo: Dataset) -> dict[str, list[str]]:
    return {
        name: [" ".join(demo.words(name, i)).lower() for i in range(len(split))]
        for name, split in demo.splits.items()
    }


@pytest.fixture(scope="module")
def phrases() -> list[list[str]]:
    lines = PHRASES.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def bare(text: str) -> str:
    """Small letters without final punctuation."""
    return re.sub(r"[\s.!?]+$", "", text.lower())


def test_the_files_are_those_that_the_present_generator_sealed() -> None:
    folder = resource("demo")
    recorded = (folder / SEAL).read_text(encoding="utf-8")
    assert recorded == seal_text(folder, FILES, HERE), "run `make demo-corpus` and commit resources/demo"


def test_generating_a_part_again_gives_lines_of_the_bundled_file() -> None:
    hand = len(read_sentences(HERE / "sentences", load_grammar()))
    again = {str(tree) for tree in make_splits({"train": hand + 150, "dev": 0, "test": 0})["train"]}
    bundled = set(resource("demo", "train.txt").read_text(encoding="utf-8").splitlines())
    assert len(again) == hand + 150
    assert again <= bundled


def test_writing_leaves_only_the_finished_files(tmp_path: Path) -> None:
    write_splits(make_splits({"train": 20, "dev": 5, "test": 5}), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES, SEAL])
    assert inputs_hash(HERE) in (tmp_path / SEAL).read_text(encoding="utf-8")


def test_every_node_has_a_label_and_two_children_or_a_word() -> None:
    node = re.compile(r"\([0-4] (?:[^\s()]+|\x00 \x00)\)")
    for name in FILES:
        lines = resource("demo", name).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            rest, folds = line, 1
            while folds:
                rest, folds = node.subn("\x00", rest)
            assert rest == "\x00", f"{name}, line {number}"


def test_every_label_is_between_0_and_4_and_every_one_occurs(demo: Dataset) -> None:
    for split in demo.splits.values():
        assert split.labels is not None
        assert split.spans is not None
        assert set(np.unique(split.labels)) == set(range(5))
        assert set(np.unique(split.spans.labels)) == set(range(5))
        shares = np.bincount(split.labels) / len(split)
        assert shares.min() > 0.08
        assert shares.max() < 0.35


def test_there_are_as_many_sentences_and_words_as_promised(demo: Dataset) -> None:
    sizes = {name: len(split) for name, split in demo.splits.items()}
    total = sum(sizes.values())
    assert sizes == SIZES
    assert total >= 12_000
    assert len({word.lower() for word in demo.lexicon}) >= 4_000
    assert sizes["train"] / total == pytest.approx(0.72, abs=0.01)
    assert sizes["dev"] / total == pytest.approx(0.09, abs=0.01)


def test_at_least_800_sentences_are_written_by_hand() -> None:
    trees = read_sentences(HERE / "sentences", load_grammar())
    assert len({" ".join(tree.words()).lower() for tree in trees}) >= 800


def test_no_sentence_stands_twice_within_or_across_splits(sentences: dict[str, list[str]]) -> None:
    everything = list(itertools.chain.from_iterable(sentences.values()))
    assert len(set(everything)) == len(everything)


def test_no_sentence_is_one_of_the_check_list(
    sentences: dict[str, list[str]], phrases: list[list[str]]
) -> None:
    listed = {bare(phrase) for phrase, _ in phrases}
    found = {bare(text) for texts in sentences.values() for text in texts} & listed
    assert not found


def test_the_check_list_is_well_formed(phrases: list[list[str]]) -> None:
    assert len(phrases) >= 220
    assert all(len(row) == 2 and row[1] in SIDES for row in phrases)
    assert len({phrase for phrase, _ in phrases}) == len(phrases)


def test_lengths_spread_like_those_of_reviews(demo: Dataset) -> None:
    for split in demo.splits.values():
        lengths = np.diff(split.offsets)
        assert lengths.min() >= 3
        assert lengths.max() <= 40
        assert lengths.mean() == pytest.approx(19, abs=1.5)
        assert lengths.std() == pytest.approx(8.5, abs=1.5)


def test_word_frequencies_fall_as_in_natural_text(demo: Dataset) -> None:
    counts = np.sort(demo.counts())[::-1]
    top = counts[:3000]
    slope = np.polyfit(np.log(np.arange(1, len(top) + 1)), np.log(top), 1)[0]
    assert -1.4 < slope < -0.8
    assert (counts == 1).sum() > 200


def test_the_words_of_the_course_picture_occur_often(sentences: dict[str, list[str]]) -> None:
    counts = Counter(word for text in sentences["train"] for word in text.split())
    assert min(counts[word] for word in PICTURE) >= 50


def test_dev_and_test_are_not_made_from_the_frames_of_train() -> None:
    rules = load_grammar().rules
    frames = {
        pool: {" ".join(body) for name, rule in rules.items() if f"_{pool}" in name for body in rule.bodies}
        for pool in ("train", "held")
    }
    assert frames["train"]
    assert frames["held"]
    assert not frames["train"] & frames["held"]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (("not", 1.0), 1),
        (("not", -1.0), 3),
        (("never", -2.0), 3),
        (("very", 1.2), 4),
        (("fairly", 1.2), 3),
        (("too", 1.0), 1),
    ],
)
def test_modifiers_move_a_word_to_the_expected_label(words: tuple[str, float], label: int) -> None:
    value = joint_value(Tree.leaf(words[0], 0.0), Tree.leaf("word", words[1]))
    assert Tree(value).label == label


def test_the_clause_after_but_decides() -> None:
    praise, blame = Tree.leaf("fine", 1.0), Tree.leaf("dull", -1.0)
    turned = Tree(-1.0, left=Tree.leaf("but", 0.0), right=blame, opening="but")
    assert Tree(joint_value(praise, turned)).label == 1
    assert negated(0.0) > -0.5


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "wrong.txt").write_text("# fine\n7\tno such label .\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"wrong\.txt, line 2"):
        read_sentences(tmp_path, load_grammar())
