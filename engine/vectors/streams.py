"""Files as byte streams: gzip seen by its first bytes, progress, cancelling; writing that replaces when done.

Whatever the operating system or the decompressor complains of leaves here as a VectorError.
"""

from __future__ import annotations

import gzip
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from engine.errors import Cancelled, VectorError

Progress = Callable[[float], None]
Cancelling = Callable[[], bool]

GZIP_MAGIC = b"\x1f\x8b"
# Of 0.5 to 8 MB the fastest; cancelling is asked for as often.
BLOCK_BYTES = 2 << 20
LONGEST_LINE = 16 << 20
# Level 1 takes a fifth of the time of the usual 9 and leaves digits hardly larger.
GZIP_LEVEL = 1


class Source:
    """An open file that is read from front to back, unpacked where it is gzipped."""

    def __init__(
        self, path: Path, raw: IO[bytes], progress: Progress | None, cancelled: Cancelling | None
    ) -> None:
        self.path = path
        self.size = os.fstat(raw.fileno()).st_size
        self.gzipped = raw.read(2) == GZIP_MAGIC
        self._raw, self._progress, self._cancelled = raw, progress, cancelled
        self.rewind()

    def rewind(self) -> None:
        """Go back to the first byte."""
        self._raw.seek(0)
        self._stream = gzip.GzipFile(fileobj=self._raw) if self.gzipped else self._raw

    def head(self, size: int) -> bytes:
        """The first `size` bytes, which stay to be read."""
        data = self._unpacked(size)
        self.rewind()
        return data

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end.

        Raises
        ------
        VectorError
            The file cannot be read or is no sound gzip file.
        Cancelled
            The caller asked to stop.
        """
        self._stop_if_asked()
        data = self._unpacked(size)
        if self._progress is not None:
            self._progress(min(1.0, self._raw.tell() / self.size))
        return data

    def _stop_if_asked(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled

    def _unpacked(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise VectorError("is a damaged or cut-off gzip file; fetch it again", self.path) from error
        except OSError as error:
            raise VectorError(f"cannot be read: {error.strerror or error}", self.path) from error

    @contextmanager
    def seekable(self, most: int) -> Iterator[IO[bytes]]:
        """The unpacked file, in which one can go to and fro.

        Raises
        ------
        VectorError
            It unpacks to over `most` bytes.
        Cancelled
            The caller asked to stop.
        """
        self._stop_if_asked()
        if not self.gzipped:
            yield self._raw
            return
        with tempfile.TemporaryFile() as unpacked:
            while block := self.read(BLOCK_BYTES):
                unpacked.write(block)
                if unpacked.tell() > most:
                    raise VectorError(f"unpacks to over {most >> 30} GB; it is damaged or a bomb", self.path)
            unpacked.seek(0)
            yield unpacked

    def texts(self) -> Iterator[tuple[int, bytes]]:
        """Blocks of whole lines and the number of their first; only the last may lack its line feed."""
        number, rest = 1, b""
        while block := self.read(BLOCK_BYTES):
            end = block.rfind(b"\n") + 1
            if end:
                text = rest + block[:end]
                yield number, text
                number, rest = number + text.count(b"\n"), block[end:]
            else:
                rest += block
            if len(rest) > LONGEST_LINE:
                raise VectorError("the line is over 16 MB long; this is no text", self.path, number)
        if rest:
            yield number, rest

    def lines(self) -> Iterator[tuple[int, list[bytes]]]:
        """Blocks of whole lines without their line feeds, each with the number of its first line."""
        for number, text in self.texts():
            yield number, text.removesuffix(b"\n").split(b"\n")


@contextmanager
def open_source(
    path: Path, *, progress: Progress | None = None, cancelled: Cancelling | None = None
) -> Iterator[Source]:
    """Open a file for reading from front to back.

    Raises
    ------
    VectorError
        The file is missing, empty or cannot be opened.
    """
    try:
        raw = path.open("rb")
    except FileNotFoundError:
        raise VectorError("there is no such file; check the path", path) from None
    except IsADirectoryError:
        raise VectorError("is a folder; choose a file of word vectors in it", path) from None
    except OSError as error:
        raise VectorError(f"cannot be opened: {error.strerror}", path) from error
    with raw:
        source = Source(path, raw, progress, cancelled)
        if not source.size:
            raise VectorError("is empty; choose a file of word vectors", path)
        yield source


@contextmanager
def replacing(paths: Sequence[Path]) -> Iterator[list[IO[bytes]]]:
    """Write files beside their targets and put them in place together at the end.

    A name that ends in ``.gz`` is gzipped. If anything fails, the old files stay and nothing else is left.

    Raises
    ------
    VectorError
        The folder is missing or read-only, or the disk is full.
    """
    parts = [path.parent / f".{path.name}.{os.getpid()}.part" for path in paths]
    try:
        with ExitStack() as stack:
            raws = [stack.enter_context(part.open("wb")) for part in parts]
            yield [
                stack.enter_context(_packing(raw)) if path.suffix == ".gz" else raw
                for raw, path in zip(raws, paths, strict=True)
            ]
        for part, path in zip(parts, paths, strict=True):
            part.replace(path)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}; make room or choose another place"
        raise VectorError(problem, paths[0]) from error
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _packing(raw: IO[bytes]) -> Any:
    # No name and no time of day: the same vectors give the same bytes.
    return gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=GZIP_LEVEL, mtime=0)
