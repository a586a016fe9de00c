"""Fetching from a server on the loopback interface that is good, broken, hostile or silent."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import socket
import stat
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cli import make_app, run
from engine.corpus import catalogue
from engine.corpus.catalogue import CatalogueEntry
from engine.corpus.download import Watch, _Sink, receive
from engine.corpus.fetch import fetch, free_disk
from engine.corpus.fetch_errors import FetchProblem, explained, size_text
from engine.corpus.unpack import unpack
from engine.errors import Cancelled, DownloadError
from tests.archive_server import GOOD, ROWS, TREES, Answer, Site, serving, tiny_treebank, tiny_vectors, zipped

PAGE = Answer(b"<!DOCTYPE html><html>Please log in</html>", kind="text/html")
# Text that does not pack, to be long on the wire.
NOISE = random.Random(5).randbytes(300_000)


@pytest.fixture
def trees() -> CatalogueEntry:
    """A treebank of four sentences."""
    return tiny_treebank("http://archive.invalid/trees.zip")


@pytest.fixture
def vectors() -> CatalogueEntry:
    """Three words in two and three dimensions, without checksums."""
    return tiny_vectors("http://archive.invalid/vectors.zip")


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    """Starts servers and stops them at the end."""
    with ExitStack() as stack:
        yield lambda *answers: stack.enter_context(serving(*answers))


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy, and no name but that of this computer is ever looked up."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    known = socket.getaddrinfo

    def look_up(host: str, *arguments: Any, **options: Any) -> Any:
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that holds an older set already, which nothing may touch."""
    folder = tmp_path / "data"
    (folder / "other").mkdir(parents=True)
    (folder / "other" / "words.txt").write_text("kept")
    return folder


def failing(entry: CatalogueEntry, home: Path, site: Site | str) -> str:
    """What is said when a fetch fails, after a look that it left nothing behind."""
    with pytest.raises(DownloadError) as caught:
        fetch(entry, data_folder=home, url=site if isinstance(site, str) else site.url, timeout=0.2)
    assert sorted(path.relative_to(home).as_posix() for path in home.rglob("*")) == [
        "other",
        "other/words.txt",
    ]
    assert not entry.available(home)
    said = str(caught.value)
    assert said.startswith(f"{entry.title} could not be fetched: ")
    assert "\n" not in said
    assert said.endswith(
        "or go on with the demo corpus."
        if entry.kind == "sentences"
        else "or go on with the vectors that come with Wordscope."
    )
    return said


# ---- when all goes well ----


