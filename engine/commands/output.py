"""What all commands share: progress on stderr, one JSON value on stdout, tables for people."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.errors import FileError

Json = Annotated[bool, typer.Option("--json", help="Print exactly one JSON value and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar.")]
Data = Annotated[
    str, typer.Option(help="A name of `wordscope data list`, a folder of labelled sentences or a text file.")
]
UsualData = Annotated[
    str | None,
    typer.Option(
        help="A name of `wordscope data list`, a folder of labelled sentences or a text file; if left out, "
        "sst once it was fetched, else demo."
    ),
]

Report = Callable[[float, str], None]


@contextmanager
def progress(title: str, *, quiet: bool) -> Iterator[Report]:
    """A bar on stderr; none when it is not a terminal.

    Yields
    ------
    callable
        Takes the share done and a few words beside the bar.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda share, text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[text]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0, text="")
        yield lambda share, text: bar.update(task, completed=share, text=text)


def print_json(value: Any) -> None:
    """One JSON value; numbers that JSON cannot say (NaN, infinity) become null."""
    sys.stdout.write(json.dumps(_plain(value), ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def print_line(text: str = "") -> None:
    """A line for people, on stdout."""
    sys.stdout.write(f"{text}\n")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for people, on stdout; in a file or a pipe as wide as it is."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    table = Table(*headings, box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    console = Console()
    if not console.is_terminal:
        console.width = Measurement.get(console, console.options.update(width=_ANY_WIDTH), table).maximum
    console.print(table)


_ANY_WIDTH = 10_000


def peak_memory_mb() -> float:
    """The most memory this process has held, in MB; NaN where the system does not tell."""
    try:
        import resource
    except ImportError:
        return math.nan
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / (1024 if sys.platform == "darwin" else 1)


def must_be_writable(path: Path) -> None:
    """Refuse a place where a result could not be saved, before the work rather than after it.

    Raises
    ------
    FileError
        If the folder is missing or may not be written, or the name is a folder's.
    """
    folder = path.parent
    if not folder.is_dir():
        raise FileError(f"there is no folder {folder} to save in: make it first or choose another", path)
    if not os.access(folder, os.W_OK):
        raise FileError(f"the folder {folder} may not be written: choose another", path)
    if path.is_dir():
        raise FileError("this is a folder: choose a file name in it", path)
