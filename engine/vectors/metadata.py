"""What else is known of words: the columns of a TSV file, such as the projector's metadata."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import VectorError
from engine.types import Floats1d, Ints1d
from engine.vectors.projector_format import WORD_COLUMNS
from engine.vectors.streams import open_source

OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of text, all of one length, by their names."""

    path: Path
    columns: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column brought into the order of a vocabulary.

    Attributes
    ----------
    name : str
    values : float64 (n,)
        The numbers, or the places of the names in `categories`; NaN for words of which nothing is known.
    categories : tuple of str
        The commonest first; empty for numbers.
    """

    name: str
    values: Floats1d
    categories: tuple[str, ...]


def read_table(path: str | Path) -> Table:
    """Read a TSV file whose first line names its columns.

    Raises
    ------
    VectorError
        The file cannot be read, has no second column or line, or a line has another number of fields.
    """
    place = Path(path)
    with open_source(place) as source:
        lines = [line.rstrip(b"\r") for _, part in source.lines() for line in part]
    rows = [_decoded(line, place, number).split("\t") for number, line in enumerate(lines, start=1)]
    while rows and rows[-1] == [""]:
        rows.pop()
    if len(rows) < 2 or len(rows[0]) < 2:
        problem = "needs a first line of column names, tabs between columns, and a line a word"
        raise VectorError(problem, place)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            problem = f"has {len(row)} fields, but the first line names {len(rows[0])} columns"
            raise VectorError(problem, place, number)
    return Table(place, dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True)))


def column(table: Table, name: str, words: tuple[str, ...], *, most: int) -> Column:
    """One column for these words.

    Parameters
    ----------
    table : Table
        With a column named word, label, name or token, or with one line a word in the order of `words`.
    name : str
        One of its columns.
    words : tuple of str
    most : int
        How many categories are told apart; the rarer ones are one category, "others".

    Raises
    ------
    VectorError
        The lines cannot be brought together with the words, or there is no such column.
    """
    if name not in table.columns:
        raise VectorError(f"has no column {name!r}; it has {', '.join(table.columns)}", table.path)
    texts = table.columns[name]
    rows = _rows(table, words)
    numbers = _numbers(texts)
    no_names: tuple[str, ...] = ()
    values, categories = (numbers, no_names) if numbers is not None else _categories(texts, most)
    return Column(name, np.where(rows >= 0, values[rows], np.nan), categories)


def _rows(table: Table, words: tuple[str, ...]) -> Ints1d:
    """For each word its line, counted from 0; -1 for none."""
    by_name = next((name for name in table.columns if name.lower() in WORD_COLUMNS), None)
    if by_name is not None:
        lines = {word: line for line, word in reversed(list(enumerate(table.columns[by_name])))}
        found = np.fromiter((lines.get(word, -1) for word in words), np.int64, len(words))
        if (found >= 0).any():
            return found
        raise VectorError(f"none of the words in its column {by_name!r} is on the map", table.path)
    length = len(next(iter(table.columns.values())))
    if length != len(words):
        problem = f"has no column named word, and {length} lines do not fit {len(words)} words"
        raise VectorError(problem, table.path)
    return np.arange(length)


def _numbers(texts: tuple[str, ...]) -> Floats1d | None:
    try:
        return np.array([float(text) if text.strip() else np.nan for text in texts])
    except ValueError:
        return None


def _categories(texts: tuple[str, ...], most: int) -> tuple[Floats1d, tuple[str, ...]]:
    names, places, counts = np.unique(np.array(texts), return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    shown = [str(names[place]) for place in order]
    if len(shown) > most:
        shown = [*shown[: most - 1], OTHERS]
    return np.minimum(rank[places], most - 1).astype(np.float64), tuple(shown)


def _decoded(line: bytes, path: Path, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise VectorError("is not UTF-8; convert the file to UTF-8", path, number) from None
