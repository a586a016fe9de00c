"""``data``: which data sets there are, what is in one, and fetching those that do not come along."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from engine.commands.output import Json, Quiet, print_json, print_line, print_table, progress
from engine.corpus import catalogue
from engine.corpus.catalogue import CatalogueEntry
from engine.corpus.fetch import LARGE, fetch, free_disk, needed
from engine.corpus.fetch_errors import size_text
from engine.errors import DataError, SettingError

app = typer.Typer(help="Data sets: what there is, what is in one, and fetching more.")


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


def _entry(entry: CatalogueEntry) -> dict[str, Any]:
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


@app.command("fetch")
def fetch_(
    name: Annotated[str, typer.Argument(help="A name of `wordscope data list`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before a large download.")] = False,
    url: Annotated[
        str | None, typer.Option(help="Another address of the same archive; its files are checked alike.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Download a data set, check it, and keep it for this user."""
    entry = _known(name)
    was_there = entry.available()
    if not was_there and not yes:
        _ask(entry, may_ask=not json)
    with progress(f"Fetching {entry.title}", quiet=quiet or json) as report:
        folder = fetch(entry, progress=lambda share: report(share, ""), url=url)
    if json:
        print_json(_entry(entry) | {"fetched": not was_there})
    elif was_there:
        print_line(f"{entry.title} is already in {folder}")
    else:
        print_line(f"{entry.title}: fetched, checked, and now in {folder}")


def _known(name: str) -> CatalogueEntry:
    known = catalogue.catalogue()
    if name not in known:
        raise DataError(f'no data set is called "{name}"; known are {", ".join(known)}')
    return known[name]


def _ask(entry: CatalogueEntry, *, may_ask: bool) -> None:
    """Let a person decide about a large download; without one, `--yes` must have been said."""
    if entry.size_bytes < LARGE:
        return
    told = (
        f"{entry.title} is a download of {size_text(entry.size_bytes)} and needs {size_text(needed(entry))} "
        f"of disk, where {size_text(free_disk(catalogue.user_data_folder()))} are free"
    )
    if not may_ask or not sys.stdin.isatty():
        raise SettingError(f"{told}; add --yes to fetch it.")
    typer.confirm(f"{told}. Fetch it?", abort=True, err=True)
