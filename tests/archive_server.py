"""A web server on the loopback interface that answers as told: well, badly, or not to the end."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from engine.corpus.catalogue import CatalogueEntry, VectorShape

TREES = {
    "train.txt": b"(3 (2 A) (3 (4 fine) (2 film)))\n(1 (1 Dull) (2 .))\n",
    "dev.txt": b"(4 (4 Great) (2 .))\n",
    "test.txt": b"(0 (0 Awful) (2 .))\n",
}
ROWS = {"small.2d.txt": b"the 0.5 -1\nfilm 1 2\n. 0 0\n", "small.3d.txt": b"the 1 2 3\nfilm 4 5 6\n. 7 8 9\n"}


@dataclass
class Answer:
    """What the server says to every request.

    Attributes
    ----------
    body : bytes
        What it sends.
    status : int
        The status, 200 for all is well.
    kind : str
        The content type.
    announced : int or None
        The length it claims; that of the body if None.
    stalls : bool
        Whether it keeps the connection open afterwards and says no more.
    """

    body: bytes
    status: int = 200
    kind: str = "application/zip"
    announced: int | None = None
    stalls: bool = False


@dataclass
class Site:
    """A running server.

    Attributes
    ----------
    url : str
        Address of the archive.
    answers : list of Answer
        One a request; the last one is repeated.
    asked : int
        Requests so far.
    """

    url: str
    answers: list[Answer]
    asked: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Answer:
        """The answer to this request."""
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


Serve = Callable[..., Site]


@contextmanager
def serving(*answers: Answer) -> Iterator[Site]:
    """A server for the time of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = False
    site = Site(f"http://127.0.0.1:{server.server_port}/data/archive.zip", list(answers))
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), name="archive-server")
    thread.start()
    try:
        yield site
    finally:
        site.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        answer = site.next()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        length = len(answer.body) if answer.announced is None else answer.announced
        self.send_header("Content-Length", str(length))
        self.end_headers()
        try:
            self.wfile.write(answer.body)
            self.wfile.flush()
        except OSError:
            return  # the client has heard enough
        if answer.stalls:
            site.released.wait(10)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing on stderr."""


def zipped(members: Mapping[str, bytes], *, modes: Mapping[str, int] | None = None) -> bytes:
    """A zip archive; `modes` gives members the type of a link, say."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (modes or {}).get(name, 0o100644) << 16
            archive.writestr(info, content)
    return buffer.getvalue()


GOOD = zipped({"trees/README": b"hello", **{f"trees/{name}": text for name, text in TREES.items()}})


def tiny_treebank(url: str) -> CatalogueEntry:
    """What the catalogue would say of the four sentences."""
    return CatalogueEntry(
        name="sst",
        title="The tiny treebank",
        licence="MIT",
        description="Four sentences.",
        size_bytes=len(GOOD),
        unpacked_bytes=10_000,
        url=url,
        checksums={name: hashlib.sha256(text).hexdigest() for name, text in TREES.items()},
        members={name: f"trees/{name}" for name in TREES},
    )


def tiny_vectors(url: str) -> CatalogueEntry:
    """What the catalogue would say of the three words, whose checksums are not known."""
    return CatalogueEntry(
        name="glove",
        title="The tiny vectors",
        licence="MIT",
        description="Three words.",
        size_bytes=500,
        unpacked_bytes=10_000,
        kind="vectors",
        url=url,
        checksums=dict.fromkeys(ROWS),
        members={name: name for name in ROWS},
        shapes={"small.2d.txt": VectorShape(3, 2, "the 0.5 "), "small.3d.txt": VectorShape(3, 3)},
    )
