"""``data``: which data sets there are, and what is in one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.commands.output import Json, print_json, print_line, print_table
from engine.corpus import catalogue

app = typer.Typer(help="Data sets: what there is, and what is in one.")


@app.command("list")
def list_(json: Json = False) -> None:
    """The data sets known by name."""
    entries = [_entry(entry) for entry in catalogue.catalogue().values()]
    if json:
        print_json(entries)
        return
    print_table(
        ["name", "what", "licence", "size", "where"],
        [
            [
                str(each["name"]),
                str(each["title"]),
                str(each["licence"]),
                f"{each['size'] / 1e6:,.1f} MB",
                each["path"] or "not on this computer",
            ]
            for each in entries
        ],
    )


def _entry(entry: catalogue.CatalogueEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "licence": entry.licence,
        "size": entry.size_bytes,
        "path": str(entry.folder()) if entry.available() else None,
        "kind": entry.kind,
        "description": entry.description,
    }


@app.command()
def info(
    data: Annotated[str, typer.Argument(help="A name, a folder or a text file.")], json: Json = False
) -> None:
    """What a data set holds: sentences, words and labels by split."""
    found = catalogue.info(catalogue.resolve(data))
    if json:
        print_json(found)
        return
    print_line(f"{found['name']}: {found['types']:,} word types, {found['path']}")
    print_table(
        ["split", "sentences", "tokens", "types", "labels -- to ++", "labelled phrases"],
        [
            [
                name,
                f"{split['sentences']:,}",
                f"{split['tokens']:,}",
                f"{split['types']:,}",
                "" if split["labels"] is None else " ".join(map(str, split["labels"])),
                "" if split["spans"] is None else f"{split['spans']:,}",
            ]
            for name, split in found["splits"].items()
        ],
    )