def test_the_listed_files_arrive_and_nothing_else(
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    shares: list[float] = []
    folder = fetch(trees, data_folder=home, url=serve(Answer(GOOD)).url, progress=shares.append)
    assert folder == home / "sst"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == TREES
    assert shares == sorted(shares)
    assert (shares[-1], min(shares) >= 0) == (1.0, True)
    assert sorted(path.name for path in home.iterdir()) == ["other", "sst"]
    assert len(catalogue.resolve(folder).splits["train"]) == 2


def test_vectors_are_known_by_their_shape(
    vectors: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    folder = fetch(vectors, data_folder=home, url=serve(Answer(zipped(ROWS))).url)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == ROWS


def test_what_is_there_and_sound_is_not_fetched_again(
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    site = serve(Answer(GOOD))
    for _ in range(2):
        fetch(trees, data_folder=home, url=site.url)
    assert site.asked == 1


def test_a_damaged_file_is_replaced_and_foreign_files_stay(
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    site = serve(Answer(GOOD))
    folder = fetch(trees, data_folder=home, url=site.url)
    (folder / "dev.txt").write_text("spoilt")
    (folder / "notes.txt").write_text("mine")
    fetch(trees, data_folder=home, url=site.url)
    assert (folder / "dev.txt").read_bytes() == TREES["dev.txt"]
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_failed_renewal_leaves_the_old_files(
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
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
    bad: Answer, trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    site = serve(bad, Answer(GOOD))
    assert trees.folder(home) == fetch(trees, data_folder=home, url=site.url, timeout=0.2)
    assert site.asked == 2


def test_what_a_killed_fetch_left_is_swept_after_a_day(
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
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
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
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
    answer: Answer, said: str, trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    assert said in failing(trees, home, serve(answer))


def test_no_server_and_no_name(trees: CatalogueEntry, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        refused = f"http://127.0.0.1:{taken.getsockname()[1]}/trees.zip"
        assert "127.0.0.1 cannot be reached; check the network" in failing(trees, home, refused)
    assert "archive.invalid cannot be reached" in failing(trees, home, "http://archive.invalid/trees.zip")
    assert "check the address" in failing(trees, home, "no address")


def test_an_endless_answer_is_cut(trees: CatalogueEntry, home: Path, serve: Callable[..., Site]) -> None:
    endless = Answer(b"PK\x03\x04" + NOISE)
    assert "far more than the archive should hold" in failing(trees, home, serve(endless))


# ---- archives ----


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/evil.txt", "trees/../../evil.txt", "..\\evil.txt", "C:\\evil"]
)
def test_paths_that_lead_outside_are_refused(
    name: str, trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    hostile = zipped({name: b"evil", **{f"trees/{file}": text for file, text in TREES.items()}})
    assert "the archive is unsafe: it names the path" in failing(trees, home, serve(Answer(hostile)))
    assert not list(home.parent.rglob("*evil*"))


def test_a_link_is_refused(trees: CatalogueEntry, home: Path, serve: Callable[..., Site]) -> None:
    members = {f"trees/{file}": text for file, text in TREES.items()} | {"trees/dev.txt": b"/etc/passwd"}
    hostile = zipped(members, modes={"trees/dev.txt": stat.S_IFLNK | 0o777})
    assert '"trees/dev.txt" is no ordinary file' in failing(trees, home, serve(Answer(hostile)))


@pytest.mark.parametrize(
    ("text", "unpacked"), [(b"0" * 1_000_000, 10**7), (NOISE, 10_000)], ids=["by ratio", "by size"]
)
def test_a_bomb_is_refused_before_it_bursts(
    text: bytes, unpacked: int, trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
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


def test_a_locked_member_is_told(trees: CatalogueEntry, home: Path, serve: Callable[..., Site]) -> None:
    packed = bytearray(GOOD)
    start = packed.index(b"PK\x01\x02", packed.index(b"PK\x01\x02") + 1)  # the entry after the README
    packed[start + 8] |= 1
    assert "the archive is damaged" in failing(trees, home, serve(Answer(bytes(packed))))


def test_a_missing_member_and_a_wrong_checksum(
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
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
    rows: bytes, said: str, vectors: CatalogueEntry, home: Path, serve: Callable[..., Site]
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


# ---- disk ----


def test_room_is_counted_before_the_first_byte(
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    site = serve(Answer(GOOD))
    huge = replace(trees, unpacked_bytes=10**18)
    said = failing(huge, home, site)
    assert "it needs 1,000,000,000.0 GB of disk, but only " in said
    assert "make room and try again" in said
    assert site.asked == 0
    assert free_disk(home / "not" / "there") > 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_disk_that_fills_up_on_the_way(trees: CatalogueEntry, serve: Callable[..., Site]) -> None:
    site = serve(Answer(GOOD))
    with (
        pytest.raises(DownloadError, match="the disk is full; make room and try again"),
        explained(trees, site.url),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        receive(site.url, _Sink(full, expected=1, limit=10**6, report=lambda share: None), timeout=5)


def test_a_folder_that_cannot_be_written(
    trees: CatalogueEntry, tmp_path: Path, serve: Callable[..., Site]
) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DownloadError, match=r"cannot be written .* allow writing there and try again"):
        fetch(trees, data_folder=tmp_path / "file" / "data", url=serve(Answer(GOOD)).url)
    assert (tmp_path / "file").read_text() == "no folder"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_read_only_folder(trees: CatalogueEntry, home: Path, serve: Callable[..., Site]) -> None:
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


def test_cancel_by_progress_and_by_question(
    trees: CatalogueEntry, home: Path, serve: Callable[..., Site]
) -> None:
    def stop(share: float) -> None:
        raise Cancelled

    before = sorted(home.iterdir())
    for arguments in ({"progress": stop}, {"cancelled": lambda: True}):
        with pytest.raises(Cancelled):
            fetch(trees, data_folder=home, url=serve(Answer(GOOD)).url, **arguments)
        assert sorted(home.iterdir()) == before


def test_cancel_between_two_tries(trees: CatalogueEntry, home: Path, serve: Callable[..., Site]) -> None:
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


# ---- the command ----


@pytest.fixture
def known(trees: CatalogueEntry, vectors: CatalogueEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny sets in place of the public ones, the vectors said to be large."""
    monkeypatch.setattr(catalogue, "_sst", lambda: trees)
    monkeypatch.setattr(catalogue, "_glove", lambda: replace(vectors, size_bytes=150_000_000))


def command(*argv: str) -> int:
    """The exit status of a command line."""
    return run(make_app(), ["data", "fetch", *argv])


@pytest.mark.usefixtures("known")
def test_the_command_fetches_and_then_has_it(
    serve: Callable[..., Site], capsys: pytest.CaptureFixture[str]
) -> None:
    site = serve(Answer(GOOD))
    assert command("sst", "--json", "--url", site.url) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["name"], told["licence"], told["fetched"]) == ("sst", "MIT", True)
    assert (Path(told["path"]), said.err) == (catalogue.user_data_folder() / "sst", "")
    assert command("sst", "--url", site.url) == 0
    assert "is already in" in capsys.readouterr().out
    assert run(make_app(), ["data", "info", "sst", "--json"]) == 0


@pytest.mark.usefixtures("known")
def test_the_command_says_in_one_line_what_went_wrong(
    serve: Callable[..., Site], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("sst", "--url", serve(PAGE).url) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("wordscope: The tiny treebank could not be fetched: a web page came")


@pytest.mark.usefixtures("known")
def test_a_large_archive_is_asked_about(
    serve: Callable[..., Site], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve(Answer(zipped(ROWS)))
    assert command("glove", "--url", site.url) == 2
    said = capsys.readouterr().err
    assert "150 MB" in said
    assert "--yes" in said
    assert site.asked == 0
    assert command("glove", "--json", "--yes", "--url", site.url) == 0
    assert json.loads(capsys.readouterr().out)["fetched"] is True


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("answer", "status", "asked"), [("y\n", 0, 1), ("n\n", 130, 0)])
def test_a_person_may_decide(
    answer: str,
    status: int,
    asked: int,
    serve: Callable[..., Site],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(answer))
    site = serve(Answer(zipped(ROWS)))
    assert command("glove", "--url", site.url) == status
    assert site.asked == asked
    assert "are free. Fetch it?" in capsys.readouterr().err


def test_the_command_knows_its_sets(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("imdb") == 2
    assert 'no data set is called "imdb"; known are demo, sst, glove' in capsys.readouterr().err
    assert command("demo") == 0
    assert "already" in capsys.readouterr().out


@pytest.mark.real_data
def test_the_true_treebank_passes_its_checksums(
    real_data: Path, serve: Callable[..., Site], capsys: pytest.CaptureFixture[str]
) -> None:
    files = {f"trees/{name}": (real_data / "sst" / name).read_bytes() for name in TREES}
    assert command("sst", "--json", "--url", serve(Answer(zipped(files))).url) == 0
    assert json.loads(capsys.readouterr().out)["fetched"] is True
    assert len(catalogue.resolve("sst").splits["train"]) == 8544
