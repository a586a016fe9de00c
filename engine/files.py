"""Writing a file all at once or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def written_beside(path: Path) -> Iterator[IO[bytes]]:
    """A file under another name in the folder of `path`, which takes its place once it is complete.

    If anything fails, the older file stays as it was and nothing else is left.

    Raises
    ------
    OSError
        The folder cannot be written or the disk is full.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        # Gone already if it took its place.
        with suppress(OSError):
            beside.unlink(missing_ok=True)
