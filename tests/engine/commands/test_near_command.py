"""``near``: neighbours of words in a file of vectors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.commands.conftest import Command

VECTORS = "good 1 0\ngreat 0.9 0.1\nbad -1 0.1\nfilm 0 1\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Four words."""
    path = tmp_path / "vectors.txt"
    path.write_text(VECTORS, encoding="utf-8")
    return path


def test_neighbours_come_nearest_first(command: Command, file: Path) -> None:
    said = command("near", file, "good", "film", "--count", 2, "--json")
    assert (said.status, said.err) == (0, "")
    assert [each["word"] for each in said.json] == ["good", "film"]
    good = said.json[0]["neighbours"]
    assert [each["word"] for each in good] == ["great", "film"]
    assert good[0]["score"] == pytest.approx(0.9939, abs=1e-4)


def test_people_get_a_line_a_word(command: Command, file: Path) -> None:
    said = command("near", file, "good", "--count", 1, "--metric", "euclidean")
    assert said.out == "good: great 0.14\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["goood"], "did you mean"),
        (["good", "--metric", "taxi"], "taxi"),
        (["good", "--count", "0"], "--count"),
        ([], "words"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    refused: Callable[..., str], file: Path, words: list[str], named: str
) -> None:
    assert named in refused("near", file, *words)


def test_no_such_file_is_refused(refused: Callable[..., str]) -> None:
    assert "nowhere.txt" in refused("near", "nowhere.txt", "good")
