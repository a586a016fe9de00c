"""``bench``: which parts are measured, what is printed, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.bench import loading
from engine.commands import bench
from engine.commands.output import print_table
from tests.engine.commands.conftest import Command


def test_one_part_as_a_table_and_as_json(
    command: Command, trees: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = loading.vectors
    monkeypatch.setattr(loading, "vectors", lambda **options: whole(**options, words=20, dims=2))
    said = command("bench", "--only", "loading", "--runs", 1, "--data", trees)
    assert (said.status, said.err) == (0, "")
    assert "Python 3" in said.out.splitlines()[0]
    assert "loading 20 x 2 GloVe text" in said.out
    assert "reading trees, all splits" in said.out
    found = command("bench", "--only", "loading", "--runs", 1, "--data", trees, "--json").json
    assert [row["unit"] for row in found["rows"]] == ["s"] * 3
    assert {"what", "value", "spread", "peer", "ratio"} <= set(found["rows"][0])


def test_a_table_nobody_looks_at_is_as_wide_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["what", "value"], [["a long name " * 20, "1"]])
    assert "a long name " * 20 in capsys.readouterr().out


def test_what_needs_more_than_was_given_is_left_out(command: Command, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("a b c\n" * 9)
    assert command("bench", "--only", "quality", "--corpus", text, "--json").json["rows"] == []
    assert command("bench", "--only", "averages", "--data", text, "--json").json["rows"] == []


def test_every_part_is_named_in_the_help(command: Command) -> None:
    said = command("bench", "--help")
    assert all(name in said.out for name in bench.PARTS)


def test_what_cannot_be_measured_is_one_line(
    refused: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "'kitchen'" in refused("bench", "--only", "kitchen")
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("tiger cat\n")
    assert "line 1" in refused("bench", "--only", "quality", "--pairs", pairs)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "make bench" in refused("bench", "--against", "gensim", "--only", "loading")
