"""Vectors as lines of text: GloVe, and word2vec text, which is GloVe with a header line.

A row is a word and its numbers. The numbers are the last d fields, so a word may hold spaces ("`. . .`" in
GloVe 840B), unless a part of it looks like a number: then the row has a number too many. Blank lines are
passed over; lines may end in CR LF or spaces; tabs count as spaces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO

import numpy as np

from engine.errors import VectorError
from engine.types import Floats2d
from engine.vectors import regular
from engine.vectors.ahead import ahead
from engine.vectors.decimals import BadNumberError, digits, parse
from engine.vectors.rows import Rows, check_words
from engine.vectors.streams import Progress, Source
from engine.vectors.word_vectors import WordVectors

# Without a header, the number of dimensions is that of most of the first rows.
ROWS_TO_SETTLE = 100
NUMBERS_AT_ONCE = 1 << 16
"""Numbers written at once: some milliseconds, in which SciPy keeps the interpreter from other threads."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a file that are not blank, and their numbers in it."""

    path: Path
    lines: list[bytes]
    numbers: range | list[int]

    def cut(self, start: int, stop: int | None) -> Block:
        """The lines from `start` to before `stop`."""
        return replace(self, lines=self.lines[start:stop], numbers=self.numbers[start:stop])

    def error(self, row: int, problem: str) -> VectorError:
        """An error in one of the lines."""
        return VectorError(problem, self.path, self.numbers[row])

    def matrix(self, rows: list[bytes], dims: int) -> Floats2d:
        """The numbers in `rows`, which has one entry a line."""
        try:
            return parse(rows, dims)
        except BadNumberError as error:
            raise self.error(error.row, f"the row {error}") from None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of a file as they stand in it, and the number of the first."""

    path: Path
    text: bytes
    first: int

    def regular(self, dims: int, *, separator: bytes, named: bool) -> tuple[list[str], Floats2d] | None:
        """Its words and numbers if every row is just as it should be; see `engine.vectors.regular`."""
        return regular.read(self.text, dims, separator=separator, named=named)

    def block(self) -> Block:
        """Its lines that are not blank; where they are tables, tabs are turned into spaces."""
        lines = [line.rstrip() for line in self.text.removesuffix(b"\n").split(b"\n")]
        numbers: range | list[int] = range(self.first, self.first + len(lines))
        if b"" in lines:
            numbers = [number for number, line in zip(numbers, lines, strict=True) if line]
            lines = [line for line in lines if line]
        # One look a block: rows that differ from its first are split anew anyway.
        if lines and b"\t" in lines[0]:
            lines = [line.replace(b"\t", b" ") for line in lines]
        return Block(self.path, lines, numbers)

    def parted(self) -> tuple[Block, Chunk]:
        """The first line that is not blank, and what follows it."""
        number, text = self.first, self.text
        line, _, rest = text.partition(b"\n")
        while rest and not line.strip():
            number, (line, _, rest) = number + 1, rest.partition(b"\n")
        return Block(self.path, [line.rstrip()], [number]), Chunk(self.path, rest, number + 1)


def chunks(source: Source) -> Iterator[Chunk]:
    """A file by pieces of whole lines."""
    return (Chunk(source.path, text, first) for first, text in source.texts())


def ragged(found: int, dims: int) -> str:
    """What to say of a row of the wrong length."""
    return f"the row has {found} numbers instead of {dims}; the file is damaged or cut off"


def is_number(text: bytes) -> bool:
    """Whether a field looks like a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def header(line: bytes) -> tuple[int, int] | None:
    """Rows and dimensions from the first line of a word2vec file, or None if it is no header."""
    fields = line.rstrip().split(b" ")
    # Ten digits are more rows than any file has; more would only lead to absurd arithmetic.
    if len(fields) != 2 or not all(part.isdigit() and len(part) <= 10 for part in fields):
        return None
    return int(fields[0]), int(fields[1])


def read_glove(source: Source, limit: int | None) -> WordVectors:
    """Read rows of a word and its numbers.

    Raises
    ------
    VectorError
        A row is too short or too long, a field is no finite number, or a word is missing or not UTF-8.
    """
    return _gather(chunks(source), Rows(source.path, limit), None).vectors()


def read_word2vec_text(source: Source, limit: int | None) -> WordVectors:
    """Read a line with the numbers of rows and dimensions, then rows of a word and its numbers.

    Raises
    ------
    VectorError
        As for `read_glove`, and where the number of rows differs from the header's.
    """
    parts = chunks(source)
    first, rest = next(parts, Chunk(source.path, b"", 1)).parted()
    promise = header(first.lines[0])
    if promise is None:
        raise first.error(0, "the header must give the number of words and of dimensions")
    promised, dims = promise
    rows = _gather(chain([rest], parts), Rows(source.path, limit), dims)
    if not rows.full and len(rows) != promised:
        problem = f"the header promises {promised} rows, but {len(rows)} follow"
        raise VectorError(f"{problem}; the file is damaged or cut off", source.path, 1)
    return rows.vectors()


