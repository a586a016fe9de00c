"""The rows and columns of a CSV or TSV file, before anyone knows what they mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.corpus.reading import read_text, unreadable
from engine.errors import DataError

ENDINGS = (".csv", ".tsv")
EXPECTED = "a table of texts and labels"
_LINES_LOOKED_AT = 20

Row = tuple[int, list[str]]


def rows(path: Path) -> Iterator[Row]:
    """Each row that is not blank, with the line on which it ends.

    Parameters
    ----------
    path : Path
        UTF-8. Cells are parted by tabs; in a CSV file by whichever of comma, semicolon and tab the first
        row has most of.

    Raises
    ------
    DataError
        If the file cannot be read, its quotes do not match, or a row has not as many cells as the first.
    """
    text = read_text(path, expected=EXPECTED)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text), strict=True)
    width = 0
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            width = width or len(row)
            if len(row) != width:
                message = f"the row has {len(row)} cells, but the header has {width}"
                raise DataError(message, path, reader.line_num)
            yield reader.line_num, row
    except csv.Error as error:
        raise DataError(
            f"the row is no valid CSV ({error}); check its quotes", path, reader.line_num
        ) from None


def column_names(first: Sequence[str], *, header: bool) -> tuple[str, ...]:
    """What the columns are called: all different, and never empty.

    Parameters
    ----------
    first : sequence of str
        The cells of the first row.
    header : bool
        Whether they are names; otherwise columns are counted.
    """
    names: list[str] = []
    for number, cell in enumerate(first, 1):
        name = (cell.strip() if header else "") or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def has_columns(path: Path) -> bool:
    """Whether a file is a table: by its ending, or because every line has the same number of tabs.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    if path.suffix.lower() in ENDINGS:
        return True
    try:
        with path.open("rb") as file:
            # Of bounded length: a corpus may be a single line.
            lines = [file.readline(1 << 16) for _ in range(_LINES_LOOKED_AT)]
    except OSError as error:
        raise unreadable(error, path, expected="text with one sentence a line") from error
    tabs = {line.count(b"\t") for line in lines if line.strip()}
    return len(tabs) == 1 and 0 not in tabs


def _delimiter(path: Path, text: str) -> str:
    """A tab, except in CSV files: there the most frequent candidate of the first row."""
    header = text.lstrip("\n").partition("\n")[0]
    return max(",;\t", key=header.count) if path.suffix.lower() == ".csv" else "\t"
