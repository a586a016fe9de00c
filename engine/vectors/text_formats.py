"""Vectors as lines of text: GloVe, and word2vec text, which is GloVe with a header line.

A row is a word and its numbers. The numbers are the last d fields, so a word may hold spaces ("`. . .`" in
GloVe 840B), unless a part of it looks like a number: then the row has a number too many. Blank lines are
passed over; lines may end in CR LF or spaces; tabs count as spaces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO

from engine.errors import VectorError
from engine.types import Floats2d
from engine.vectors.decimals import BadNumberError, digits, parse
from engine.vectors.rows import Rows, check_words
from engine.vectors.streams import Source
from engine.vectors.word_vectors import WordVectors

# Without a header, the number of dimensions is that of most of the first rows.
ROWS_TO_SETTLE = 100
ROWS_AT_ONCE = 10_000


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


def blocks(source: Source) -> Iterator[Block]:
    """The lines of a file that are not blank; where they are tables, tabs are turned into spaces."""
    for first, raw in source.lines():
        lines = [line.rstrip() for line in raw]
        numbers: range | list[int] = range(first, first + len(lines))
        if b"" in lines:
            numbers = [number for number, line in zip(numbers, lines, strict=True) if line]
            lines = [line for line in lines if line]
        # One look a block: rows that differ from its first are split anew anyway.
        if lines and b"\t" in lines[0]:
            lines = [line.replace(b"\t", b" ") for line in lines]
        if lines:
            yield Block(source.path, lines, numbers)


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
    return _gather(blocks(source), Rows(source.path, limit), None).vectors()


def read_word2vec_text(source: Source, limit: int | None) -> WordVectors:
    """Read a line with the numbers of rows and dimensions, then rows of a word and its numbers.

    Raises
    ------
    VectorError
        As for `read_glove`, and where the number of rows differs from the header's.
    """
    parts = blocks(source)
    first = next(parts, Block(source.path, [b""], [1]))
    promise = header(first.lines[0])
    if promise is None:
        raise first.error(0, "the header must give the number of words and of dimensions")
    promised, dims = promise
    rows = _gather(chain([first.cut(1, None)], parts), Rows(source.path, limit), dims)
    if not rows.full and len(rows) != promised:
        problem = f"the header promises {promised} rows, but {len(rows)} follow"
        raise VectorError(f"{problem}; the file is damaged or cut off", source.path, 1)
    return rows.vectors()


def _gather(parts: Iterable[Block], rows: Rows, dims: int | None) -> Rows:
    for whole in parts:
        block = whole.cut(0, rows.room)
        if not block.lines:
            continue
        dims = _usual_dims(block.lines) if dims is None else dims
        if dims == 0:
            raise block.error(0, "no numbers follow the word; this is no file of word vectors")
        words, numbers = _fields(block, dims)
        rows.add(_decoded(block, words), block.matrix(numbers, dims))
        if rows.full:
            break
    return rows


def _usual_dims(lines: list[bytes]) -> int:
    return Counter(len(line.split()) - 1 for line in lines[:ROWS_TO_SETTLE]).most_common(1)[0][0]


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


def write_glove(vectors: WordVectors, path: Path, streams: list[IO[bytes]]) -> None:
    """Write rows of a word and the shortest numbers that read back exactly.

    Raises
    ------
    VectorError
        A word is empty or contains white space.
    """
    check_words(vectors.words, path, forbidden=" \t\n\r\v\f", advice="save as npz or TSV instead")
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        words = "\n".join(vectors.words[part]).encode().split(b"\n")
        rows = digits(vectors.matrix[part])
        if vectors.dims == 1:
            # "7 1" in the first line would be read as a header.
            rows = [row + b".0" if row.isdigit() else row for row in rows]
        streams[0].writelines([b"%b %b\n" % pair for pair in zip(words, rows, strict=True)])


def write_word2vec_text(vectors: WordVectors, path: Path, streams: list[IO[bytes]]) -> None:
    """Write the numbers of rows and dimensions, then the rows as in GloVe.

    Raises
    ------
    VectorError
        A word is empty or contains white space.
    """
    streams[0].write(b"%d %d\n" % vectors.matrix.shape)
    write_glove(vectors, path, streams)
