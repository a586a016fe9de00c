"""Fetching from a server on the loopback interface that is good, broken, absent or silent."""

from __future__ import annotations

import errno
import os
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from engine.corpus import catalogue
from engine.corpus.catalogue import CatalogueEntry
from engine.corpus.download import Watch, _Sink, receive
from engine.corpus.fetch import fetch, free_disk
from engine.corpus.fetch_errors import explained, size_text
from engine.errors import Cancelled, DownloadError
from tests.archive_server import GOOD, ROWS, TREES, Answer, zipped
from tests.engine.corpus.conftest import NOISE, PAGE, Serve, failing

pytestmark = pytest.mark.usefixtures("no_way_out")


# ---- when all goes well ----


def test_the_listed_files_arrive_and_nothing_else(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    shares: list[float] = []
    folder = fetch(trees, data_folder=home, url=serve(Answer(GOOD)).url, progress=shares.append)
    assert folder == home / "sst"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == TREES
    assert shares == sorted(shares)
    assert (shares[-1], min(shares) >= 0) == (1.0, True)
    assert sorted(path.name for path in home.iterdir()) == ["other", "sst"]
    assert len(catalogue.resolve(folder).splits["train"]) == 2


def test_vectors_are_known_by_their_shape(vectors: CatalogueEntry, home: Path, serve: Serve) -> None:
    folder = fetch(vectors, data_folder=home, url=serve(Answer(zipped(ROWS))).url)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == ROWS


def test_what_is_there_and_sound_is_not_fetched_again(
    trees: CatalogueEntry, home: Path, serve: Serve
) -> None:
    site = serve(Answer(GOOD))
    for _ in range(2):
        fetch(trees, data_folder=home, url=site.url)
    assert site.asked == 1


def test_a_damaged_file_is_replaced_and_foreign_files_stay(
    trees: CatalogueEntry, home: Path, serve: Serve
) -> None:
    site = serve(Answer(GOOD))
    folder = fetch(trees, data_folder=home, url=site.url)
    (folder / "dev.txt").write_text("spoilt")
    (folder / "notes.txt").write_text("mine")
    fetch(trees, data_folder=home, url=site.url)
    assert (folder / "dev.txt").read_bytes() == TREES["dev.txt"]
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_failed_renewal_leaves_the_old_files(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    folder = fetch(trees, data_folder=home, url=serve(Answer(GOOD)).url)
    (folder / "dev.txt").write_text("spoilt")
    with pytest.raises(DownloadError):
        fetch(trees, data_folder=home, url=serve(PAGE).url)
    assert (folder / "dev.txt").read_text() == "spoilt"
    assert (folder / "train.txt").read_bytes() == TREES["train.txt"]


def test_what_comes_with_the_program_needs_no_network() -> None:
    demo = catalogue.catalogue()["demo"]
    assert fetch(demo, url="http://archive.invalid/") == demo.bundled


@pytest.mark.parametrize(
    "bad",
    [
        Answer(GOOD[:-100], announced=len(GOOD)),
        Answer(GOOD[:100], announced=len(GOOD), stalls=True),
        Answer(b"busy", status=503),
    ],
    ids=["truncated", "stalled", "busy"],
)
def test_another_try_helps_after_a_break(
    bad: Answer, trees: CatalogueEntry, home: Path, serve: Serve
) -> None:
    site = serve(bad, Answer(GOOD))
    assert trees.folder(home) == fetch(trees, data_folder=home, url=site.url, timeout=0.2)
    assert site.asked == 2


def test_what_a_killed_fetch_left_is_swept_after_a_day(
    trees: CatalogueEntry, home: Path, serve: Serve
) -> None:
    old, recent = home / ".sst.old.partial", home / ".glove.recent.partial"
    for folder in (old, recent):
        folder.mkdir()
        (folder / "archive.zip").write_bytes(b"PK")
    yesterday = time.time() - 25 * 3600
    for path in (old / "archive.zip", old):
        os.utime(path, (yesterday, yesterday))
    fetch(trees, data_folder=home, url=serve(Answer(GOOD)).url)
    assert not old.exists()
    assert recent.exists()


def test_the_proxy_of_the_environment_is_asked(
    trees: CatalogueEntry, home: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(Answer(GOOD))
    monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/data/archive.zip"))
    monkeypatch.setenv("no_proxy", "")
    fetch(trees, data_folder=home, timeout=5)
    assert proxy.asked == 1


# ---- network ----


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (PAGE, "a web page came instead of the archive; log in to the network"),
        (Answer(b"not found", status=404), "127.0.0.1 answered 404 Not Found; try again later"),
        (Answer(b"what?", kind="text/plain"), "the answer is no zip archive"),
        (Answer(b""), "the answer is no zip archive"),
        (Answer(GOOD[:-100], announced=len(GOOD)), "the answer of 127.0.0.1 broke off"),
        (Answer(GOOD[:-100]), "the archive is damaged or cut off"),
        (Answer(GOOD[:200], announced=len(GOOD), stalls=True), "127.0.0.1 stopped answering"),
        (Answer(b"", announced=len(GOOD), stalls=True), "127.0.0.1 stopped answering"),
    ],
    ids=["portal", "missing", "text", "empty", "broken-off", "cut-off", "stalled", "silent"],
)
def test_bad_answers_are_told(
    answer: Answer, said: str, trees: CatalogueEntry, home: Path, serve: Serve
) -> None:
    assert said in failing(trees, home, serve(answer))


def test_no_server_and_no_name(trees: CatalogueEntry, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        refused = f"http://127.0.0.1:{taken.getsockname()[1]}/trees.zip"
        assert "127.0.0.1 cannot be reached; check the network" in failing(trees, home, refused)
    assert "archive.invalid cannot be reached" in failing(trees, home, "http://archive.invalid/trees.zip")
    assert "check the address" in failing(trees, home, "no address")


def test_an_endless_answer_is_cut(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    endless = Answer(b"PK\x03\x04" + NOISE)
    assert "far more than the archive should hold" in failing(trees, home, serve(endless))


# ---- disk ----


def test_room_is_counted_before_the_first_byte(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    site = serve(Answer(GOOD))
    huge = replace(trees, unpacked_bytes=10**18)
    said = failing(huge, home, site)
    assert "it needs 1,000,000,000.0 GB of disk, but only " in said
    assert "make room and try again" in said
    assert site.asked == 0
    assert free_disk(home / "not" / "there") > 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_disk_that_fills_up_on_the_way(trees: CatalogueEntry, serve: Serve) -> None:
    site = serve(Answer(GOOD))
    with (
        pytest.raises(DownloadError, match="the disk is full; make room and try again"),
        explained(trees, site.url),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        receive(site.url, _Sink(full, expected=1, limit=10**6, report=lambda share: None), timeout=5)


def test_a_folder_that_cannot_be_written(trees: CatalogueEntry, tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DownloadError, match=r"cannot be written .* allow writing there and try again"):
        fetch(trees, data_folder=tmp_path / "file" / "data", url=serve(Answer(GOOD)).url)
    assert (tmp_path / "file").read_text() == "no folder"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_read_only_folder(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    home.chmod(0o500)
    try:
        assert "cannot be written (permission denied)" in failing(trees, home, serve(Answer(GOOD)))
    finally:
        home.chmod(0o700)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG])
def test_every_way_to_say_that_the_disk_is_full(number: int, vectors: CatalogueEntry) -> None:
    with (
        pytest.raises(DownloadError, match=r"full; make room .* or go on with the vectors that come with"),
        explained(vectors, "http://archive.invalid"),
    ):
        raise OSError(number, os.strerror(number))


# ---- cancel ----


def test_cancel_by_progress_and_by_question(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    def stop(share: float) -> None:
        raise Cancelled

    before = sorted(home.iterdir())
    for arguments in ({"progress": stop}, {"cancelled": lambda: True}):
        with pytest.raises(Cancelled):
            fetch(trees, data_folder=home, url=serve(Answer(GOOD)).url, **arguments)
        assert sorted(home.iterdir()) == before


def test_cancel_between_two_tries(trees: CatalogueEntry, home: Path, serve: Serve) -> None:
    site = serve(Answer(b"busy", status=503))
    with pytest.raises(Cancelled):
        fetch(trees, data_folder=home, url=site.url, timeout=60, cancelled=lambda: site.asked == 1)
    assert site.asked == 1


def test_sizes_are_told_as_people_compare_them() -> None:
    assert [size_text(size) for size in (789_539, 862_182_613, 3_112_182_613)] == [
        "0.8 MB",
        "862 MB",
        "3.1 GB",
    ]


def test_a_watch_tells_the_share_of_a_part() -> None:
    told: list[float] = []
    Watch(told.append).part(0.5, 1.0)(0.5)
    Watch(told.append).part(0.0, 0.5)(7.0)
    assert told == [0.75, 0.5]
