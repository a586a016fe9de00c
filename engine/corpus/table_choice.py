"""Which columns of a table hold text and label, and what the labels mean.

It can be written behind the path, as in ``reviews.csv?text=body&label=stars&0=1&4=5``: so a saved run, a
command line and the next start of the window know it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, quote, urlencode

from engine.errors import DataError

_CLASSES = tuple("01234")


@dataclass(frozen=True, slots=True)
class TableChoice:
    """How to read a table.

    Attributes
    ----------
    text : str
        The column of the texts.
    label : str or None
        The column of the labels; None for texts without.
    classes : mapping
        The class 0 to 4 of each label, in lower case; rows of other labels are left out. Empty: by the
        known scale that has every label.
    header : bool
        Whether the first row names the columns; otherwise they are "column 1", "column 2" and so on.
    """

    text: str
    label: str | None = None
    classes: Mapping[str, int] = field(default_factory=dict)
    header: bool = True

    def address(self, path: str | Path) -> str:
        """The path of a table with this choice behind it."""
        pairs = [("text", self.text)]
        pairs += [("label", self.label)] if self.label is not None else []
        pairs += [] if self.header else [("header", "no")]
        pairs += [(str(label), name) for name, label in self.classes.items()]
        return f"{path}?{urlencode(pairs, quote_via=quote)}"

    @classmethod
    def of_query(cls, query: str, path: str) -> Self:
        """The choice written behind the question mark.

        Raises
        ------
        DataError
            If it is malformed.
        """
        try:
            pairs = parse_qsl(query, strict_parsing=True, keep_blank_values=True)
        except ValueError:
            pairs = []
        named = {key: value for key, value in pairs if key not in _CLASSES}
        if not named.get("text") or not set(named) <= {"text", "label", "header"}:
            raise DataError(
                f'the choice of columns "{query}" is malformed; write ?text=COLUMN or '
                "?text=COLUMN&label=COLUMN&0=LABEL&4=LABEL behind the file",
                path,
            )
        return cls(
            text=named["text"],
            label=named.get("label"),
            classes={value: int(key) for key, value in pairs if key in _CLASSES},
            header=named.get("header") != "no",
        )


def split_address(data: str) -> tuple[str, TableChoice | None]:
    """A path and the choice behind it, if there is one.

    Raises
    ------
    DataError
        If the choice is malformed.
    """
    path, mark, query = data.rpartition("?")
    if not mark or "=" not in query:
        return data, None
    return path, TableChoice.of_query(query, path)


def file_of(data: str) -> str:
    """The last part of a path, without the choice of columns; for people."""
    path = data.rpartition("?")[0] if "?" in data else data
    return path.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