def _gather(parts: Iterable[Chunk], rows: Rows, dims: int | None) -> Rows:
    parts = iter(parts)
    if dims is None:
        parts, dims = _settled(parts)

    def read(part: Chunk) -> tuple[list[str], Floats2d] | None:
        return part.regular(dims, separator=b" ", named=True) if dims else None

    with closing(ahead(read, parts)) as found:
        for part, regular in found:
            words, matrix = regular or _with_care(part, dims, rows.room)
            rows.add(words[: rows.room], matrix[: rows.room])
            if rows.full:
                break
    return rows


def _settled(parts: Iterator[Chunk]) -> tuple[Iterator[Chunk], int | None]:
    """The parts from the first that has a row on, and how many numbers a row has."""
    for part in parts:
        dims = _usual_dims(part)
        if dims is not None:
            return chain([part], parts), dims
    return iter(()), None


def _usual_dims(part: Chunk) -> int | None:
    """The numbers in most of the first rows; None if there is no row."""
    lines = filter(None, (line.split() for line in part.text.split(b"\n", ROWS_TO_SETTLE)[:ROWS_TO_SETTLE]))
    usual = Counter(len(fields) - 1 for fields in lines).most_common(1)
    return usual[0][0] if usual else None


def _with_care(part: Chunk, dims: int | None, room: int | None) -> tuple[list[str], Floats2d]:
    """Words and numbers line by line; raises at the first that is wrong."""
    block = part.block().cut(0, room)
    if not block.lines:
        return [], np.empty((0, dims or 0), dtype=np.float32)
    if not dims:
        raise block.error(0, "no numbers follow the word; this is no file of word vectors")
    words, numbers = _fields(block, dims)
    return _decoded(block, words), block.matrix(numbers, dims)


def _fields(block: Block, dims: int) -> tuple[list[bytes], list[bytes]]:
    """Words and the text of their numbers."""
    pairs = [line.partition(b" ") for line in block.lines]
    words, numbers = [word for word, _, _ in pairs], [rest for _, _, rest in pairs]
    for row, line in enumerate(block.lines):
        if line.count(b" ") != dims:
            words[row], numbers[row] = _unusual(block, row, dims)
    if b"" in words:
        raise block.error(words.index(b""), "the row has no word before its numbers")
    return words, numbers


def _unusual(block: Block, row: int, dims: int) -> tuple[bytes, bytes]:
    """A row with further spaces between its fields or within its word."""
    fields = block.lines[row].split()
    if block.lines[row].startswith(b" "):
        raise block.error(row, "the row has no word before its numbers")
    if len(fields) <= dims or any(map(is_number, fields[1:-dims])):
        raise block.error(row, ragged(len(fields) - 1, dims))
    return block.lines[row].rsplit(None, dims)[0], b" ".join(fields[-dims:])


def _decoded(block: Block, words: list[bytes]) -> list[str]:
    joined = b"\n".join(words)
    try:
        return joined.decode().split("\n")
    except UnicodeDecodeError as error:
        row = joined.count(b"\n", 0, error.start)
        raise block.error(row, "the word is not UTF-8; convert the file to UTF-8") from None


def row_parts(vectors: WordVectors, report: Progress) -> Iterator[slice]:
    """Rows to be written at once; reports how far the writing has come before each part."""
    step = max(1, NUMBERS_AT_ONCE // max(1, vectors.dims))
    for start in range(0, len(vectors), step):
        report(start / len(vectors))
        yield slice(start, start + step)


def write_glove(vectors: WordVectors, path: Path, streams: list[IO[bytes]], report: Progress) -> None:
    """Write rows of a word and the shortest numbers that read back exactly.

    Raises
    ------
    VectorError
        A word is empty or contains white space.
    """
    check_words(vectors.words, path, forbidden=" \t\n\r\v\f", advice="save as npz or TSV instead")
    for part in row_parts(vectors, report):
        words = "\n".join(vectors.words[part]).encode().split(b"\n")
        rows = digits(vectors.matrix[part])
        if vectors.dims == 1:
            # "7 1" in the first line would be read as a header.
            rows = [row + b".0" if row.isdigit() else row for row in rows]
        streams[0].write(b"\n".join(map(b" ".join, zip(words, rows, strict=True))))
        streams[0].write(b"\n")


def write_word2vec_text(vectors: WordVectors, path: Path, streams: list[IO[bytes]], report: Progress) -> None:
    """Write the numbers of rows and dimensions, then the rows as in GloVe.

    Raises
    ------
    VectorError
        A word is empty or contains white space.
    """
    streams[0].write(b"%d %d\n" % vectors.matrix.shape)
    write_glove(vectors, path, streams, report)
