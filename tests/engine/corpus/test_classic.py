"""The course's four tables: a small set by hand, its mistakes, and agreement with the trees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.corpus import classic, treebank
from engine.errors import DataError

_FILES = {
    "datasetSentences.txt": (
        "sentence_index\tsentence\n1\tA clichÃ© -LRB- or two -RRB- .\n2\tWriter\\/director\n3\tA gem\n"
    ),
    "datasetSplit.txt": "sentence_index,splitset_label\n1,1\n2,2\n3,3\n",
    "dictionary.txt": "A cliché ( or two ) .|0\nWriter\\/director|7\nA gem|2\na | b|3\n",
    "sentiment_labels.txt": "phrase ids|sentiment values\n0|0.2\n7|0.5\n2|0.80001\n3|1\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in _FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_sentences_are_repaired_looked_up_and_classified(folder: Path) -> None:
    told: list[float] = []
    dataset = classic.read(folder, name="course", progress=told.append)
    assert dataset.name == "course"
    assert list(dataset.splits) == ["train", "dev", "test"]
    assert dataset.words("train", 0) == ["a", "cliché", "(", "or", "two", ")", "."]
    assert dataset.words("test", 0) == ["writer/director"]
    assert [int(split.labels[0]) for split in dataset.splits.values()] == [0, 4, 2]
    assert dataset.splits["train"].spans is None
    assert told[-1] == 1


@pytest.mark.parametrize(
    ("score", "label"),
    [(0, 0), (0.2, 0), (0.20001, 1), (0.4, 1), (0.41, 2), (0.6, 2), (0.61, 3), (0.8, 3), (0.81, 4), (1, 4)],
)
def test_a_border_belongs_to_the_class_below(score: float, label: int) -> None:
    assert classic.classify(score) == label


def test_a_sentence_that_is_right_already_stays() -> None:
    assert classic.repair("Amélie — a “gem”") == "Amélie — a “gem”"
    assert classic.repair("AmÃ©lie") == "Amélie"


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("datasetSentences.txt", "index\tsentence\n1 A gem\n", ", line 2: two columns with a tab"),
        ("datasetSentences.txt", "index\tsentence\n\n9\tA gem\n", ", line 3: sentence 9 is in no split"),
        (
            "datasetSentences.txt",
            "index\tsentence\n1\tUnheard of\n",
            ", line 2: sentence 1 is not in dictionary",
        ),
        (
            "datasetSentences.txt",
            "index\tsentence\n3\tA gem\n",
            ": no sentence belongs to the training split",
        ),
        ("datasetSentences.txt", "", ": no sentence belongs to the training split"),
        ("datasetSplit.txt", "index,split\n1,1\n2,4\n", ', line 3: "4" is no split; write 1 (train)'),
        ("datasetSplit.txt", "index,split\n1\n", ', line 2: two columns with a ","'),
        ("dictionary.txt", "A gem|2\nA gem\n", ', line 2: two columns with a "|"'),
        ("sentiment_labels.txt", "ids|values\n0|nice\n", ', line 2: the score "nice" is not a number from 0'),
        ("sentiment_labels.txt", "ids|values\n0|1.5\n", ', line 2: the score "1.5" is not'),
        ("sentiment_labels.txt", "ids|values\n0|nan\n", ', line 2: the score "nan" is not'),
    ],
)
def test_a_mistake_is_named_with_file_and_line(folder: Path, file: str, text: str, message: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        classic.read(folder)
    assert str(raised.value).startswith(f"{folder / file}{message}")


def test_a_phrase_without_score_is_named(folder: Path) -> None:
    (folder / "sentiment_labels.txt").write_text("ids|values\n7|0.5\n2|1\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 2: phrase 0 of sentence 1 has no score"):
        classic.read(folder)


@pytest.mark.parametrize("file", classic.FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(DataError, match=f"{file}: there is no such file"):
        classic.read(folder)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(classic.FILES), st.binary(max_size=40))
def test_whatever_the_bytes_there_is_a_data_set_or_one_error(folder: Path, file: str, data: bytes) -> None:
    for name, text in _FILES.items():
        (folder / name).write_bytes(data if name == file else text.encode())
    with pytest.raises(DataError, match=r"^[^\n]+\.$"):
        classic.read(folder)


@pytest.mark.real_data
def test_tables_and_trees_of_the_treebank_agree(real_data: Path) -> None:
    tables, trees = classic.read(real_data / "sst_classic"), treebank.read(real_data / "sst")
    assert tables.lexicon == trees.lexicon
    assert list(tables.splits) == list(trees.splits)
    for name, split in tables.splits.items():
        for field in ("tokens", "offsets", "labels"):
            np.testing.assert_array_equal(getattr(split, field), getattr(trees.splits[name], field))
    assert tables.fingerprint() == trees.fingerprint()
