"""The pair of TSV files of TensorBoard's projector: numbers in one, words (and counts) in the other.

``vectors.tsv`` has its words in ``metadata.tsv``, ``my_vectors.tsv`` in ``my_metadata.tsv``, and ``my.tsv``
in ``my_metadata.tsv`` too. The words file has a header line if it has one line more than there are vectors.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

import numpy as np

from engine.errors import VectorError
from engine.types import Floats2d, Ints1d
from engine.vectors.decimals import digits
from engine.vectors.rows import Rows, check_words
from engine.vectors.streams import Progress, Source, open_source
from engine.vectors.text_formats import Block, chunks, ragged, row_parts
from engine.vectors.word_vectors import WordVectors

WORD_COLUMNS = ("word", "label", "name", "token")
COUNT_COLUMN = "count"
MOST_COUNT_DIGITS = 18


def metadata_path(path: Path) -> Path:
    """The file of words that belongs to a file of vectors."""
    if "vectors" in path.name:
        return path.parent / path.name.replace("vectors", "metadata")
    stem, dot, suffixes = path.name.partition(".")
    return path.parent / f"{stem}_metadata{dot}{suffixes}"


def existing_metadata(path: Path) -> Path | None:
    """The file of words beside a file of vectors, gzipped or not, or None."""
    wanted = metadata_path(path)
    other = wanted.with_suffix("") if wanted.suffix == ".gz" else wanted.parent / f"{wanted.name}.gz"
    return next((candidate for candidate in (wanted, other) if candidate.is_file()), None)


def read_projector(source: Source, limit: int | None) -> WordVectors:
    """Read vectors from `source` and their words from the file beside it.

    Raises
    ------
    VectorError
        The file of words is missing or of another length, or a row is malformed.
    """
    metadata = existing_metadata(source.path)
    if metadata is None:
        problem = f"the file of its words, {metadata_path(source.path).name}, is missing beside it"
        raise VectorError(problem, source.path)
    rows, total, dims = Rows(source.path, limit), 0, None
    for part in chunks(source):
        found = part.regular(dims, separator=b"\t", named=False) if dims is not None else None
        if found is not None:
            n_rows, matrix = len(found[1]), found[1][: rows.room]
        else:
            whole = part.block()
            n_rows, block = len(whole.lines), whole.cut(0, rows.room)
            dims = block.lines[0].count(b" ") + 1 if dims is None and block.lines else dims
            matrix = _with_care(block, dims or 0)
        total += n_rows
        rows.add([""] * len(matrix), matrix)
    words, counts = _read_metadata(metadata, total)
    rows.name(words)
    return rows.vectors(None if counts is None else counts[: len(rows)])


def _with_care(block: Block, dims: int) -> Floats2d:
    """The numbers row by row; raises at the first row that is wrong."""
    if not block.lines:
        return np.empty((0, dims), dtype=np.float32)
    for row, line in enumerate(block.lines):
        if line.count(b" ") + 1 != dims:
            raise block.error(row, ragged(line.count(b" ") + 1, dims))
    return block.matrix(block.lines, dims)


def _read_metadata(path: Path, total: int) -> tuple[list[str], Ints1d | None]:
    with open_source(path) as source:
        lines = [line.rstrip(b"\r") for _, part in source.lines() for line in part]
    if len(lines) not in (total, total + 1):
        raise VectorError(f"has {len(lines)} lines for {total} vectors; they must be as many", path)
    table = [_decoded(line, path, number).split("\t") for number, line in enumerate(lines, start=1)]
    names = [name.lower() for name in table.pop(0)] if len(table) > total else []
    column = next((names.index(name) for name in WORD_COLUMNS if name in names), 0)
    for number, fields in enumerate(table, start=1 + bool(names)):
        if len(fields) <= column or not fields[column]:
            raise VectorError("the line has no word; every vector needs one", path, number)
    counts = (
        [fields[names.index(COUNT_COLUMN)] for fields in table if len(fields) == len(names)]
        if (COUNT_COLUMN in names)
        else []
    )
    return [fields[column] for fields in table], _whole_numbers(counts, total)


def _whole_numbers(texts: list[str], total: int) -> Ints1d | None:
    """Counts where every row has one; they are an extra that nobody needs to repair."""
    sound = [text.isascii() and text.isdigit() and len(text) <= MOST_COUNT_DIGITS for text in texts]
    if len(texts) != total or not all(sound):
        return None
    return np.array([int(text) for text in texts], dtype=np.int64)


def _decoded(line: bytes, path: Path, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise VectorError("the word is not UTF-8; convert the file to UTF-8", path, number) from None


def write_projector(vectors: WordVectors, path: Path, streams: list[IO[bytes]], report: Progress) -> None:
    """Write vectors to the first stream, words and counts to the second.

    Raises
    ------
    VectorError
        A word is empty or contains a tab or line break.
    """
    check_words(vectors.words, path, forbidden="\t\n\r", advice="save as npz instead")
    numbers, metadata = streams
    for part in row_parts(vectors, report):
        numbers.write(b"\n".join(digits(vectors.matrix[part], b"\t")))
        numbers.write(b"\n")
    lines = list(vectors.words)
    if vectors.counts is not None:
        pairs = zip(vectors.words, vectors.counts.tolist(), strict=True)
        lines = [f"word\t{COUNT_COLUMN}", *(f"{word}\t{count}" for word, count in pairs)]
    metadata.write(("\n".join(lines) + "\n").encode())
