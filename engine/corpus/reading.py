"""Opening the files of a data set: what every reader says about one that is missing or is not text."""

from __future__ import annotations

import codecs
from pathlib import Path

from engine.errors import DataError


def read_text(path: Path, *, expected: str) -> str:
    """A whole UTF-8 file with ``\\n`` line ends and without byte order mark.

    Parameters
    ----------
    path : Path
        The file.
    expected : str
        What should be there, for the message when it is not: "the training sentences".

    Raises
    ------
    DataError
        If the file is missing, unreadable, binary or not UTF-8; with the line of the first bad byte.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(error, path, expected=expected) from error
    return decode(data, path)


def unreadable(error: OSError, path: Path, *, expected: str) -> DataError:
    """The error for a file that could not be opened."""
    if isinstance(error, FileNotFoundError):
        return DataError(f"there is no such file; {expected} should be here", path)
    if isinstance(error, IsADirectoryError):
        return DataError(f"this is a folder, but {expected} should be here as a file", path)
    return DataError(f"the file cannot be read ({error.strerror or error})", path)


def decode(data: bytes, path: str | Path | None = None, *, first_line: int = 1) -> str:
    """UTF-8 bytes as text with ``\\n`` line ends and without byte order mark, counting from `first_line`.

    Raises
    ------
    DataError
        With the line of the first byte that is not text.
    """
    zero = data.find(b"\0")
    if zero >= 0:
        line = first_line + data.count(b"\n", 0, zero)
        raise DataError("this is a binary file or UTF-16, not UTF-8 text; save it as UTF-8", path, line)
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = first_line + error.object.count(b"\n", 0, error.start)
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8 text; save the file as UTF-8"
        raise DataError(message, path, line) from None
    return text.replace("\r\n", "\n")
