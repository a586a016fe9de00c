"""Token ids that grow while a text is read: in memory first, in a temporary file once they are many.

They come out as an array either way. That of a file is mapped, so that the ids of a large corpus take none
of the program's own memory, and the file is deleted with the array or, at the latest, with the program.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import weakref
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from engine.errors import DataError
from engine.types import Ints1d

# Ids held in memory, 80 MB: twice what 50,000 words take in 100 dimensions, as much as a run of them needs.
IN_MEMORY = 20_000_000
# Ids held before they are written once there is a file.
_PIECE = 1 << 18


class GrowingIds:
    """Ids in order, to be taken as one array at the end; a context that leaves no file behind.

    Parameters
    ----------
    source : Path
        What is read, for the message when there is no room for its ids.

    Attributes
    ----------
    length : int
        How many there are.
    """

    __slots__ = ("_file", "_held", "_name", "_source", "length")

    def __init__(self, source: Path) -> None:
        self.length = 0
        self._source = source
        self._held = array("i")
        self._file: IO[bytes] | None = None
        self._name = ""

    def __enter__(self) -> GrowingIds:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # what a full disc does not take was told by `extend`
                self._file.close()
            _remove(self._name)

    def extend(self, ids: list[int]) -> None:
        """Append ids.

        Raises
        ------
        DataError
            If there is no room for them in the folder of temporary files.
        """
        self._held.fromlist(ids)
        self.length += len(ids)
        if len(self._held) > (IN_MEMORY if self._file is None else _PIECE):
            with _explained(self._source):
                self._write()

    def taken(self) -> Ints1d:
        """All of them, int32 (n,), read-only; nothing can be appended any more.

        Raises
        ------
        DataError
            As of `extend`.
        """
        if self._file is None:
            ids = np.frombuffer(self._held, dtype=np.int32)
            ids.flags.writeable = False
            return ids
        with _explained(self._source):
            self._write()
            mapped = np.memmap(self._name, dtype=np.int32, mode="r")
        weakref.finalize(mapped.base, _remove, self._name)
        self._file.close()
        self._file = None
        return mapped

    def _write(self) -> None:
        """Move what is held to the file."""
        if self._file is None:
            descriptor, self._name = tempfile.mkstemp(prefix="wordscope-", suffix=".ids")
            self._file = os.fdopen(descriptor, "wb")
        self._held.tofile(self._file)
        self._file.flush()
        self._held = array("i")


@contextlib.contextmanager
def _explained(source: Path) -> Iterator[None]:
    """Say of an error of the system what it means for who reads a text."""
    try:
        yield
    except OSError as error:
        folder = tempfile.tempdir or "the folder of temporary files"
        raise DataError(
            f"its words need a temporary file, which cannot be written ({error.strerror or error}): "
            f"make room in {folder} or name another one in TMPDIR",
            source,
        ) from error


def _remove(name: str) -> None:
    """Delete the file, if the system allows that while another process may still map it."""
    with contextlib.suppress(OSError):
        os.unlink(name)
