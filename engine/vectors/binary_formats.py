"""Vectors as raw numbers: word2vec binary and NumPy's npz, neither of which can run code when opened.

An npz holds ``matrix`` (n, d), ``words_utf8`` (all words as bytes, end to end), ``word_ends`` (n,) and
perhaps ``counts`` (n,): unlike an array of strings that holds any word and is no wider than it must be. Plain
string arrays ``words`` or ``vocab`` with ``matrix`` or ``vectors`` are read as well.
"""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from engine.errors import VectorError
from engine.types import Ints1d
from engine.vectors.rows import Rows, check_words
from engine.vectors.streams import BLOCK_BYTES, Progress, Source
from engine.vectors.text_formats import header, row_parts
from engine.vectors.word_vectors import WordVectors

# Four million words of 500 numbers; a small archive that claims more is not trusted with the memory.
MOST_BYTES = 8 << 30
LONGEST_WORD = 1 << 16
LONGEST_HEADER = 64
# No deflated file unpacks to more than this many times its size.
DEFLATE_RATIO = 1032
# A zip archive notes times, and the same vectors shall give the same bytes.
EARLIEST = (1980, 1, 1, 0, 0, 0)
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, KeyError,
    NotImplementedError, RuntimeError, OverflowError, MemoryError, OSError, tokenize.TokenError,
)  # fmt: skip
NPY_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


def read_word2vec(source: Source, limit: int | None) -> WordVectors:
    """Read a header line, then a word, a space and d little-endian float32 a row, with or without line feeds.

    Raises
    ------
    VectorError
        The header is wrong, or the file ends before or after the rows it promises.
    """
    rest = source.read(BLOCK_BYTES)
    line, _, rest = rest.partition(b"\n")
    promise = header(line) if len(line) <= LONGEST_HEADER else None
    if promise is None or 0 in promise:
        raise VectorError("the header must give the number of words and of dimensions", source.path, 1)
    promised, dims = promise
    if promised * dims * 4 > source.size * (DEFLATE_RATIO if source.gzipped else 1):
        raise VectorError(f"is cut off: {promised} rows of {dims} numbers do not fit in it", source.path)
    rows = Rows(source.path, promised if limit is None else min(limit, promised))
    block = b""
    while True:
        words, numbers, rest = _whole_rows(rest + block, dims * 4, rows.room)
        if words:
            rows.add(_decoded(words, source.path, len(rows)), _float32(b"".join(numbers), dims))
        if rows.full:
            break
        block = source.read(BLOCK_BYTES)
        if not block or len(rest) > LONGEST_WORD + dims * 4:
            problem = f"is cut off or damaged: row {len(rows) + 1} of {promised} is not whole"
            raise VectorError(problem, source.path)
    if len(rows) == promised and (rest + source.read(1)).strip(b"\n"):
        raise VectorError(f"goes on after the {promised} rows its header promises", source.path)
    return rows.vectors()


def _whole_rows(data: bytes, width: int, room: int | None) -> tuple[list[bytes], list[bytes], bytes]:
    words: list[bytes] = []
    numbers: list[bytes] = []
    position = 0
    while len(words) != room and (space := data.find(b" ", position)) >= 0:
        end = space + 1 + width
        if end > len(data):
            break
        words.append(data[position:space])
        numbers.append(data[space + 1 : end])
        position = end
    return words, numbers, data[position:]


def _float32(data: bytes, dims: int) -> npt.NDArray[np.float32]:
    return np.frombuffer(data, dtype="<f4").astype(np.float32).reshape(-1, dims)


def _decoded(words: list[bytes], path: Path, before: int) -> list[str]:
    texts = []
    for row, word in enumerate(words, start=before + 1):
        try:
            # The original program ends each row with a line feed, others do not.
            texts.append(word.lstrip(b"\n").decode())
        except UnicodeDecodeError:
            raise VectorError(f"the word of row {row} is not UTF-8; the file is damaged", path) from None
    return texts


def write_word2vec(vectors: WordVectors, path: Path, streams: list[IO[bytes]], report: Progress) -> None:
    """Write the header line and the rows, without line feeds.

    Raises
    ------
    VectorError
        A word is empty or contains white space.
    """
    check_words(vectors.words, path, forbidden=" \t\n\r\v\f", advice="save as npz or TSV instead")
    streams[0].write(b"%d %d\n" % vectors.matrix.shape)
    width = vectors.dims * 4
    for part in row_parts(vectors, report):
        data = vectors.matrix[part].astype("<f4").tobytes()
        words = enumerate(vectors.words[part])
        streams[0].writelines(
            [b"%b %b" % (word.encode(), data[row * width : (row + 1) * width]) for row, word in words]
        )


def read_npz(source: Source, limit: int | None) -> WordVectors:
    """Read an archive of plain arrays; sizes are checked before anything is unpacked.

    Raises
    ------
    VectorError
        An array is missing, of the wrong shape or type, or holds Python objects; the archive is damaged.
    """
    with source.seekable(MOST_BYTES) as file:
        try:
            return _from_archive(file, source.path, limit)
        except DAMAGED as error:
            raise VectorError("is a damaged npz file; save or fetch it again", source.path) from error


