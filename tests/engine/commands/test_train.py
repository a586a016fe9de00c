"""``train``: its options, its JSON, its files, and how it refuses."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.training.checkpoint import Checkpoint
from engine.training.presets import PRESETS
from engine.training.spec import RunSpec, settings
from engine.vectors import formats
from tests.engine.commands.conftest import Command

KEYS = {"words_per_second", "seconds", "steps", "epochs", "loss", "vocabulary", "peak_memory_mb", "out"}
Refused = Callable[..., str]


def test_json_is_one_value_with_the_promised_keys(
    command: Command, quick: list[object], tmp_path: Path
) -> None:
    out = tmp_path / "vectors.txt"
    said = command("train", *quick, "--json", "--out", out)
    assert said.status == 0
    assert said.err == ""
    value = said.json
    assert set(value) >= KEYS
    assert value["steps"] == 20
    assert value["out"] == str(out)
    assert value["words_per_second"] > 0
    assert math.isfinite(value["loss"])
    assert value["peak_memory_mb"] > 10
    vectors = formats.load(out)
    assert (len(vectors), vectors.dims) == (value["vocabulary"], 4)


def test_a_person_gets_lines_and_no_progress_in_a_pipe(command: Command, quick: list[object]) -> None:
    said = command("train", *quick)
    assert said.status == 0
    assert said.err == ""
    assert "20 steps" in said.out
    assert "\r" not in said.out
    assert "\x1b" not in said.out


def test_quiet_needs_no_terminal_to_be_quiet(
    command: Command, quick: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    said = command("train", *quick, "--quiet", "--json")
    assert said.err == ""
    assert said.json["steps"] == 20


@pytest.mark.parametrize("ending", [".txt", ".vec", ".bin", ".npz", ".tsv", ".txt.gz"])
def test_the_ending_chooses_the_format(
    command: Command, quick: list[object], tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"vectors{ending}"
    assert command("train", *quick, "--json", "--out", out).status == 0
    assert "film" in formats.load(out)


def test_same_seed_same_file(command: Command, quick: list[object], tmp_path: Path) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"]
    for file, seed in zip(files, (1, 1, 2), strict=True):
        assert command("train", *quick, "--seed", seed, "--out", file).status == 0
    first, same, other = (file.read_bytes() for file in files)
    assert first == same
    assert first != other


@pytest.mark.parametrize(
    "options",
    [
        ["--model", "cbow"],
        ["--cost", "softmax"],
        ["--model", "cbow", "--cost", "softmax"],
        ["--preset", "assignment 1"],
    ],
)
def test_models_costs_and_presets(command: Command, quick: list[object], options: list[str]) -> None:
    said = command("train", *quick, *options, "--json")
    assert said.status == 0
    assert said.json["steps"] == 20


def test_epochs_count_when_they_are_asked_for(command: Command, trees: Path) -> None:
    said = command(
        "train", "--data", trees, "--epochs", 2, "--min-count", 1, "--preset", "Assignment 1", "--json"
    )
    assert said.json["epochs"] == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize("path", [path for path, _ in settings(RunSpec())])
def test_every_setting_is_an_option(command: Command, path: str) -> None:
    said = command("train", "--help")
    assert said.status == 0
    assert f"  --{path.rpartition('.')[2].replace('_', '-')} " in said.out


def test_every_preset_is_named_in_the_help(command: Command) -> None:
    words = command("train", "--help").out.replace("│", " ").split()
    for name in PRESETS:
        assert " ".join(words).find(name) >= 0, name


def test_without_out_the_run_is_kept_in_the_users_folder(
    command: Command, quick: list[object], user_home: Path
) -> None:
    value = command("train", *quick, "--json").json
    kept = Path(value["checkpoint"])
    assert value["out"] is None
    assert user_home in kept.parents
    assert Checkpoint.load(kept).step == 20


def test_resumed_run_equals_the_whole_one(command: Command, quick: list[object], tmp_path: Path) -> None:
    whole, half, rest = (tmp_path / name for name in ("whole.npz", "half.npz", "rest.npz"))
    constant = ["--schedule", "constant"]
    assert command("train", *quick, *constant, "--out", whole).status == 0
    assert command("train", *quick, *constant, "--steps", 9, "--out", half).status == 0
    checkpoint = tmp_path / "half.npz.run.npz"
    assert Checkpoint.load(checkpoint).step == 9
    said = command("train", "--resume", checkpoint, "--steps", 20, "--out", rest, "--json")
    assert said.json["steps"] == 20
    np.testing.assert_array_equal(formats.load(rest).matrix, formats.load(whole).matrix)


# ---- refusals ----


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--data", "no-such-data"], "no-such-data"),
        (["--no-such-option"], "--no-such-option"),
        (["--dims", "many"], "--dims"),
        (["--rate", "1000"], "Learning rate"),
        (["--rate", "-1"], "Learning rate"),
        (["--rate", "nan"], "Learning rate"),
        (["--dims", "0"], "Dimensions"),
        (["--model", "glove"], "glove"),
        (["--preset", "Best"], "Best"),
        (["--seed", "-5"], "Seed"),
        (["--min-count", "1000000"], "count"),
        (["--resume", "nowhere.npz"], "nowhere.npz"),
        (["--out", "vectors.doc"], "vectors.doc"),
        (["surplus"], "surplus"),
    ],
)
def test_bad_option_is_one_line_that_names_it(
    refused: Refused, quick: list[object], words: list[str], named: str
) -> None:
    assert named in refused("train", *quick, *words)


def test_unwritable_folder_is_told_before_training(
    refused: Refused, quick: list[object], tmp_path: Path
) -> None:
    out = tmp_path / "nowhere" / "vectors.txt"
    assert str(out.parent) in refused("train", *quick, "--out", out)


def test_folder_that_may_not_be_written(refused: Refused, quick: list[object], tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere (root)")
        assert str(folder) in refused("train", *quick, "--out", folder / "vectors.txt")
    finally:
        folder.chmod(0o700)


def test_folder_in_place_of_the_file(refused: Refused, quick: list[object], tmp_path: Path) -> None:
    folder = tmp_path / "vectors.txt"
    folder.mkdir()
    assert str(folder) in refused("train", *quick, "--out", folder)


BAD_TEXTS = {
    "empty": b"",
    "blank lines": b"\n \n\n",
    "binary": bytes(range(256)) * 20,
    "latin-1": "caf\xe9 ".encode("latin-1") * 50,
    "utf-16": "a good film\n".encode("utf-16") * 20,
}


@pytest.mark.parametrize("kind", BAD_TEXTS)
def test_text_that_is_none_is_refused_by_name(refused: Refused, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(BAD_TEXTS[kind])
    assert str(file) in refused("train", "--data", file)


def test_damaged_tree_is_refused_with_its_line(refused: Refused, trees: Path) -> None:
    with (trees / "train.txt").open("a", encoding="utf-8") as file:
        file.write("(3 (2 a) (2 film)\n")
    told = refused("train", "--data", trees)
    assert "train.txt, line" in told


@pytest.mark.parametrize("damage", ["cut", "text", "empty", "zip of other things"])
def test_damaged_checkpoint_is_refused(
    command: Command, refused: Refused, quick: list[object], tmp_path: Path, damage: str
) -> None:
    assert command("train", *quick, "--out", tmp_path / "v.txt").status == 0
    checkpoint = tmp_path / "v.txt.run.npz"
    whole = checkpoint.read_bytes()
    if damage == "zip of other things":
        np.savez(checkpoint, a=np.zeros(3))
    else:
        checkpoint.write_bytes({"cut": whole[: len(whole) // 2], "text": b"hello", "empty": b""}[damage])
    assert str(checkpoint) in refused("train", "--resume", checkpoint)


def test_checkpoint_of_other_data_is_refused(
    command: Command, refused: Refused, quick: list[object], trees: Path, tmp_path: Path
) -> None:
    assert command("train", *quick, "--out", tmp_path / "v.txt").status == 0
    file = trees / "train.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("film", "movie"), encoding="utf-8")
    assert "other data" in refused("train", "--resume", tmp_path / "v.txt.run.npz")


def test_a_checkpoint_goes_on_where_its_text_has_moved_to(
    command: Command, refused: Refused, quick: list[object], trees: Path, tmp_path: Path
) -> None:
    assert command("train", *quick, "--steps", 9, "--out", tmp_path / "v.txt").status == 0
    moved = trees.rename(tmp_path / "moved")
    checkpoint = tmp_path / "v.txt.run.npz"
    assert str(trees) in refused("train", "--resume", checkpoint, "--steps", 12)
    said = command("train", "--resume", checkpoint, "--data", moved, "--steps", 12, "--json")
    assert said.json["steps"] == 12


def test_a_checkpoint_takes_no_preset(
    command: Command, refused: Refused, quick: list[object], tmp_path: Path
) -> None:
    assert command("train", *quick, "--out", tmp_path / "v.txt").status == 0
    told = refused("train", "--resume", tmp_path / "v.txt.run.npz", "--preset", "CBOW")
    assert "its own settings" in told


def test_training_that_diverges_says_at_which_step(
    command: Command, refused: Refused, quick: list[object], tmp_path: Path
) -> None:
    assert command("train", *quick, "--out", tmp_path / "v.txt").status == 0
    checkpoint = Checkpoint.load(tmp_path / "v.txt.run.npz")
    huge = {name: np.full_like(value, 1e30) for name, value in checkpoint.params.items()}
    replace(checkpoint, params=huge).save(tmp_path / "huge.npz")
    told = refused("train", "--resume", tmp_path / "huge.npz", "--steps", 100)
    assert "diverged at step 20" in told


def test_users_folder_that_cannot_be_made_is_told(
    refused: Refused, quick: list[object], user_home: Path
) -> None:
    folder = user_home / "data"
    folder.rmdir()
    folder.write_text("in the way", encoding="utf-8")
    assert "--out" in refused("train", *quick)


@pytest.fixture
def opinions(tmp_path: Path) -> Path:
    """A folder with a treebank of a dozen trees."""
    folder = tmp_path / "opinions"
    folder.mkdir()
    good, bad = "(3 (2 the) (3 (2 film) (4 shines)))", "(1 (2 the) (1 (2 plot) (0 drags)))"
    for split in ("train", "dev", "test"):
        (folder / f"{split}.txt").write_text(f"{good}\n{bad}\n" * 6, encoding="utf-8")
    return folder


def test_the_sentence_network_is_trained_saved_resumed_and_answers(
    command: Command, opinions: Path, tmp_path: Path
) -> None:
    network = ["--preset", "sentence network", "--data", opinions, "--before", "nothing"]
    small = [*network, "--dims", "4", "--sentences", "4"]
    whole, half, again = (tmp_path / f"{name}.npz" for name in ("whole", "half", "again"))
    said = command("train", *small, "--steps", "30", "--schedule", "constant", "--out", whole, "--json")
    assert said.status == 0
    assert set(said.json) >= KEYS
    assert said.json["dev"] == 100
    assert command("train", *small, "--steps", "11", "--schedule", "constant", "--out", half).status == 0
    checkpoint = half.with_name("half.npz.run.npz")
    resumed = command("train", "--resume", checkpoint, "--steps", "30", "--out", again, "--json")
    assert resumed.json["steps"] == 30
    assert whole.read_bytes() == again.read_bytes()
    told = command("predict", "--model", whole, "the film shines", "the plot drags", "--json")
    assert [each["label"] for each in told.json] == [3, 1]


def test_the_word_vectors_of_the_network_go_into_any_other_format(
    command: Command, opinions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "words.txt"
    network = ["--preset", "sentence network", "--data", opinions, "--before", "nothing"]
    said = command("train", *network, "--dims", "4", "--out", out)
    assert "a phrase" in said.out
    assert set(formats.load(out).words) == {"the", "film", "shines", "plot", "drags"}


def test_the_network_refuses_text_without_labels_and_settings_of_word_vectors(
    refused: Refused, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("a good film\na dull film\n", encoding="utf-8")
    network = ("train", "--preset", "sentence network")
    assert "no sentiment labels" in refused(*network, "--data", plain)
    assert "Window means nothing to the model network" in refused(*network, "--window", "3")
