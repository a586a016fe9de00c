"""Reading and writing word vectors: the list of formats, and how a file tells which one it is.

| name | suffix | holds |
|---|---|---|
| glove | .txt | a word and its numbers a line |
| word2vec | .vec, .w2v | the same after a header line |
| word2vec-binary | .bin | header line, then words and raw float32 |
| npz | .npz | NumPy arrays, words of any kind and counts |
| tsv | .tsv | the projector's two files: numbers; words and counts |

Each may be gzipped (``.gz``). Reading goes by content, writing by suffix unless a format is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine.errors import SettingError, VectorError
from engine.vectors import binary_formats, projector_format, text_formats
from engine.vectors.rows import check_finite
from engine.vectors.streams import Cancelling, Progress, Source, open_source, replacing
from engine.vectors.word_vectors import WordVectors

HEAD_BYTES = 1 << 16
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
CONTROL_BYTES = bytes({*range(32), 127} - set(b"\t\n\r"))


@dataclass(frozen=True, slots=True)
class Format:
    """One way to keep word vectors in a file."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Source, int | None], WordVectors]
    write: Callable[[WordVectors, Path, list[IO[bytes]], Progress], None]


_ALL = (
    Format("glove", (".txt", ".glove"), text_formats.read_glove, text_formats.write_glove),
    Format("word2vec", (".vec", ".w2v"), text_formats.read_word2vec_text, text_formats.write_word2vec_text),
    Format("word2vec-binary", (".bin",), binary_formats.read_word2vec, binary_formats.write_word2vec),
    Format("npz", (".npz",), binary_formats.read_npz, binary_formats.write_npz),
    Format("tsv", (".tsv",), projector_format.read_projector, projector_format.write_projector),
)
FORMATS: dict[str, Format] = {entry.name: entry for entry in _ALL}


def load(
    path: str | Path,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelling | None = None,
) -> WordVectors:
    """Read word vectors from a file of any known format, which is found from the content.

    Parameters
    ----------
    path : path-like
        The file; of a projector's pair, the file of numbers.
    limit : int, optional
        Read the first rows only; files list frequent words first.
    progress : callable, optional
        Called with the share of the file read so far, 0 to 1, several times a second.
    cancelled : callable, optional
        Asked between blocks of 2 MB whether to stop.

    Returns
    -------
    WordVectors
        Of a word that occurs twice the first row is kept; ``notes`` says so.

    Raises
    ------
    VectorError
        The file cannot be read; the message names the line or row.
    SettingError
        `limit` is below 1.
    Cancelled
        `cancelled` returned true.
    """
    if limit is not None and limit < 1:
        raise SettingError(f"The number of words to read is {limit}; it must be at least 1.")
    with open_source(Path(path), progress=progress, cancelled=cancelled) as source:
        name = detect(source.head(HEAD_BYTES), source.path)
        vectors = FORMATS[name].read(source, limit)
    if progress is not None:
        progress(1.0)
    return vectors


def save(
    vectors: WordVectors,
    path: str | Path,
    format: str | None = None,  # noqa: A002
    *,
    progress: Progress | None = None,
) -> None:
    """Write word vectors beside their target and put them in place when complete.

    Parameters
    ----------
    vectors : WordVectors
        With finite numbers; float32 reads back exactly.
    path : path-like
        The target. A suffix ``.gz`` gzips it. The format ``tsv`` writes the words to a second file beside it.
    format : str, optional
        A name in `FORMATS`; by default the suffix decides.
    progress : callable, optional
        Called with the share of the rows written so far, 0 to 1, several times a second; an exception it
        raises ends the writing, and the old file stays as it was.

    Raises
    ------
    VectorError
        The suffix is unknown, the format cannot hold a word, a number is not finite, or the disk is full or
        read-only. The old file stays as it was.
    SettingError
        `format` is unknown.
    """
    target = Path(path)
    name = by_suffix(target) if format is None else format
    if name not in FORMATS:
        raise SettingError(f"The vector format {name!r} is unknown; choose one of {', '.join(FORMATS)}.")
    if not len(vectors) or not vectors.dims:
        raise VectorError("there are no vectors to save", target)
    check_finite(vectors.words, vectors.matrix, target)
    targets = [target, projector_format.metadata_path(target)] if name == "tsv" else [target]
    with replacing(targets) as streams:
        FORMATS[name].write(vectors, target, streams, progress or (lambda share: None))
    if progress is not None:
        progress(1.0)


def by_suffix(path: Path) -> str:
    """The format a suffix stands for, ``.gz`` put aside.

    Raises
    ------
    VectorError
        No format has this suffix.
    """
    suffix = (path.with_suffix("") if path.suffix == ".gz" else path).suffix.lower()
    for entry in FORMATS.values():
        if suffix in entry.suffixes:
            return entry.name
    known = ", ".join(suffix for entry in FORMATS.values() for suffix in entry.suffixes)
    raise VectorError(f"its suffix names no vector format; use one of {known}, or these with .gz", path)


def detect(head: bytes, path: Path) -> str:
    """The format of a file from its first bytes; the name decides only where they leave a choice.

    Raises
    ------
    VectorError
        It looks like none of the formats.
    """
    if head.startswith(ZIP_MAGIC):
        return "npz"
    first, _, rest = head.lstrip(b"\r\n").partition(b"\n")
    fields = first.split()
    promise = text_formats.header(first)
    if promise is not None:
        return "word2vec" if _is_text(rest, *promise) else "word2vec-binary"
    if fields and all(map(text_formats.is_number, fields)) and _is_table(first, len(fields), path):
        return "tsv"
    if any(map(text_formats.is_number, fields[1:])):
        return "glove"
    raise VectorError(f"is no file of word vectors known here ({', '.join(FORMATS)})", path)


def _is_text(rest: bytes, n_rows: int, dims: int) -> bool:
    """Whether text rather than raw numbers follows a word2vec header."""
    fields = rest.partition(b"\n")[0].split()
    if len(fields) > 1 and text_formats.is_number(fields[-1]):
        return True
    return rest.translate(None, CONTROL_BYTES) == rest and not _is_whole_binary(rest, n_rows, dims)


def _is_whole_binary(rest: bytes, n_rows: int, dims: int) -> bool:
    """Whether so many words and raw numbers fill a short file exactly, though all bytes be printable."""
    position, left = 0, n_rows
    while left and (space := rest.find(b" ", position)) >= 0:
        position, left = space + 1 + 4 * dims, left - 1
    return left == 0 and position == len(rest)


def _is_table(first: bytes, n_fields: int, path: Path) -> bool:
    """Whether a line of nothing but numbers is a projector's row, not a numeral and its vector."""
    if n_fields == 1 or b"\t" not in first:
        return n_fields == 1
    return ".tsv" in path.suffixes or projector_format.existing_metadata(path) is not None