def _from_archive(file: IO[bytes], path: Path, limit: int | None) -> WordVectors:
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        matrix = _first_of(archive, names, ("matrix", "vectors"), path, limit)
        if matrix.ndim != 2 or 0 in matrix.shape or matrix.dtype.kind not in "fiu":
            problem = f"its matrix has shape {matrix.shape} and type {matrix.dtype}"
            raise VectorError(f"{problem}; one row of numbers a word is needed", path)
        words = _npz_words(archive, names, path, limit)
        if len(words) != len(matrix):
            raise VectorError(f"has {len(words)} words for {len(matrix)} rows; they must be as many", path)
        counts = _first_of(archive, names, ("counts",), path, limit) if "counts.npy" in names else None
    if counts is not None and (counts.shape != (len(words),) or counts.dtype.kind not in "iu"):
        raise VectorError(f"its counts have shape {counts.shape}; one whole number a word is needed", path)
    rows = Rows(path, limit)
    with np.errstate(over="ignore"):
        rows.add(words, matrix.astype(np.float32, copy=False))
    return rows.vectors(counts)


def _npz_words(archive: zipfile.ZipFile, names: set[str], path: Path, limit: int | None) -> list[str]:
    if "words_utf8.npy" not in names:
        words = _first_of(archive, names, ("words", "vocab"), path, limit)
        if words.ndim != 1 or words.dtype.kind not in "US":
            raise VectorError("its words are no plain list of text; save them as a string array", path)
        return [word.decode() if isinstance(word, bytes) else word for word in words.tolist()]
    text = _first_of(archive, names, ("words_utf8",), path, None).tobytes()
    ends = _first_of(archive, names, ("word_ends",), path, limit).astype(np.int64).ravel()
    starts = np.concatenate([[0], ends[:-1]])
    if len(ends) and (np.any(ends < starts) or ends[-1] > len(text)):
        raise VectorError("its word_ends do not fit words_utf8; save the file again", path)
    return [text[a:b].decode() for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def _first_of(
    archive: zipfile.ZipFile, names: set[str], wanted: tuple[str, ...], path: Path, limit: int | None
) -> npt.NDArray[Any]:
    """The first array there is of the wanted names, or of it the first `limit` rows."""
    name = next((name for name in wanted if f"{name}.npy" in names), None)
    if name is None:
        raise VectorError(f"has no array named {' or '.join(wanted)}; it is no file of word vectors", path)
    info = archive.getinfo(f"{name}.npy")
    with archive.open(info) as member:
        version = np.lib.format.read_magic(member)
        if version not in NPY_HEADERS:
            raise VectorError(f"its array {name} is of an unknown npy version; save it again", path)
        shape, by_columns, dtype = NPY_HEADERS[version](member)
        if dtype.hasobject:
            raise VectorError(f"its array {name} holds Python objects; save plain numbers and text", path)
        n_bytes = int(np.prod(shape, dtype=object)) * dtype.itemsize
        if n_bytes > MOST_BYTES or info.file_size != member.tell() + n_bytes:
            raise VectorError(f"its array {name} claims {n_bytes} bytes; it is damaged or a zip bomb", path)
        if limit is not None and shape and not by_columns and shape[0] > limit:
            n_bytes, shape = n_bytes // shape[0] * limit, (limit, *shape[1:])
        array = np.frombuffer(bytearray(member.read(n_bytes)), dtype=dtype)
    return array.reshape(shape, order="F" if by_columns else "C")[:limit] if shape else array.reshape(shape)


def write_npz(vectors: WordVectors, path: Path, streams: list[IO[bytes]], report: Progress) -> None:
    """Write matrix, words and, where known, counts as plain arrays.

    Raises
    ------
    VectorError
        A word is no valid Unicode.
    """
    check_words(vectors.words, path, forbidden="", advice="remove it")
    words = [word.encode() for word in vectors.words]
    arrays: dict[str, npt.NDArray[Any]] = {
        "matrix": vectors.matrix,
        "words_utf8": np.frombuffer(b"".join(words), dtype=np.uint8),
        "word_ends": np.cumsum([len(word) for word in words]),
    }
    if vectors.counts is not None:
        arrays["counts"] = _whole(vectors.counts)
    # A zip archive goes back to fill in sizes, which a gzip stream cannot.
    packs = isinstance(streams[0], gzip.GzipFile)
    target = io.BytesIO() if packs else streams[0]
    with zipfile.ZipFile(target, "w") as archive:
        for name, array in arrays.items():
            # Room for the sizes of large members must be made before they are known.
            with archive.open(zipfile.ZipInfo(f"{name}.npy", EARLIEST), "w", force_zip64=True) as member:
                quiet = packs or name != "matrix"
                _write_array(member, array, (lambda share: None) if quiet else report)
    if isinstance(target, io.BytesIO):
        packed = target.getbuffer()
        for start in range(0, len(packed), BLOCK_BYTES):
            report(start / len(packed))
            streams[0].write(packed[start : start + BLOCK_BYTES])


def _write_array(member: IO[bytes], array: npt.NDArray[Any], report: Progress) -> None:
    layout = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(member, layout)
    step = max(1, BLOCK_BYTES * len(array) // max(1, array.nbytes))
    for start in range(0, len(array), step):
        report(start / len(array))
        member.write(array[start : start + step].tobytes())


def _whole(counts: Ints1d) -> npt.NDArray[np.int64]:
    return np.asarray(counts, dtype=np.int64)
