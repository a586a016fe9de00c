"""One archive from a server into a file, by pooch: with progress, cancel, limits and a few tries."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.corpus.fetch_errors import FetchProblem, is_timeout
from engine.errors import Cancelled

if TYPE_CHECKING:
    from requests import RequestException, Response

ATTEMPTS = 3
# Small enough that a slow line is asked often whether to go on.
CHUNK = 1 << 13
ZIP_START = b"PK\x03\x04"


@dataclass(slots=True)
class Watch:
    """Whom to tell how far it is, and whom to ask whether to go on.

    Attributes
    ----------
    progress : callable or None
        Told the share done, 0 to 1; may raise `Cancelled`.
    cancelled : callable or None
        Asked before each piece of work.
    share : float
        The share told last.
    """

    progress: Callable[[float], None] | None = None
    cancelled: Callable[[], bool] | None = None
    share: float = 0.0

    def report(self, share: float) -> None:
        """Tell the share done; raises `Cancelled` if it is to stop."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        self.share = share
        if self.progress is not None:
            self.progress(share)

    def part(self, start: float, end: float) -> Callable[[float], None]:
        """`report` for a piece of the work that counts its own share from 0 to 1."""
        return lambda share: self.report(start + (end - start) * min(share, 1.0))

    def wait(self, seconds: float) -> None:
        """Let time pass, still listening for a cancel."""
        for _ in range(max(round(seconds / 0.1), 1)):
            self.report(self.share)
            threading.Event().wait(0.1)


class _Sink:
    """What pooch's downloader takes for file and progress bar in one: it counts, checks and passes on."""

    def __init__(self, file: BinaryIO, *, expected: int, limit: int, report: Callable[[float], None]) -> None:
        self._file, self._expected, self._limit, self._report = file, expected, limit, report
        self.done = self.total = 0

    def write(self, chunk: bytes) -> None:
        if not self.done and not chunk.startswith(ZIP_START):
            raise _no_archive(chunk)
        self.done += len(chunk)
        if self.done > self._limit:
            raise FetchProblem(
                "the server sends far more than the archive should hold", "try another network"
            )
        self._file.write(chunk)
        self._report(self.done / (self.total or self._expected))

    def flush(self) -> None:
        self._file.flush()

    def update(self, _size: int) -> None:
        """Counting is done by `write`, which knows the true length."""

    def reset(self) -> None:
        """The downloader resets its bar before filling it up."""

    def close(self) -> None:
        """The file is closed by whoever opened it."""


def download(
    url: str,
    path: Path,
    *,
    expected: int,
    limit: int,
    timeout: float,
    watch: Watch,
    report: Callable[[float], None],
) -> None:
    """Fetch a zip archive; what breaks off on the way is tried again from the start.

    Parameters
    ----------
    url : str
        Proxies of the environment are honoured.
    path : Path
        The file to write.
    expected, limit : int
        Bytes: roughly, for the progress if the server does not say; and at most.
    timeout : float
        Seconds of silence after which the server is given up.
    watch : Watch
        Asked whether to go on while waiting before another try.
    report : callable
        Told the share done.

    Raises
    ------
    FetchProblem
        If the answer is no archive, or too long.
    requests.RequestException, OSError
        If network or disk fail.
    Cancelled
        If it was asked to stop.
    """
    from requests import RequestException

    for attempt in range(1, ATTEMPTS + 1):
        with path.open("wb") as file:
            sink = _Sink(file, expected=expected, limit=limit, report=report)
            try:
                receive(url, sink, timeout=timeout)
                return
            except RequestException as error:
                if attempt == ATTEMPTS or not _may_pass(error):
                    raise
        watch.wait(min(attempt, timeout))


def receive(url: str, sink: _Sink, *, timeout: float) -> None:
    """One try."""
    import pooch

    # Unpacked by the way, the length could not be compared with the one announced.
    headers = {"Accept-Encoding": "identity"}
    answers: list[Response] = []
    downloader = pooch.HTTPDownloader(
        progressbar=sink,
        chunk_size=CHUNK,
        timeout=timeout,
        headers=headers,
        hooks={"response": lambda answer, **_options: answers.append(answer)},
    )
    try:
        downloader(url, sink, None)
    finally:
        # Left to the downloader, an answer that is not heard to its end would keep its connection.
        for answer in answers:
            answer.close()
    if not sink.done:
        raise _no_archive(b"")


def _may_pass(error: RequestException) -> bool:
    """Whether another try has a chance: the server was silent, busy or broke off, rather than absent."""
    from requests.exceptions import ChunkedEncodingError

    response = error.response
    is_busy = response is not None and response.status_code >= 500
    return is_busy or is_timeout(error) or isinstance(error, ChunkedEncodingError)


def _no_archive(start: bytes) -> FetchProblem:
    if b"<" in start[:64]:
        return FetchProblem(
            "a web page came instead of the archive",
            "log in to the network if it asks for that and try again",
        )
    return FetchProblem("the answer is no zip archive", "try again later")
