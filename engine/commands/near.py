"""``near``: the nearest neighbours of words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.commands.output import Json, print_json, print_line
from engine.vectors import formats

MOST = 1000


def near(
    vectors: Annotated[Path, typer.Argument(help="A file of word vectors.")],
    words: Annotated[list[str], typer.Argument(help="Words whose neighbours are wanted.")],
    count: Annotated[int, typer.Option(help="Neighbours of each word.", min=1, max=MOST)] = 10,
    metric: Annotated[str, typer.Option(help="cosine or euclidean.")] = "cosine",
    json: Json = False,
) -> None:
    """The nearest neighbours of words, the nearest first."""
    known = formats.load(vectors)
    found = [(word, known.neighbours(word, count, metric=metric)) for word in words]
    if json:
        print_json(
            [
                {"word": word, "neighbours": [{"word": each.word, "score": each.score} for each in near]}
                for word, near in found
            ]
        )
        return
    for word, near in found:
        print_line(f"{word}: {', '.join(f'{each.word} {each.score:.2f}' for each in near)}")
