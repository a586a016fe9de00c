"""A table of texts with a label each, as CSV or TSV with a header row.

Labels may be 0 to 4; 1 to 5; 0 and 1; -1, 0 and 1; or words such as "positive" and "very negative". Two and
three classes become the milder ones of five: negative 1, neutral 2, positive 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from engine.corpus.dataset import SPLITS, Dataset, Split
from engine.corpus.lexicon import Lexicon
from engine.corpus.scales import KNOWN, SCALES, scale_of
from engine.corpus.table import ENDINGS, Row, column_names, rows
from engine.corpus.table_choice import TableChoice
from engine.corpus.table_sketch import LABEL_NAMES, TEXT_NAMES
from engine.corpus.tokens import tokenize
from engine.errors import DataError

__all__ = ["ENDINGS", "read"]

_SPLIT_NAMES = {"valid": "dev", "validation": "dev"} | {split: split for split in SPLITS}


def read(
    path: Path,
    *,
    name: str | None = None,
    progress: Callable[[float], None] | None = None,
    choice: TableChoice | None = None,
) -> Dataset:
    """A CSV or TSV file with a text column, a label column and perhaps a split column.

    Parameters
    ----------
    path : Path
        UTF-8; the first row names the columns. A column ``split`` may say train, dev or test; without it
        the ninth row of every ten goes to dev and the tenth to test.
    name : str, optional
        Name of the data set; the file's without ending by default.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`.
    choice : TableChoice, optional
        Which columns to read and what the labels mean. Without it a column must be called one of ``text,
        sentence, review, phrase`` and one ``label, sentiment, class, rating, stars, score, polarity``.

    Raises
    ------
    DataError
        If a column is missing, or a row is malformed, empty or of an unknown label; with its line.
    """
    body = list(rows(path))
    if not body:
        raise DataError("the file is empty; a header row with a text and a label column is expected", path)
    choice = choice or _usual(body[0][1], path)
    names = column_names(body[0][1], header=choice.header)
    text_at = _column(choice.text, names, path)
    body, labels = _labelled(body[1:] if choice.header else body, choice, names, path)
    where = _assign(body, _split_column(names), path)
    if "train" not in where:
        raise DataError("there is no row for training", path)
    texts = [_words(row[text_at], path, line) for line, row in body]
    if progress is not None:
        progress(1.0)
    lexicon = Lexicon()
    splits = {
        split: _split(
            [texts[i] for i in chosen], None if labels is None else [labels[i] for i in chosen], lexicon
        )
        for split in SPLITS
        if (chosen := [i for i, name in enumerate(where) if name == split])
    }
    return Dataset(name=name or path.stem, source=path, lexicon=lexicon.words(), splits=splits)


def _usual(header: Sequence[str], path: Path) -> TableChoice:
    """Columns of the usual names."""
    return TableChoice(text=_known(header, TEXT_NAMES, path), label=_known(header, LABEL_NAMES, path))


def _known(header: Sequence[str], names: Sequence[str], path: Path) -> str:
    found = {cell.strip().lower(): cell.strip() for cell in reversed(header)}
    for name in names:
        if name in found:
            return found[name]
    raise DataError(
        f"no column is called {', '.join(names[:-1])} or {names[-1]}; name one in the first row", path
    )


def _column(name: str, names: Sequence[str], path: Path) -> int:
    if name not in names:
        raise DataError(f'no column is called "{name}"; there are {", ".join(names)}', path)
    return names.index(name)


def _split_column(names: Sequence[str]) -> int | None:
    lowered = [name.lower() for name in names]
    return lowered.index("split") if "split" in lowered else None


def _labelled(
    body: list[Row], choice: TableChoice, names: Sequence[str], path: Path
) -> tuple[list[Row], list[int] | None]:
    """The rows whose label has a class, and these classes."""
    if choice.label is None:
        return body, None
    label_at = _column(choice.label, names, path)
    cells = [(line, row[label_at].strip().lower()) for line, row in body]
    classes = choice.classes or _scale(cells, path)
    kept = [row for row, (_, cell) in zip(body, cells, strict=True) if cell in classes]
    return kept, [classes[cell] for _, cell in cells if cell in classes]


def _scale(cells: Sequence[tuple[int, str]], path: Path) -> dict[str, int]:
    """The first scale that has every label of the file."""
    scale = scale_of({cell for _, cell in cells})
    if scale is not None:
        return scale
    # Blame the first row outside the scale that fits most rows.
    best = max(SCALES, key=lambda scale: sum(cell in scale for _, cell in cells))
    line, cell = next((line, cell) for line, cell in cells if cell not in best)
    raise DataError(f'the label "{cell}" is unknown; write {KNOWN}', path, line)


def _assign(body: Sequence[Row], split_at: int | None, path: Path) -> list[str]:
    """The split of every row."""
    if split_at is None:
        return [{8: "dev", 9: "test"}.get(i % 10, "train") for i in range(len(body))]
    names = []
    for line, row in body:
        name = row[split_at].strip().lower()
        if name not in _SPLIT_NAMES:
            raise DataError(f'the split "{name}" is not one of train, dev, test', path, line)
        names.append(_SPLIT_NAMES[name])
    return names


def _words(text: str, path: Path, line: int) -> list[str]:
    words = tokenize(text)
    if not words:
        raise DataError("the text of the row holds no word", path, line)
    return words


def _split(sentences: Sequence[list[str]], labels: Sequence[int] | None, lexicon: Lexicon) -> Split:
    lengths = [len(words) for words in sentences]
    tokens = [lexicon.id(word) for words in sentences for word in words]
    return Split(
        tokens=np.array(tokens, dtype=np.int32),
        offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        labels=None if labels is None else np.array(labels, dtype=np.int8),
    )
