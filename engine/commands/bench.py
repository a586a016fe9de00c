"""``bench``: the figures of the README, measured here and now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.bench import large, words
from engine.bench.rows import Row, as_table, machine
from engine.commands.output import Data, Json, print_json, print_line, print_table
from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.errors import SettingError

Against = Annotated[
    Literal["gensim"] | None, typer.Option(help="A program to run in turn with ours; it must be installed.")
]
Corpus = Annotated[
    Path | None, typer.Option(help="A text file, one sentence a line, for pace and quality; else --data.")
]
Pairs = Annotated[
    Path | None, typer.Option(help="Word pairs with human similarity, tab-separated: adds rows of quality.")
]
Runs = Annotated[int, typer.Option(help="Alternating runs a row; the median is shown.", min=1)]
PARTS = ("pace", "quality", "course", "softmax", "growth", "loading", "large")
Only = Annotated[
    list[str] | None, typer.Option(help=f"Only this of {', '.join(PARTS)}; may be given more than once.")
]
Seeds = Annotated[int, typer.Option(help="Seeds for the rows of quality.", min=1)]


def bench(
    corpus: Corpus = None,
    data: Data = "demo",
    against: Against = None,
    pairs: Pairs = None,
    runs: Runs = 3,
    seeds: Seeds = 5,
    only: Only = None,
    json: Json = False,
) -> None:
    """Measure pace, quality, loading and growth, beside gensim if wanted."""
    rows = headless(corpus, data, against=against, pairs=pairs, runs=runs, seeds=seeds, only=only)
    show(rows, json=json)


def headless(
    corpus: Path | None,
    data: str,
    *,
    against: str | None,
    pairs: Path | None,
    runs: int,
    seeds: int,
    only: Sequence[str] | None = None,
) -> list[Row]:
    """All rows that need no window, or those of some parts.

    Raises
    ------
    SettingError
        If the peer is not installed, there is no such part, or no room for its files.
    """
    _must_be_installed(against)
    for part in only or ():
        if part not in PARTS:
            raise SettingError(f"there is no part {part!r} to measure: choose one of {', '.join(PARTS)}.")
    text = catalogue.resolve(str(corpus) if corpus is not None else data)
    beside = against is not None
    with tempfile.TemporaryDirectory() as folder:
        path = _as_lines(text, Path(folder) / "text.txt")
        parts: tuple[Callable[[], list[Row]], ...] = (
            lambda: words.pace(text, path, against=beside, runs=runs),
            lambda: _quality(text, path, pairs, against=beside, seeds=seeds),
            lambda: words.course(data),
            lambda: words.full_softmax(data),
            lambda: words.growth(runs),
            lambda: words.loading(against=beside, runs=runs),
            large.large,
        )
        chosen = (part for name, part in zip(PARTS, parts, strict=True) if not only or name in only)
        return [row for part in chosen for row in part()]


def _quality(text: Dataset, path: Path, pairs: Path | None, *, against: bool, seeds: int) -> list[Row]:
    if pairs is None:
        return []
    return words.quality(text, path, words.read_pairs(pairs), against=against, seeds=seeds)


def show(rows: Sequence[Row], *, json: bool) -> None:
    """The table, with the machine it was measured on."""
    if json:
        print_json({"machine": machine(), "rows": [asdict(row) | {"ratio": row.ratio} for row in rows]})
        return
    print_line(machine())
    print_table(*as_table(rows))


def _must_be_installed(against: str | None) -> None:
    from importlib.util import find_spec

    if against is not None and find_spec(against) is None:
        raise SettingError(
            f"{against} is not installed: run `make bench`, which installs it, or leave it out."
        )


def _as_lines(dataset: Dataset, path: Path) -> Path:
    """The training text as a file of one sentence a line, for the peer to read."""
    train = dataset.splits["train"]
    with path.open("w", encoding="utf-8") as file:
        for index in range(len(train)):
            file.write(" ".join(dataset.words("train", index)) + "\n")
    return path
