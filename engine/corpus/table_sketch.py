"""A first look at a table: what a person needs to see to say which column is what, and likely answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.corpus import scales
from engine.corpus.table import EXPECTED, column_names, rows
from engine.errors import DataError

PREVIEW = 8
# With more different values than that a column holds no labels.
MOST_LABELS = 30
TEXT_NAMES = ("text", "sentence", "review", "phrase")
LABEL_NAMES = ("label", "sentiment", "class", "rating", "stars", "score", "polarity")


@dataclass(frozen=True, slots=True)
class TableSketch:
    """What a table looks like.

    Attributes
    ----------
    path : Path
        The file.
    rows : tuple of tuple of str
        The first rows, the very first included, as they stand in the file.
    count : int
        Rows in all, the first included.
    lengths : tuple of float
        Mean length of the cells of each column, in characters, the first row left out.
    labels : tuple
        For each column how often each of its values occurs, in lower case and without the first row; None
        where there are too many for labels.
    """

    path: Path
    rows: tuple[tuple[str, ...], ...]
    count: int
    lengths: tuple[float, ...]
    labels: tuple[dict[str, int] | None, ...]

    def names(self, *, header: bool) -> tuple[str, ...]:
        """What the columns are called."""
        return column_names(self.rows[0], header=header)

    def values(self, column: int, *, header: bool) -> dict[str, int] | None:
        """How often each label of a column occurs, the first row counted if it is no header."""
        found = self.labels[column]
        if found is None or header:
            return found
        first = self.rows[0][column].strip().lower()
        return {**found, first: found.get(first, 0) + 1}

    def guess_header(self) -> bool:
        """Whether the first row names the columns: not if a cell of it is a label that occurs below."""
        first = [cell.strip().lower() for cell in self.rows[0]]
        if any(cell in (*TEXT_NAMES, *LABEL_NAMES) for cell in first):
            return True
        return not any(found and cell in found for cell, found in zip(first, self.labels, strict=True))

    def guess_text(self) -> int:
        """The column of the texts: by its name, else the one of the longest cells."""
        named = self._named(TEXT_NAMES)
        return named if named is not None else max(range(len(self.lengths)), key=self.lengths.__getitem__)

    def guess_label(self) -> int | None:
        """The column of the labels: by its name, else the first of few values that all mean something."""
        named = self._named(LABEL_NAMES)
        if named is not None and self.labels[named]:
            return named
        for column, found in enumerate(self.labels):
            if column != self.guess_text() and found is not None and len(found) > 1:
                classes = scales.guess_classes(found).values()
                if None not in classes:
                    return column
        return None

    def _named(self, known: Iterable[str]) -> int | None:
        first = [cell.strip().lower() for cell in self.rows[0]]
        return next((first.index(name) for name in known if name in first), None)


def sketch(path: Path, *, progress: Callable[[float], None] | None = None) -> TableSketch:
    """Read a table once and keep what a person is shown of it.

    Parameters
    ----------
    path : Path
        UTF-8 CSV or TSV.
    progress : callable, optional
        Called now and then; may raise `Cancelled`.

    Raises
    ------
    DataError
        If the file is empty, is no table, or cannot be read.
    """
    first: list[tuple[str, ...]] = []
    characters: list[int] = []
    values: list[Counter[str] | None] = []
    count = 0
    for _, row in rows(path):
        count += 1
        if len(first) < PREVIEW + 1:
            first.append(tuple(row))
        if count == 1:
            characters, values = [0] * len(row), [Counter() for _ in row]
            continue
        for column, cell in enumerate(row):
            characters[column] += len(cell)
            values[column] = _counted(values[column], cell)
        if progress is not None and count % 1000 == 0:
            progress(0.5)
    if not first:
        raise DataError(f"the file is empty; {EXPECTED} is expected", path)
    return TableSketch(
        path=path,
        rows=tuple(first),
        count=count,
        lengths=tuple(total / max(count - 1, 1) for total in characters),
        labels=tuple(None if counter is None else dict(counter) for counter in values),
    )


def _counted(counter: Counter[str] | None, cell: str) -> Counter[str] | None:
    """One more value; None once there are too many different ones."""
    if counter is not None:
        counter[cell.strip().lower()] += 1
    return counter if counter is not None and len(counter) <= MOST_LABELS else None
