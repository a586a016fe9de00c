"""Trees written and read back, and every way in which a file of trees can be wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.corpus import treebank
from engine.corpus.dataset import Split
from engine.corpus.lexicon import Lexicon
from engine.corpus.tokens import normalise
from engine.errors import DataError

Tree: TypeAlias = tuple[int, str | list["Tree"]]
Node: TypeAlias = tuple[int, int, int]

_LABELS = st.integers(0, 4)
_WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("aB.'-\xa0\t\u2028é👍"), st.characters(exclude_characters="\0\r\n ()\t")
    ),
    min_size=1,
    max_size=6,
).filter(lambda word: word.strip("\t") and _encodable(word))
_TREES = st.recursive(
    st.tuples(_LABELS, _WORDS),
    lambda inner: st.tuples(_LABELS, st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
)
_GAPS = st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\n"])


def _encodable(word: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def _written(tree: Tree) -> str:
    label, rest = tree
    return f"({label} {rest if isinstance(rest, str) else ' '.join(map(_written, rest))})"


def _leaves(tree: Tree) -> list[str]:
    return [tree[1]] if isinstance(tree[1], str) else [word for child in tree[1] for word in _leaves(child)]


def _nodes(tree: Tree, start: int) -> list[Node]:
    """Start, end and label of every subtree in the order in which they open: the slow, obvious way."""
    nodes, at = [(start, start + len(_leaves(tree)), tree[0])], start
    for child in tree[1] if not isinstance(tree[1], str) else []:
        nodes += _nodes(child, at)
        at += len(_leaves(child))
    return nodes


@given(st.lists(_TREES, min_size=1, max_size=5), _GAPS, st.booleans(), st.booleans())
def test_what_is_written_is_read_back(trees: list[Tree], gap: str, mark: bool, last_gap: bool) -> None:
    text = "\ufeff" * mark + gap.join(map(_written, trees)) + gap * last_gap
    lexicon = Lexicon()
    split = treebank.parse(text.encode(), lexicon)

    leaves = [_leaves(tree) for tree in trees]
    offsets = np.concatenate(([0], np.cumsum([len(words) for words in leaves])))
    assert [lexicon.words()[i] for i in split.tokens] == [
        normalise(word) for words in leaves for word in words
    ]
    np.testing.assert_array_equal(split.offsets, offsets)
    assert split.labels is not None
    assert split.labels.tolist() == [label for label, _ in trees]
    expected = [(i, *node) for i, tree in enumerate(trees) for node in _nodes(tree, int(offsets[i]))]
    spans = split.spans
    assert spans is not None
    found = zip(
        *(array.tolist() for array in (spans.sentence, spans.start, spans.end, spans.labels)), strict=True
    )
    assert list(found) == expected
    assert [array.dtype for array in (split.tokens, split.offsets, split.labels)] == [
        np.int32,
        np.int64,
        np.int8,
    ]
    assert [array.dtype for array in (spans.sentence, spans.start, spans.end)] == [np.int32] * 3


@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(alphabet=st.sampled_from("((()))0235 a\n\t"), max_size=30).map(str.encode),
        st.text(max_size=30).map(lambda text: text.encode(errors="surrogatepass")),
    )
)
@example(b"")
@example(b"(2 a)")
def test_whatever_the_bytes_there_is_a_split_or_one_error(data: bytes) -> None:
    split = _parsed(data)
    if isinstance(split, str):
        assert re.fullmatch(r"trees\.txt(, line \d+)?: [^\n]+\.", split)
        return
    assert len(split.tokens) == split.offsets[-1]
    assert np.diff(split.offsets).min() > 0
    assert split.spans is not None
    assert (split.spans.end > split.spans.start).all()
    assert set(split.spans.labels.tolist()) <= {0, 1, 2, 3, 4}


def _parsed(data: bytes) -> Split | str:
    try:
        return treebank.parse(data, Lexicon(), "trees.txt")
    except DataError as error:
        return str(error)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ": the file holds no sentence"),
        (" \n\t\r\n", ": the file holds no sentence"),
        ("(2 a)\n(2 (2 b)\n(2 c)", ", line 2: the line ends inside a tree"),
        ("(2 a)\n(3 (2 cut", ", line 2: the line ends inside a tree"),
        ("(2 a))", ", line 1: a closing bracket has no opening one"),
        (")(", ", line 1: a closing bracket has no opening one"),
        ("(2 a)\n\n(5 b)", ", line 3: a label is not one of 0, 1, 2, 3, 4"),
        ("(22 a)", ", line 1: a label is not one of"),
        ("(2a)", ", line 1: a label is not one of"),
        ("(2 (b c))", ", line 1: a node has no label"),
        ("( a)", ", line 1: a node has no label"),
        ("(-1 a)", ", line 1: a node has no label"),
        ("(2 ())", ", line 1: a node is empty"),
        ("(2 (2 a) ( ))", ", line 1: a node is empty"),
        ("(2)", ", line 1: a node holds a label but no word"),
        ("(2 )", ", line 1: a node holds a label but no word"),
        ("(2 a b)", ", line 1: a word is not alone"),
        ("(2 a )", ", line 1: a word is not alone"),
        ("(2 x (2 a) (2 b))", ", line 1: a node holds text beside its label"),
        ("(2 (2 a) x)", ", line 1: there is text behind a closing bracket"),
        ("(2 a)\n(2 b) x", ", line 2: there is text behind a closing bracket"),
        ("some words", ", line 1: there is text outside the brackets"),
        ("\n\nx (2 a)", ", line 3: there is text outside the brackets"),
        ("(2 a) (2 b)", ", line 1: a second tree starts on the line"),
        ("(2 a)\n(2 \udc80)", ", line 2: byte 0xed is not UTF-8 text"),
        (b"(2 a)\n(2 caf\xe9)", ", line 2: byte 0xe9 is not UTF-8 text"),
        (b"PK\x03\x04\n\0\0", ", line 2: this is a binary file"),
        ("(2 a)".encode("utf-16"), ", line 1: this is a binary file or UTF-16"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(text: str | bytes, message: str) -> None:
    with pytest.raises(DataError) as raised:
        treebank.parse(text, Lexicon(), "trees.txt")
    assert str(raised.value).startswith(f"trees.txt{message}")
    assert str(raised.value).count("\n") == 0


def test_a_tree_deeper_than_sixteen_bits_is_read() -> None:
    depth = 40_000
    split = treebank.parse("(1 " * depth + "(3 a)" + ")" * depth, Lexicon())
    assert split.spans is not None
    assert set(split.spans.end.tolist()) == {1}
    assert split.spans.labels.tolist() == [1] * depth + [3]


def test_a_folder_gives_the_splits_it_has_and_one_lexicon(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("(3 (2 A) (4 gem))\n", encoding="utf-8")
    (tmp_path / "test.txt").write_text("(1 (2 a) (0 bore))\n", encoding="utf-8")
    told: list[float] = []
    dataset = treebank.read(tmp_path, progress=told.append)
    assert dataset.name == tmp_path.name
    assert list(dataset.splits) == ["train", "test"]
    assert dataset.lexicon == ("a", "gem", "bore")
    assert dataset.words("test", 0) == ["a", "bore"]
    assert dataset.counts().tolist() == [1, 1, 0]
    assert told[-1] == 1
    assert treebank.read(tmp_path, name="mine").name == "mine"


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no such folder; one with train\.txt"):
        treebank.read(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"train\.txt: there is no such file; the train trees should be here"):
        treebank.read(tmp_path)
    (tmp_path / "train.txt").mkdir()
    with pytest.raises(DataError, match="this is a folder, but the train trees should be here"):
        treebank.read(tmp_path)


@pytest.mark.real_data
def test_the_stanford_treebank_is_whole(real_data: Path) -> None:
    splits = treebank.read(real_data / "sst").splits
    assert {name: len(split) for name, split in splits.items()} == {"train": 8544, "dev": 1101, "test": 2210}
    assert {name: len(split.tokens) for name, split in splits.items()} == {
        "train": 163_563,
        "dev": 21_274,
        "test": 42_405,
    }
    # Binary trees: a sentence of n words has 2n - 1 nodes.
    for split in splits.values():
        assert split.spans is not None
        assert len(split.spans.labels) == 2 * len(split.tokens) - len(split)
