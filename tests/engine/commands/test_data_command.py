"""``data``: what there is and what is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.corpus.catalogue import user_data_folder
from tests.corpora import write_trees
from tests.engine.commands.conftest import Command


def test_list_tells_name_licence_size_and_path(command: Command) -> None:
    said = command("data", "list", "--json")
    assert (said.status, said.err) == (0, "")
    by_name = {entry["name"]: entry for entry in said.json}
    assert {"demo", "sst"} <= set(by_name)
    assert all({"name", "licence", "size", "path"} <= set(entry) for entry in said.json)
    assert Path(by_name["demo"]["path"]).is_dir()
    assert by_name["sst"]["path"] is None


def test_list_for_people_names_every_set(command: Command) -> None:
    said = command("data", "list")
    assert said.status == 0
    assert "demo" in said.out


def test_info_counts_what_the_files_hold(command: Command, trees: Path) -> None:
    value = command("data", "info", trees, "--json").json
    lines = (trees / "train.txt").read_text(encoding="utf-8").splitlines()
    train = value["splits"]["train"]
    assert train["sentences"] == len(lines)
    assert sum(train["labels"]) == len(lines)
    assert value["labelled"]
    assert set(value["splits"]) == {"train", "dev", "test"}
    assert f"{len(lines)}" in command("data", "info", trees).out


def test_info_of_plain_text_has_no_labels(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("one two three\nfour five\n", encoding="utf-8")
    value = command("data", "info", file, "--json").json
    assert not value["labelled"]
    assert value["splits"]["train"]["sentences"] == 2
    assert value["splits"]["train"]["labels"] is None


def test_set_that_was_not_fetched_tells_how(refused: Callable[..., str]) -> None:
    assert "wordscope data fetch sst" in refused("data", "info", "sst")


def test_unknown_set_and_vectors_are_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "nonsense" in refused("data", "info", "nonsense")
    assert "vectors" in refused("data", "info", "glove")
    assert str(tmp_path) in refused("data", "info", tmp_path)
    refused("data", "info")
    refused("data", "fetch", "nonsense")


def test_once_fetched_the_treebank_is_what_commands_learn_from(command: Command) -> None:
    write_trees(user_data_folder() / "sst")
    quick = ["--dims", 4, "--min-count", 1, "--sample", 0, "--steps", 20, "--chunks", 4]
    assert command("train", *quick, "--json").json["data"] == "sst"
    assert command("sentiment", "--classifier", "network", "--json").json["data"] == "sst"
