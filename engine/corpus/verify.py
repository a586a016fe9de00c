"""Whether the files of a data set are what they should be: by checksum, or vectors by their shape."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from engine.corpus.catalogue import CatalogueEntry, VectorShape
from engine.corpus.fetch_errors import FetchProblem

# In bytes; a row of 300 numbers takes some 3,000.
LONGEST_ROW = 1 << 14
_ROWS_A_REPORT = 10_000
_AGAIN = "try again later"


def verify(entry: CatalogueEntry, folder: Path, *, report: Callable[[float], None]) -> None:
    """Check each file of a data set.

    Parameters
    ----------
    entry : CatalogueEntry
        Says what each file must be.
    folder : Path
        Where they lie.
    report : callable
        Told the share done; may raise `Cancelled`.

    Raises
    ------
    FetchProblem
        For the first file that is not what it should be.
    OSError
        If a file cannot be read.
    """
    for index, (file, checksum) in enumerate(entry.checksums.items()):
        tick = partial(report, index / len(entry.checksums))
        tick()
        if checksum is not None:
            _require_checksum(folder / file, checksum)
        if file in entry.shapes:
            _require_shape(folder / file, entry.shapes[file], tick)
    report(1.0)


def _require_checksum(path: Path, checksum: str) -> None:
    import pooch

    if pooch.file_hash(str(path), alg="sha256") != checksum:
        raise FetchProblem(f"{path.name} has the wrong checksum, so it is damaged or another edition", _AGAIN)


def _require_shape(path: Path, shape: VectorShape, tick: Callable[[], object]) -> None:
    """The number of rows, the numbers in each, and how the first begins."""
    rows = 0
    with path.open("rb") as file:
        for row in iter(lambda: file.readline(LONGEST_ROW), b""):
            if rows == 0 and not row.startswith(shape.start.encode()):
                raise FetchProblem(f"{path.name} does not begin as it should, with {shape.start}", _AGAIN)
            rows += 1
            if row.count(b" ") != shape.dims:
                found = row.count(b" ")
                message = f"row {rows:,} of {path.name} has {found} numbers instead of {shape.dims}"
                raise FetchProblem(message, _AGAIN)
            if rows % _ROWS_A_REPORT == 0:
                tick()
    if rows != shape.rows:
        raise FetchProblem(f"{path.name} has {rows:,} rows instead of {shape.rows:,}", _AGAIN)
