"""Sentences that the user labelled, kept in a file that can be trained on like any other table of labels."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from pathlib import Path

from engine.corpus.catalogue import user_data_folder
from engine.errors import FileError
from engine.sentiment.evaluation import CLASS_NAMES

NAME = "own_labels.csv"
HEAD = ("text", "label", "split")


def own_labels_file() -> Path:
    """Where they are kept; the file may not exist yet."""
    return user_data_folder() / NAME


def add_own_label(text: str, label: int, path: Path | None = None) -> Path:
    """Write down that this text is of this class, 0 to 4; returns the file.

    The file is written beside and renamed, so that no crash leaves half a row.

    Raises
    ------
    FileError
        If the file cannot be read or written.
    """
    path = path or own_labels_file()
    row = (" ".join(text.split()), CLASS_NAMES[label], "train")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.is_file() else _as_csv(HEAD)
        beside.write_text(before + _as_csv(row), encoding="utf-8")
        beside.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise FileError(f"your label cannot be kept ({error}); make room or repair the file", path) from error
    return path


def _as_csv(row: tuple[str, ...]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue()
