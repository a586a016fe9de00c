"""``bench``: the figures of the README, measured here and now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.bench import large, loading, quality, stability, words
from engine.bench.rows import Row, as_table, machine
from engine.bench.word_pairs import read_pairs
from engine.commands.output import Data, Json, print_json, print_line, print_table
from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.errors import SettingError


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command line asks to be measured.

    Attributes
    ----------
    source : str
        The text for pace and similarity.
    data : str
        The data set of everything else.
    against : bool
        Whether gensim runs too.
    pairs : Path or None
        Word pairs with human similarity.
    runs : int
        Alternating runs a row.
    seeds : int
        Runs a figure of quality is the mean of.
    seconds, soak : float
        Of the window: how many seconds lateness is measured, and how many minutes memory.
    """

    source: str
    data: str
    against: bool
    pairs: Path | None
    runs: int
    seeds: int
    seconds: float = 60.0
    soak: float = 0.0


Part = Callable[[Asked], list[Row]]


def _on_lines(dataset: Dataset, measure: Callable[[Dataset, Path], list[Row]]) -> list[Row]:
    """What is measured on a text that also stands in a file, one training sentence a line, for the peer."""
    train = dataset.splits["train"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        with path.open("w", encoding="utf-8") as file:
            for index in range(len(train)):
                file.write(" ".join(dataset.words("train", index)) + "\n")
        return measure(dataset, path)


def _pace(asked: Asked) -> list[Row]:
    measure = partial(words.pace, against=asked.against, runs=asked.runs)
    return _on_lines(catalogue.resolve(asked.source), measure)


def _similarity(asked: Asked) -> list[Row]:
    if asked.pairs is None:
        return []
    pairs = read_pairs(asked.pairs)
    measure = partial(quality.similarity, pairs=pairs, against=asked.against, seeds=asked.seeds)
    return _on_lines(catalogue.resolve(asked.source), measure)


def _averages(asked: Asked) -> list[Row]:
    dataset = catalogue.resolve(asked.data)
    judged = [dataset.splits.get(name) for name in ("dev", "test")]
    if any(split is None or split.labels is None for split in judged):
        return []
    return _on_lines(dataset, partial(quality.averages, against=asked.against, seeds=asked.seeds))


def _loading(asked: Asked) -> list[Row]:
    vectors = loading.vectors(against=asked.against, runs=asked.runs)
    return [*vectors, loading.sentences(asked.data, asked.runs)]


PARTS: dict[str, Part] = {
    "pace": _pace,
    "quality": _similarity,
    "averages": _averages,
    "stability": lambda asked: stability.stability(),
    "course": lambda asked: words.course(asked.data),
    "softmax": lambda asked: words.full_softmax(asked.data),
    "growth": lambda asked: words.growth(asked.runs),
    "loading": _loading,
    "large": lambda asked: large.large(),
}


def help_of_parts(names: Iterable[str]) -> str:
    """What ``--only`` says of itself."""
    return f"Only this of {', '.join(names)}; may be given more than once."


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
Seeds = Annotated[int, typer.Option(help="Seeds for the rows of quality and averages.", min=1)]


def bench(
    corpus: Corpus = None,
    data: Data = "demo",
    against: Against = None,
    pairs: Pairs = None,
    runs: Runs = 3,
    seeds: Seeds = 5,
    only: Annotated[list[str] | None, typer.Option(help=help_of_parts(PARTS))] = None,
    json: Json = False,
) -> None:
    """Measure pace, quality, stability, loading and growth, beside gensim if wanted."""
    asked = Asked(str(corpus or data), data, against is not None, pairs, runs, seeds)
    show(measured(PARTS, asked, only), json=json)


def measured(parts: Mapping[str, Part], asked: Asked, only: Sequence[str] | None) -> list[Row]:
    """The rows of all parts, or of those that are named, in the order of the table.

    Raises
    ------
    SettingError
        If there is no part of a name, the peer is not installed, or no room for its files.
    """
    for name in only or ():
        if name not in parts:
            raise SettingError(f"there is no part {name!r} to measure: choose one of {', '.join(parts)}.")
    if asked.against:
        _must_be_installed("gensim")
    return [row for name, part in parts.items() if not only or name in only for row in part(asked)]


def show(rows: Sequence[Row], *, json: bool) -> None:
    """The table, with the machine it was measured on."""
    if json:
        print_json({"machine": machine(), "rows": [asdict(row) | {"ratio": row.ratio} for row in rows]})
        return
    print_line(machine())
    print_table(*as_table(rows))


def _must_be_installed(peer: str) -> None:
    from importlib.util import find_spec

    if find_spec(peer) is None:
        raise SettingError(f"{peer} is not installed: run `make bench`, which installs it, or leave it out.")
