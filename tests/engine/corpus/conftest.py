"""Tiny data sets, servers that offer them, and a folder to fetch them into."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from engine.corpus.catalogue import CatalogueEntry
from engine.corpus.fetch import fetch
from engine.errors import DownloadError
from tests.archive_server import Answer, Site, serving, tiny_treebank, tiny_vectors

Serve = Callable[..., Site]
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
def serve() -> Iterator[Serve]:
    """Starts servers and stops them at the end."""
    with ExitStack() as stack:
        yield lambda *answers: stack.enter_context(serving(*answers))


@pytest.fixture
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
