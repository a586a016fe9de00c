"""``wordscope``: the window's own options, the picture, and the engine's commands beside them."""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import cli
from engine.bench.rows import Row
from engine.commands import bench as measuring
from engine.errors import SettingError
from engine.vectors import WordVectors, formats
from explorer.__main__ import ALL_PARTS, make_app
from explorer.bench.parts import WINDOW_PARTS
from explorer.options import WindowOptions
from explorer.snapshot import parse_size
from tests.corpora import write_trees
from tests.leaks import delete_discarded

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(qtbot: QtBot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command line; status, stdout, stderr."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    for name in ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR"):
        monkeypatch.setenv(name, "offscreen" if name == "QT_QPA_PLATFORM" else "1")
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    style, palette, font = running.styleSheet(), running.palette(), running.font()
    interval = sys.getswitchinterval()

    def command(*words: object) -> tuple[int, str, str]:
        status = cli.run(make_app(), [str(word) for word in words])
        # A program would end here; what the closed window still wanted to draw must not come later.
        delete_discarded()
        return status, *capsys.readouterr()

    yield command
    sys.setswitchinterval(interval)
    running.setStyleSheet(style)
    running.setPalette(palette)
    running.setFont(font)


def test_options_of_the_window() -> None:
    assert WindowOptions.parse([]) == WindowOptions()
    given = ["--data", "sst", "--run", "--preset", "CBOW", "--theme", "dark", "--session", "a.npz"]
    assert WindowOptions.parse(given) == WindowOptions("sst", "a.npz", True, "CBOW", "dark")


@pytest.mark.parametrize(("text", "size"), [("1280x800", (1280, 800)), ("640X480", (640, 480))])
def test_size_of_a_picture(text: str, size: tuple[int, int]) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "1280", "x", "10x10", "99999x800", "-640x480", "1280x800x3", "a x b"])
def test_size_that_is_none(text: str) -> None:
    with pytest.raises(SettingError):
        parse_size(text)


def test_snapshot_writes_a_picture_and_one_json_value(run: Run, tmp_path: Path) -> None:
    data, out = write_trees(tmp_path / "trees"), tmp_path / "window.png"
    words = [
        "--data",
        data,
        "--seconds",
        0.3,
        "--size",
        "1300x820",
        "--sentence",
        "good",
        "--json",
        "--quiet",
    ]
    status, told, complaints = run("snapshot", out, *words)
    assert (status, complaints) == (0, "")
    value = json.loads(told)
    assert {"image", "frames", "steps", "words_per_second"} <= set(value)
    assert value["image"] == str(out)
    assert value["steps"] > 0
    head = out.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert struct.unpack(">II", head[16:24]) == (1300, 820)


def test_snapshot_without_training_shows_the_first_start(run: Run, tmp_path: Path) -> None:
    data, out = write_trees(tmp_path / "trees"), tmp_path / "first.png"
    status, told, complaints = run("snapshot", out, "--data", data, "--seconds", 0, "--quiet")
    assert (status, complaints) == (0, "")
    assert out.read_bytes().startswith(b"\x89PNG")
    assert "8,216 words of the bundled model" in told
    assert "steps" not in told
    status, told, complaints = run("snapshot", out, "--data", "nowhere", "--seconds", 0, "--quiet")
    assert (status, told, complaints.count("\n")) == (2, "", 1)


def test_snapshot_of_vectors_looks_as_near_as_asked(run: Run, tmp_path: Path) -> None:
    vectors = WordVectors(
        tuple(f"w{row}" for row in range(60)), np.random.default_rng(0).normal(size=(60, 4))
    )
    formats.save(vectors, tmp_path / "v.txt")
    pictures = []
    for zoom in (1, 9):
        out = tmp_path / f"{zoom}.png"
        words = ["--vectors", tmp_path / "v.txt", "--zoom", zoom, "--panel", "map", "--json", "--quiet"]
        status, told, complaints = run("snapshot", out, *words)
        assert (status, complaints) == (0, "")
        assert json.loads(told)["steps"] == 0
        pictures.append(out.read_bytes())
    assert pictures[0] != pictures[1]
    status, _, complaints = run("snapshot", tmp_path / "a.png", "--vectors", tmp_path / "none.txt", "--quiet")
    assert status == 2
    assert "no such file" in complaints


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--data", "nowhere"], "nowhere"),
        (["--size", "big"], "big"),
        (["--preset", "Best"], "Best"),
        (["--theme", "pink"], "theme"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_bad_snapshot_is_one_line(run: Run, tmp_path: Path, words: list[str], named: str) -> None:
    status, told, complaints = run("snapshot", tmp_path / "a.png", *words)
    assert (status, told) == (2, "")
    assert complaints.count("\n") == 1
    assert named in complaints
    assert not (tmp_path / "a.png").exists()


def test_place_that_cannot_be_written_and_unknown_panel(run: Run, tmp_path: Path) -> None:
    data = write_trees(tmp_path / "trees")
    # An hour: both are refused before the training.
    quick = ["--data", data, "--seconds", 3600, "--quiet"]
    status, _, complaints = run("snapshot", tmp_path / "nowhere" / "a.png", *quick)
    assert status == 2
    assert complaints.count("\n") == 1
    status, _, complaints = run("snapshot", tmp_path / "a.png", "--panel", "kitchen", *quick)
    assert status == 2
    assert "kitchen" in complaints


@pytest.mark.parametrize(
    "words", [["--preset", "Best"], ["--theme", "pink"], ["no-such-command"], ["--dims", 3]]
)
def test_bad_window_options_are_one_line(run: Run, words: list[object]) -> None:
    status, told, complaints = run(*words)
    assert (status, told) == (2, "")
    assert complaints.count("\n") == 1


def test_the_engines_commands_are_there(run: Run) -> None:
    status, told, _ = run("--help")
    assert status == 0
    assert all(name in told for name in (*cli.COMMANDS, "data", "snapshot", "--data", "--session", "--run"))
    status, told, _ = run("gradcheck", "--objective", "softmax_regression", "--json")
    assert status == 0
    assert json.loads(told)


HEADLESS, WINDOW = [*measuring.PARTS], [*WINDOW_PARTS]


@pytest.mark.parametrize(
    ("words", "measured"),
    [
        ([], HEADLESS),
        (["--gui"], WINDOW),
        (["--gui", "--corpus", "text.txt"], [*HEADLESS, *WINDOW]),
        (["--gui", "--pairs", "pairs.tsv"], [*HEADLESS, *WINDOW]),
        (["--only", "map"], ["map"]),
        (["--gui", "--only", "pace", "--only", "window"], ["pace", "window"]),
    ],
)
def test_which_parts_bench_measures(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    measured: list[str],
) -> None:
    for parts in (measuring.PARTS, WINDOW_PARTS, ALL_PARTS):
        for name in parts:
            monkeypatch.setitem(parts, name, lambda asked, name=name: [Row(name, 1.0, "s")])
    assert cli.run(make_app(), ["bench", "--json", *words]) == 0
    assert [row["what"] for row in json.loads(capsys.readouterr().out)["rows"]] == measured


def test_bench_names_all_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(make_app(), ["bench", "--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in ALL_PARTS)
