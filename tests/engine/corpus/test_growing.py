"""Ids in a file are the ids in memory, and the file goes with them, whatever happens while reading."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.corpus import growing, plain_text
from engine.corpus.dataset import Dataset
from engine.corpus.growing import GrowingIds
from engine.errors import Cancelled, DataError

LINES = st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=5), min_size=1, max_size=12)
TEXT = "the cat sat\non the mat\n\nwhere the cat sat before the mat was there\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go, and two ids are many already."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(growing, "IN_MEMORY", 2)
    monkeypatch.setattr(growing, "_PIECE", 1)
    return tmp_path / "temporary"


def grown(lines: list[list[int]]) -> np.ndarray:
    """All lines in a row."""
    with GrowingIds(Path("text.txt")) as ids:
        for line in lines:
            ids.extend(line)
        assert ids.length == sum(map(len, lines))
        return ids.taken()


def a_text(path: Path, text: str = TEXT) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(LINES)
def test_ids_come_out_as_they_went_in(folder: Path, lines: list[list[int]]) -> None:
    ids = grown(lines)
    assert ids.tolist() == [id_ for line in lines for id_ in line]
    assert ids.dtype == np.int32
    assert not ids.flags.writeable
    assert isinstance(ids, np.memmap) == bool(list(folder.iterdir()))


def test_ids_in_memory_are_not_copied_and_need_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "IN_MEMORY", 100)
    ids = GrowingIds(Path("text.txt"))
    ids.extend(list(range(100)))
    assert ids.taken().tolist() == ids.taken().tolist() == list(range(100))
    assert np.shares_memory(ids.taken(), ids.taken())
    assert not list(folder.iterdir())


def test_the_file_lives_as_long_as_any_part_of_the_array(folder: Path) -> None:
    ids = grown([[1, 2, 3], [4, 5]])
    part = ids[1:3]
    del ids
    assert len(list(folder.iterdir())) == 1
    assert part.tolist() == [2, 3]
    del part
    assert not list(folder.iterdir())


def test_a_text_with_its_ids_in_a_file_is_the_same_text(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_text(tmp_path / "text.txt")
    for longest in (plain_text.LONGEST_SENTENCE, 4):
        monkeypatch.setattr(plain_text, "LONGEST_SENTENCE", longest)
        for block in (5, 1 << 20):
            monkeypatch.setattr(plain_text, "_BLOCK", block)
            filed = plain_text.read(path)
            with monkeypatch.context() as patch:
                patch.setattr(growing, "IN_MEMORY", 100)
                held = plain_text.read(path)
            assert isinstance(filed.splits["train"].tokens, np.memmap)
            assert filed.fingerprint() == held.fingerprint()
            assert texts(filed) == texts(held)


def texts(dataset: Dataset) -> list[list[str]]:
    """The sentences."""
    return [dataset.words("train", index) for index in range(len(dataset.splits["train"]))]


def test_nothing_is_left_of_a_cancelled_reading(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_text, "_BLOCK", 20)

    def stop(share: float) -> None:
        if share > 0.6:
            assert list(folder.iterdir())
            raise Cancelled

    with pytest.raises(Cancelled):
        plain_text.read(a_text(tmp_path / "text.txt"), progress=stop)
    assert not list(folder.iterdir())


def test_nothing_is_left_of_a_text_that_turns_out_to_be_none(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_text, "_BLOCK", 20)
    with pytest.raises(DataError, match="line 5: this is a binary file"):
        plain_text.read(a_text(tmp_path / "text.txt", TEXT + "\0"))
    assert not list(folder.iterdir())


def test_without_room_one_sentence_says_where_and_what_to_do(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_text(tmp_path / "text.txt")
    folder.rmdir()
    with pytest.raises(DataError) as refused:
        plain_text.read(path)
    told = str(refused.value)
    assert told.startswith(f"{path}: its words need a temporary file, which cannot be written (")
    assert told.endswith(f"make room in {folder} or name another one in TMPDIR.")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disc that is always full")
def test_a_full_disc_is_told_of_and_leaves_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_a_full_disc(**names: str) -> tuple[int, str]:
        (folder / "ids").symlink_to("/dev/full")
        return os.open(folder / "ids", os.O_WRONLY), str(folder / "ids")

    monkeypatch.setattr(tempfile, "mkstemp", on_a_full_disc)
    with pytest.raises(DataError, match="No space left on device"):
        plain_text.read(a_text(tmp_path / "text.txt"))
    assert not list(folder.iterdir())


def test_the_file_goes_with_the_program(folder: Path) -> None:
    program = (
        "import sys; sys.path[:] = sys.argv[3:]\n"
        "import tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from pathlib import Path\n"
        "from engine.corpus import growing, plain_text\n"
        "growing.IN_MEMORY = 2\n"
        "kept = plain_text.read(Path(sys.argv[2]))\n"
        "print(*(file.suffix for file in Path(sys.argv[1]).iterdir()))\n"
    )
    path = a_text(folder.parent / "text.txt")
    command = [sys.executable, "-c", program, str(folder), str(path), *sys.path]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == ".ids\n"
    assert not list(folder.iterdir())
