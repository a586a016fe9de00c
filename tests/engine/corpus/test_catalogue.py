"""From a name or a path to a data set, and what is said when there is none."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from engine.corpus import classic
from engine.corpus.catalogue import catalogue, info, resolve, user_data_folder
from engine.errors import DataError

_TREE = "(3 (2 A) (4 gem))\n"


def test_every_entry_can_be_shown_and_either_is_bundled_or_can_be_fetched() -> None:
    entries = catalogue()
    assert {"demo", "sst", "glove"} <= set(entries)
    for name, entry in entries.items():
        assert entry.name == name
        assert entry.title
        assert entry.licence
        assert entry.description
        assert entry.size_bytes > 0
        assert (entry.bundled is None) != (entry.url is None)
        assert set(entry.members) == set(entry.checksums)
        assert all(digest is None or len(digest) == 64 for digest in entry.checksums.values())


def test_the_demo_is_there_and_labelled() -> None:
    told: list[float] = []
    dataset = resolve("demo", progress=told.append)
    assert dataset.name == "demo"
    assert dataset.labelled
    assert list(dataset.splits) == ["train", "dev", "test"]
    assert catalogue()["demo"].available()
    assert told[-1] == 1


def test_what_was_not_fetched_says_how_to_fetch_it() -> None:
    assert not catalogue()["sst"].available()
    with pytest.raises(DataError, match="run `wordscope data fetch sst`"):
        resolve("sst")


@pytest.mark.parametrize("explicit", [True, False])
def test_what_was_fetched_is_read_from_the_users_folder(tmp_path: Path, explicit: bool) -> None:
    data_folder = tmp_path if explicit else user_data_folder()
    (data_folder / "sst").mkdir(parents=True)
    for split in ("train", "dev", "test"):
        (data_folder / "sst" / f"{split}.txt").write_text(_TREE, encoding="utf-8")
    assert resolve("sst", data_folder=tmp_path if explicit else None).name == "sst"


def test_vectors_are_not_sentences() -> None:
    with pytest.raises(DataError, match="holds word vectors, not sentences"):
        resolve("glove")


@pytest.mark.parametrize("name", ["unheard-of", "", "a\0b", "x" * 5000])
def test_an_unknown_name_lists_the_known_ones(name: str) -> None:
    with pytest.raises(DataError, match=r"no data set, folder or file.*known data sets are demo, sst"):
        resolve(name)


def test_a_path_is_read_by_what_lies_there(tmp_path: Path) -> None:
    trees = tmp_path / "trees"
    trees.mkdir()
    (trees / "train.txt").write_text(_TREE, encoding="utf-8")
    text = tmp_path / "notes.txt"
    text.write_text("A gem.\n", encoding="utf-8")
    table = tmp_path / "table.csv"
    table.write_text("text,label\na gem,4\n", encoding="utf-8")
    assert resolve(trees).splits["train"].spans is not None
    assert resolve(str(text)).lexicon == ("a", "gem", ".")
    assert resolve(table).labelled


def test_a_folder_in_the_courses_layout_is_recognised_by_any_of_its_files(tmp_path: Path) -> None:
    (tmp_path / classic.DICTIONARY).write_text("a|1\n", encoding="utf-8")
    with pytest.raises(DataError, match="this file of the course's layout should be here"):
        resolve(tmp_path)


def test_a_folder_of_neither_layout_names_both(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"neither trees \(train\.txt.*datasetSentences\.txt"):
        resolve(tmp_path)


def test_a_file_of_trees_is_not_taken_for_text(tmp_path: Path) -> None:
    path = tmp_path / "trees.txt"
    path.write_text(_TREE, encoding="utf-8")
    with pytest.raises(DataError, match="this file holds sentiment trees; name the folder"):
        resolve(path)


def test_info_counts_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text(_TREE * 2, encoding="utf-8")
    (tmp_path / "test.txt").write_text("(0 dull)\n", encoding="utf-8")
    found = info(resolve(tmp_path))
    assert json.loads(json.dumps(found)) == found
    assert found["types"] == 3
    assert found["labelled"]
    assert found["splits"]["train"] == {
        "sentences": 2,
        "tokens": 4,
        "types": 2,
        "labels": [0, 0, 0, 2, 0],
        "spans": 6,
    }
    text = tmp_path / "notes"
    text.write_text("a b a", encoding="utf-8")
    plain = info(resolve(text))
    assert plain["splits"]["train"] == {
        "sentences": 1,
        "tokens": 3,
        "types": 2,
        "labels": None,
        "spans": None,
    }
    assert not plain["labelled"]


@pytest.mark.real_data
def test_the_checksums_are_those_of_the_public_treebank(real_data: Path) -> None:
    for file, digest in catalogue()["sst"].checksums.items():
        assert hashlib.sha256((real_data / "sst" / file).read_bytes()).hexdigest() == digest
