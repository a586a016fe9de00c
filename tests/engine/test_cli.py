"""The command line as a process: without Qt, interrupted, resumed, in a pipe."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.training.checkpoint import Checkpoint
from engine.vectors import formats
from tests.corpora import write_trees

PATIENCE = 60
WITHOUT_QT = (
    "import sys; from tests.without_qt import QtBlocker; sys.meta_path.insert(0, QtBlocker()); "
    "from engine.cli import main; main()"
)
# Pacing by a constant rate: with the linear schedule the length of the run decides every step.
QUICK = ("--dims", "4", "--min-count", "1", "--sample", "0", "--chunks", "4", "--schedule", "constant")


def environment() -> dict[str, str]:
    """One thread for the products: two processes share this machine."""
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1"}


def engine(*words: object, root: Path) -> subprocess.CompletedProcess[str]:
    """`python -m engine` to its end."""
    line = [sys.executable, "-m", "engine", *map(str, words)]
    return subprocess.run(
        line, cwd=root, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """A folder of tiny labelled trees."""
    return write_trees(tmp_path / "trees")


def interrupted(trees: Path, out: Path, root: Path) -> tuple[int, str, str]:
    """An endless run that got Ctrl-C once it was at work; status, stdout, stderr.

    It is at work when its first checkpoint appears, which the test asks for by a short pace of saving.
    """
    script = (
        "import functools, sys; import engine.commands.train as command; "
        "command.train = functools.partial(command.train, save_every=0.05); "
        "from engine.cli import main; main()"
    )
    words = ["train", "--data", trees, *QUICK, "--steps", 100_000_000, "--json", "--out", out]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        cwd=root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        saved = out.with_name(f"{out.name}.run.npz")
        deadline, tick = time.monotonic() + PATIENCE, threading.Event()
        while not saved.exists() and process.poll() is None and time.monotonic() < deadline:
            tick.wait(0.02)
        process.send_signal(signal.SIGINT)
        told, complaints = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    return process.returncode, told, complaints


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one child process")
def test_ctrl_c_keeps_a_checkpoint_and_resuming_equals_the_uninterrupted_run(
    trees: Path, tmp_path: Path, project_root: Path
) -> None:
    out = tmp_path / "half.npz"
    status, told, complaints = interrupted(trees, out, project_root)
    assert status == 130
    checkpoint = tmp_path / "half.npz.run.npz"
    assert str(checkpoint) in complaints
    assert complaints.count("\n") == 1
    assert "Traceback" not in complaints
    value = json.loads(told)
    saved = Checkpoint.load(checkpoint)
    assert value["steps"] == saved.step > 0
    np.testing.assert_array_equal(formats.load(out).matrix, saved.params["W_in"])

    steps = saved.step + 25
    rest, whole = tmp_path / "rest.npz", tmp_path / "whole.npz"
    resume = ["train", "--resume", str(checkpoint), "--steps", str(steps), "--out", str(rest), "--json"]
    straight = ["train", "--data", str(trees), *QUICK, "--steps", str(steps), "--out", str(whole), "--json"]
    assert cli.run(cli.make_app(), resume) == 0
    assert cli.run(cli.make_app(), straight) == 0
    np.testing.assert_array_equal(formats.load(rest).matrix, formats.load(whole).matrix)


def test_works_without_qt_and_keeps_stdout_for_results(trees: Path, project_root: Path) -> None:
    line = [sys.executable, "-c", WITHOUT_QT, "train", "--data", str(trees), *QUICK, "--steps", "5", "--json"]
    done = subprocess.run(
        line,
        cwd=project_root,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["steps"] == 5


def test_bad_input_of_the_module_is_one_line(project_root: Path) -> None:
    done = engine("train", "--data", "nowhere", root=project_root)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "nowhere" in done.stderr


def test_no_command_shows_the_commands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["engine"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in (*cli.COMMANDS, "data"))


@pytest.mark.parametrize("words", [["no-such-command"], ["--no-such-option"], ["data", "no-such"]])
def test_what_is_no_command_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(cli.make_app(), words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "--help" in err
