"""Objects through a pipe, arrays beside them: how two processes of this program talk.

A message is pickled with its arrays out of band (protocol 5), so that they are read straight into the memory
they will live in, by calls that leave the interpreter to other threads. An array that is a mapped file passes
as the file's name, and the other end maps it too. Pickle is safe here and only here: both ends are this
program, and the pipe is theirs alone.
"""

from __future__ import annotations

import contextlib
import io
import mmap
import os
import pickle
import struct
import sys
from pathlib import Path
from typing import IO, Any

import numpy as np

# Vocabularies and their indices are sent once, then known by number; so they stay one object over there, too.
LONG = 4096
# What a kernel holds of a pipe on request: snapshots of megabytes then pass in few turns.
PIPE_BYTES = 1 << 20
# Whether to forget what was known, and how many parts follow; then the bytes of each.
_HEAD = struct.Struct("<?I")
_SIZE = struct.Struct("<Q")


class Sender:
    """The writing end; belongs to one thread at a time.

    Parameters
    ----------
    stream : binary file
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._known = _Known()

    def send(self, message: object, *, anew: bool = False) -> None:
        """Write one message.

        Parameters
        ----------
        message : object
            Anything that can be pickled.
        anew : bool
            Both sides first forget the long objects of earlier messages.

        Raises
        ------
        OSError
            The other end is gone.
        """
        if anew:
            self._known = _Known()
        buffers: list[pickle.PickleBuffer] = []
        body = io.BytesIO()
        pickler = _Pickler(body, protocol=5, buffer_callback=buffers.append)
        pickler.known = self._known
        pickler.dump(message)
        parts = [body.getbuffer(), *(buffer.raw() for buffer in buffers)]
        sizes = b"".join(_SIZE.pack(part.nbytes) for part in parts)
        self._stream.write(_HEAD.pack(anew, len(parts)) + sizes)
        for part in parts:
            self._stream.write(part)
        self._stream.flush()


class Receiver:
    """The reading end; belongs to one thread at a time.

    Parameters
    ----------
    stream : binary file
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._known: dict[int, object] = {}

    def receive(self) -> Any:
        """The next message; its arrays are read-only.

        Raises
        ------
        EOFError
            The other end is gone, or a file is that it had mapped.
        """
        anew, count = _HEAD.unpack(self._read(_HEAD.size))
        if anew:
            self._known = {}
        sizes = [size for (size,) in _SIZE.iter_unpack(self._read(count * _SIZE.size))]
        body, *buffers = [self._read(size) for size in sizes]
        unpickler = _Unpickler(io.BytesIO(body), buffers=[one.toreadonly() for one in buffers])
        unpickler.known = self._known
        try:
            return unpickler.load()
        except FileNotFoundError:  # it lives as long as the other end
            raise EOFError("the other process is gone") from None

    def _read(self, size: int) -> memoryview:
        data, filled = np.empty(size, dtype=np.uint8).data, 0  # a bytearray would be wiped first
        while filled < size:
            got = self._stream.readinto(data[filled:])  # type: ignore[attr-defined]  # every file has it
            if not got:
                raise EOFError("the other process is gone")
            filled += got
        return data


class _Known:
    """Long objects that the other side has, by identity; kept, lest an identity be given away again."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.kept: list[object] = []
        self.defining: object = None


class _Pickler(pickle.Pickler):
    known: _Known

    def persistent_id(self, obj: Any) -> tuple[int, object] | None:
        if type(obj) not in (tuple, dict) or len(obj) < LONG:
            return None
        known = self.known
        number = known.numbers.get(id(obj))
        if number is None:
            number = known.numbers[id(obj)] = len(known.kept)
            known.kept.append(obj)
            known.defining = obj
            return number, obj
        if known.defining is obj:  # asked again for the object within its own definition
            known.defining = None
            return None
        return number, None

    def reducer_override(self, obj: Any) -> Any:
        if not isinstance(obj, np.memmap):
            return NotImplemented
        if _is_a_file(obj):
            return _mapped, (obj.filename, obj.dtype, obj.offset, obj.shape)
        return np.asarray(obj).__reduce_ex__(5)


def _is_a_file(array: np.memmap) -> bool:
    """Whether the other end can map all of it; a part of one knows its file, but not its place there."""
    is_whole = isinstance(array.base, mmap.mmap) and array.flags.c_contiguous and array.mode == "r"
    return is_whole and array.filename is not None and os.path.exists(array.filename)


def _mapped(name: str | Path, dtype: np.dtype, offset: int, shape: tuple[int, ...]) -> np.memmap:
    return np.memmap(name, dtype, "r", offset, shape)


class _Unpickler(pickle.Unpickler):
    known: dict[int, object]

    def persistent_load(self, pid: Any) -> object:
        number, obj = pid
        return self.known.setdefault(number, obj)


def widen(stream: IO[bytes]) -> None:
    """Let a pipe hold more at once, where the system can be asked for it."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):  # a user may have so many large pipes and no more
            fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
