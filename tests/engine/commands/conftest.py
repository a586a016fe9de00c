"""Running a command line inside this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from tests.corpora import write_trees


@dataclass(frozen=True, slots=True)
class Said:
    """What a command has come to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one value on stdout; fails if there is anything else."""
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the words of a command line."""

    def run(*words: object) -> Said:
        status = cli.run(cli.make_app(), [str(word) for word in words])
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return run


@pytest.fixture
def refused(command: Command) -> Callable[..., str]:
    """Runs a command that must be refused by one line; returns the line."""

    def run(*words: object) -> str:
        said = command(*words)
        assert said.status == 2
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert said.err.startswith("wordscope: ")
        assert "Traceback" not in said.err
        return said.err

    return run


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """A folder of tiny labelled trees."""
    return write_trees(tmp_path / "trees")


@pytest.fixture
def quick(trees: Path) -> list[object]:
    """Options of a training run of a moment."""
    return ["--data", trees, "--dims", 4, "--min-count", 1, "--sample", 0, "--steps", 20, "--chunks", 4]
