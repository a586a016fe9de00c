"""Every error the engine raises on purpose, as one tree.

Each message is one sentence that says what is wrong, where, and what to do about it, so that the
command line and the window can show it as it stands.
"""

from __future__ import annotations

from pathlib import Path


class WordscopeError(Exception):
    """Anything a user can put right; never a programming mistake."""


class SettingError(WordscopeError):
    """A setting is outside its range or does not fit the others."""


class FileError(WordscopeError):
    """A file or folder cannot be read or written.

    Parameters
    ----------
    problem : str
        What is wrong and what to do, without a trailing full stop.
    path : path-like, optional
        The file at fault.
    line : int, optional
        The line at fault, counted from 1.
    """

    def __init__(self, problem: str, path: str | Path | None = None, line: int | None = None) -> None:
        where = "" if path is None else f"{path}: " if line is None else f"{path}, line {line}: "
        super().__init__(f"{where}{problem}.")
        self.path, self.line = path, line


class DataError(FileError):
    """A data set cannot be read: missing, empty, of the wrong encoding or malformed."""


class VectorError(FileError):
    """A file of word vectors cannot be read or written."""


class CheckpointError(FileError):
    """A checkpoint is missing, damaged or belongs to another run or data set."""


class DownloadError(WordscopeError):
    """A data set could not be fetched: offline, wrong checksum, unsafe archive or no room."""


class VocabularyError(WordscopeError):
    """A vocabulary is empty or does not hold a word that was asked for."""


class DivergedError(WordscopeError):
    """Training left the finite numbers."""


class Cancelled(Exception):
    """A long job was asked to stop."""
