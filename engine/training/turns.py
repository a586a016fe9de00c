"""Numbers that several processes take in turn, each number once: who is free takes the next piece of work."""

from __future__ import annotations

import contextlib
import os
import struct
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NUMBER = struct.Struct("<q")


@dataclass(frozen=True, slots=True)
class Turns:
    """Numbers from 0, the next one in a file, locked while one takes it; may be sent to another process.

    Attributes
    ----------
    path : str
    """

    path: str

    @classmethod
    @contextlib.contextmanager
    def new(cls) -> Iterator[Turns]:
        """A new file, deleted at the end."""
        handle, path = tempfile.mkstemp(prefix="wordscope-", suffix=".turns")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_NUMBER.pack(0))
            yield cls(path)
        finally:
            with contextlib.suppress(OSError):  # where it cannot be while another has it open
                Path(path).unlink()

    def __iter__(self) -> Iterator[int]:
        """Numbers without end, as long as they are asked for."""
        with open(self.path, "r+b", buffering=0) as file:
            while True:
                with _locked(file.fileno()):
                    file.seek(0)
                    (number,) = _NUMBER.unpack(file.read(_NUMBER.size))
                    file.seek(0)
                    file.write(_NUMBER.pack(number + 1))
                yield number


if sys.platform == "win32":
    import msvcrt

    @contextlib.contextmanager
    def _locked(handle: int) -> Iterator[None]:
        while True:
            os.lseek(handle, 0, os.SEEK_SET)
            # Whoever else has it holds it for microseconds; LK_LOCK would sleep a second.
            with contextlib.suppress(OSError):
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                break
        try:
            yield
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    @contextlib.contextmanager
    def _locked(handle: int) -> Iterator[None]:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
