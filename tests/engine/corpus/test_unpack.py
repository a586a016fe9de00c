"""Archives that are hostile, damaged, or hold something else."""

from __future__ import annotations

import io
import stat
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.corpus.catalogue import CatalogueEntry
from engine.corpus.fetch_errors import FetchProblem
from engine.corpus.unpack import unpack
from tests.archive_server import GOOD, ROWS, TREES, Answer, zipped
from tests.engine.corpus.conftest import NOISE, Serve, failing

pytestmark = pytest.mark.usefixtures("no_way_out")


# ---- archives ----


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/evil.txt", "trees/../../evil.txt", "..\\evil.txt", "C:\\evil"]
)
def test_paths_that_lead_outside_are_refused(
    name: str, trees: CatalogueEntry, home: Path, serve: Serve
) -> None:
    hostile = zipped({name: b"evil", **{f"trees/{file}": text for file, text in TREES.items()}})
    assert "the archive is unsafe: it names the path" in failing(trees, home, serve(Answer(hostile)))
    assert not list(home.parent.rglob("*evil*"))


def test_a_link_is_refused(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    members = {f"trees/{file}": text for file, text in TREES.items()} | {"trees/dev.txt": b"/etc/passwd"}
    hostile = zipped(members, modes={"trees/dev.txt": stat.S_IFLNK | 0o777})
    assert '"trees/dev.txt" is no ordinary file' in failing(trees, home, serve(Answer(hostile)))


@pytest.mark.parametrize(
    ("text", "unpacked"), [(b"0" * 1_000_000, 10**7), (NOISE, 10_000)], ids=["by ratio", "by size"]
)
def test_a_bomb_is_refused_before_it_bursts(
    text: bytes, unpacked: int, trees: CatalogueEntry, home: Path, serve: Serve
) -> None:
    trees = replace(trees, unpacked_bytes=unpacked, size_bytes=10**6)
    members = {f"trees/{file}": text for file, text in TREES.items()} | {"trees/dev.txt": text}
    assert "the archive is unsafe: it would unpack to" in failing(trees, home, serve(Answer(zipped(members))))


def test_a_bomb_that_lies_about_its_size_gets_no_further_than_it_says(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.txt": b"0" * 1_000_000}))
    for place in (22, packed.index(b"PK\x01\x02") + 24):
        packed[place : place + 4] = (1000).to_bytes(4, "little")
    (tmp_path / "bomb.zip").write_bytes(packed)
    with pytest.raises(FetchProblem, match="damaged"):
        unpack(
            tmp_path / "bomb.zip",
            {"a.txt": "a.txt"},
            tmp_path,
            limit=10**9,
            room=lambda size: None,
            report=lambda share: None,
        )
    assert not (tmp_path / "a.txt").exists() or (tmp_path / "a.txt").stat().st_size <= 1000


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_archive_is_told_and_never_a_traceback(changes: list[tuple[int, int]]) -> None:
    packed = bytearray(GOOD)
    for place, value in changes:
        packed[place] = value
    with tempfile.TemporaryDirectory() as folder, suppress(FetchProblem):
        (Path(folder) / "archive.zip").write_bytes(packed)
        unpack(
            Path(folder) / "archive.zip",
            {name: f"trees/{name}" for name in TREES},
            Path(folder),
            limit=10_000,
            room=lambda size: None,
            report=lambda share: None,
        )


def test_a_locked_member_is_told(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    packed = bytearray(GOOD)
    start = packed.index(b"PK\x01\x02", packed.index(b"PK\x01\x02") + 1)  # the entry after the README
    packed[start + 8] |= 1
    assert "the archive is damaged" in failing(trees, home, serve(Answer(bytes(packed))))


def test_a_missing_member_and_a_wrong_checksum(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    lacking = zipped({f"trees/{file}": TREES[file] for file in ("train.txt", "test.txt")})
    assert 'the archive lacks "trees/dev.txt"' in failing(trees, home, serve(Answer(lacking)))
    other = zipped(
        {f"trees/{file}": text for file, text in TREES.items()} | {"trees/dev.txt": b"(2 Other)\n"}
    )
    assert "dev.txt has the wrong checksum" in failing(trees, home, serve(Answer(other)))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b"the 0.5 -1\nfilm 1 2\n", "small.2d.txt has 2 rows instead of 3"),
        (b"the 0.5 -1\nfilm 1\n. 0 0\n", "row 2 of small.2d.txt has 1 numbers instead of 2"),
        (b"The 0.5 -1\nfilm 1 2\n. 0 0\n", "small.2d.txt does not begin as it should"),
        (NOISE.replace(b"\n", b""), "small.2d.txt does not begin as it should"),
        (b"the 0.5 " + b"1" * 200_000, "row 2 of small.2d.txt has 0 numbers"),
    ],
)
def test_vectors_of_another_shape_are_refused(
    rows: bytes, said: str, vectors: CatalogueEntry, home: Path, serve: Serve
) -> None:
    vectors = replace(vectors, size_bytes=10**6, unpacked_bytes=10**6)
    packed = zipped({**ROWS, "small.2d.txt": rows})
    if b"1" * 1000 in rows:  # keep it below the ratio of a bomb
        packed = stored({**ROWS, "small.2d.txt": rows})
    assert said in failing(vectors, home, serve(Answer(packed)))


def stored(members: dict[str, bytes]) -> bytes:
    """A zip archive without compression."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()
