"""``sentiment`` and ``predict``: from vectors to accuracies, and what a saved model says."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.vectors import WordVectors, formats
from tests.corpora import BAD, GOOD, write_trees
from tests.engine.commands.conftest import Command

Refused = Callable[..., str]
KEYS = {
    *("classifier", "train", "dev", "test", "binary_test"),
    *("sweep", "best_reg", "confusion", "seconds"),
}


def save_vectors(path: Path) -> Path:
    """Vectors that tell praise from blame at once."""
    words = (*GOOD, *BAD, "film", "the", "was")
    matrix = np.random.default_rng(1).normal(scale=0.1, size=(len(words), 4))
    matrix[: len(GOOD), 0] += 1
    matrix[len(GOOD) : len(GOOD) + len(BAD), 0] -= 1
    formats.save(WordVectors(words, matrix), path)
    return path


@pytest.fixture
def vectors(tmp_path: Path) -> Path:
    """A file of such vectors."""
    return save_vectors(tmp_path / "vectors.txt")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved sentence model, which the tests only read."""
    folder = tmp_path_factory.mktemp("model")
    data, chosen = write_trees(folder / "trees"), save_vectors(folder / "vectors.txt")
    words = ["sentiment", "--data", data, "--vectors", chosen, "--out", folder / "model.npz", "--quiet"]
    assert cli.run(cli.make_app(), [str(word) for word in words]) == 0
    return folder / "model.npz"


def test_json_has_the_promised_keys(command: Command, trees: Path, vectors: Path) -> None:
    said = command("sentiment", "--data", trees, "--vectors", vectors, "--json")
    assert (said.status, said.err) == (0, "")
    value = said.json
    assert set(value) >= KEYS
    assert all({"reg", "train", "dev"} <= set(row) for row in value["sweep"])
    assert value["best_reg"] in [row["reg"] for row in value["sweep"]]
    assert np.shape(value["confusion"]) == (5, 5)
    assert 50 < value["dev"] <= 100


def test_two_classes(command: Command, trees: Path, vectors: Path) -> None:
    value = command("sentiment", "--data", trees, "--vectors", vectors, "--classes", 2, "--json").json
    assert np.shape(value["confusion"]) == (2, 2)
    assert value["dev"] == 100


def test_predictions_have_the_promised_keys(command: Command, model: Path) -> None:
    texts = ["a good film", "awful", "unheard of", ""]
    said = command("predict", "--model", model, "--json", *texts)
    assert (said.status, said.err) == (0, "")
    assert [each["text"] for each in said.json] == texts
    for each in said.json:
        assert each["label"] in range(5)
        assert sum(each["probabilities"]) == pytest.approx(1)
        assert len(each["probabilities"]) == 5
        for word in each["words"]:
            assert set(word) == {"word", "known", "share"}
            assert len(word["share"]) == 5
    good, bad = said.json[:2]
    assert good["label"] > 2 > bad["label"]
    assert [word["known"] for word in said.json[2]["words"]] == [False, False]


