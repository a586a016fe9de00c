"""A web server on the loopback interface that answers as told: well, badly, or not to the end."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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