def test_sentences_from_standard_input(
    command: Command, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a good film\nawful\n"))
    said = command("predict", "--model", model, "--json", "-")
    assert [each["text"] for each in said.json] == ["a good film", "awful"]


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_standard_input_that_is_no_text_is_refused(
    refused: Refused, model: Path, monkeypatch: pytest.MonkeyPatch, errors: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\x00caf\xe9"), "utf-8", errors))
    assert "UTF-8" in refused("predict", "--model", model, "-")


def test_the_bundled_model_answers_without_a_choice(command: Command) -> None:
    said = command("predict", "--json", "a wonderful film")
    assert said.status == 0
    assert said.json[0]["label"] > 2


def test_people_are_told_which_words_are_unknown(command: Command, model: Path) -> None:
    said = command("predict", "--model", model, "a good unheardof")
    assert said.status == 0
    assert "unheardof" in said.out


def test_a_terminal_is_not_commanded_by_a_sentence(command: Command, model: Path) -> None:
    said = command(
        "predict", "--model", model, "good\x1b[31m film\x07\u202e", "\u05e1\u05e8\u05d8 \U0001f600"
    )
    assert said.status == 0
    assert "good\ufffd[31m film\ufffd\ufffd" in said.out
    assert "\u05e1\u05e8\u05d8 \U0001f600" in said.out


DAMAGE = {
    "empty": b"",
    "binary": bytes(range(256)) * 9,
    "a number missing": b"film 0.1 0.2\nplot 0.3\n",
    "no number": b"film 0.1 x\n",
    "not a number": b"film 0.1 nan\n",
    "latin-1": "caf\xe9 0.1 0.2\nfilm 1 2\n".encode("latin-1"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damaged_vectors_are_refused_by_name(
    refused: Refused, trees: Path, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "damaged.txt"
    file.write_bytes(DAMAGE[kind])
    assert str(file) in refused("sentiment", "--data", trees, "--vectors", file)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--vectors", "nowhere.txt"], "nowhere.txt"),
        (["--classifier", "oracle"], "--classifier"),
        (["--classes", "7"], "7"),
        (["--jobs", "0"], "--jobs"),
        (["--data", "nothing"], "nothing"),
    ],
)
def test_bad_options_are_refused(
    refused: Refused, trees: Path, vectors: Path, words: list[str], named: str
) -> None:
    assert named in refused("sentiment", "--data", trees, "--vectors", vectors, *words)


def test_text_without_labels_is_refused(refused: Refused, vectors: Path, tmp_path: Path) -> None:
    text = tmp_path / "plain.txt"
    text.write_text("a film\n" * 20, encoding="utf-8")
    assert "label" in refused("sentiment", "--data", text, "--vectors", vectors)


def test_place_that_cannot_be_written_is_refused(
    refused: Refused, trees: Path, vectors: Path, tmp_path: Path
) -> None:
    out = tmp_path / "nowhere" / "model.npz"
    assert str(out) in refused("sentiment", "--data", trees, "--vectors", vectors, "--out", out)


def test_no_such_model_and_damaged_ones_are_refused(refused: Refused, model: Path, tmp_path: Path) -> None:
    assert "nowhere.npz" in refused("predict", "--model", "nowhere.npz", "good")
    cut = tmp_path / "cut.npz"
    cut.write_bytes(model.read_bytes()[:300])
    assert str(cut) in refused("predict", "--model", cut, "good")
    cut.write_bytes(b"not a model")
    assert str(cut) in refused("predict", "--model", cut, "good")
    assert str(tmp_path) in refused("predict", "--model", tmp_path, "good")
    refused("predict", "--model", model)


def test_other_data_can_be_measured_on(command: Command, trees: Path, vectors: Path) -> None:
    words = ["sentiment", "--data", trees, "--vectors", vectors, "--test-on", "demo"]
    found = command(*words, "--json").json["test_on"]
    assert found["data"] == "demo"
    assert 0 < found["test"] < found["binary_test"] < 100
    assert "spread" not in found
    assert "on demo:" in command(*words).out


def test_a_network_can_learn_from_other_sentences_first(
    command: Command, trees: Path, tmp_path: Path
) -> None:
    words = [
        "sentiment",
        "--data",
        trees,
        "--classifier",
        "network",
        "--seeds",
        2,
        "--jobs",
        1,
        "--test-on",
        trees,
        "--json",
    ]
    rules = tmp_path / "rules"
    rules.mkdir()
    text = "(3 (2 never) (1 dull))\n(1 (2 never) (3 good))\n" * 5
    (rules / "train.txt").write_text(text, encoding="utf-8")
    alone = command(*words).json
    prepared = command(*words, "--before", rules).json
    assert len(prepared["seeds"]) == 2
    assert prepared["test_on"]["spread"]["dev"] >= 0
    assert prepared["test_on"]["dev"] == pytest.approx(prepared["dev"])
    assert alone["train"] is not None


def test_averages_do_not_learn_from_other_sentences_first(
    refused: Refused, trees: Path, vectors: Path
) -> None:
    said = refused("sentiment", "--data", trees, "--vectors", vectors, "--before", "demo")
    assert "--classifier network" in said


def test_data_without_labels_cannot_be_measured_on(
    refused: Refused, trees: Path, vectors: Path, tmp_path: Path
) -> None:
    text = tmp_path / "plain.txt"
    text.write_text("a film\n" * 20, encoding="utf-8")
    assert "--test-on" in refused("sentiment", "--data", trees, "--vectors", vectors, "--test-on", text)
