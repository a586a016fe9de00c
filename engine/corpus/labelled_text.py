"""A table of texts with a label each, as CSV or TSV with a header row.

Labels may be 0 to 4; 1 to 5; 0 and 1; -1, 0 and 1; or words such as "positive" and "very negative". Two and
three classes become the milder ones of five: negative 1, neutral 2, positive 3.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.corpus.dataset import SPLITS, Dataset, Split
from engine.corpus.lexicon import Lexicon
from engine.corpus.reading import read_text
from engine.corpus.tokens import tokenize
from engine.errors import DataError

ENDINGS = (".csv", ".tsv")
_TEXT = ("text", "sentence", "review", "phrase")
_LABEL = ("label", "sentiment", "class", "rating", "stars", "score", "polarity")
_SPLIT_NAMES = {"valid": "dev", "validation": "dev"} | {split: split for split in SPLITS}

_SCALES: tuple[dict[str, int], ...] = (
    {"0": 1, "1": 3},
    {"-1": 1, "0": 2, "1": 3},
    {str(label): label for label in range(5)},
    {str(label + 1): label for label in range(5)},
    {
        **dict.fromkeys(("very negative", "very_negative", "--"), 0),
        **dict.fromkeys(("negative", "neg", "-"), 1),
        **dict.fromkeys(("neutral", "neu", "o"), 2),
        **dict.fromkeys(("positive", "pos", "+"), 3),
        **dict.fromkeys(("very positive", "very_positive", "++"), 4),
    },
)

Row = tuple[int, list[str]]


def read(path: Path, *, name: str | None = None, progress: Callable[[float], None] | None = None) -> Dataset:
    """A CSV or TSV file with a text column, a label column and perhaps a split column.

    Parameters
    ----------
    path : Path
        UTF-8; the first row names the columns, among them one of ``text, sentence, review, phrase`` and
        one of ``label, sentiment, class, rating, stars, score, polarity``. A column ``split`` may say
        train, dev or test; without it the ninth row of every ten goes to dev and the tenth to test.
    name : str, optional
        Name of the data set; the file's without ending by default.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`.

    Raises
    ------
    DataError
        If a column is missing, or a row is malformed, empty or of an unknown label; with its line.
    """
    rows = _rows(path)
    first = next(rows, None)
    if first is None:
        raise DataError("the file is empty; a header row with a text and a label column is expected", path)
    header = [cell.strip().lower() for cell in first[1]]
    text_at, label_at = _column(header, _TEXT, path), _column(header, _LABEL, path)
    split_at = header.index("split") if "split" in header else None
    body = list(rows)
    for line, row in body:
        if len(row) != len(header):
            message = f"the row has {len(row)} cells, but the header has {len(header)}"
            raise DataError(message, path, line)
    labels = _labels([(line, row[label_at].strip().lower()) for line, row in body], path)
    where = _assign(body, split_at, path)
    if "train" not in where:
        raise DataError("there is no row for training", path)
    texts = [_words(row[text_at], path, line) for line, row in body]
    if progress is not None:
        progress(1.0)
    lexicon = Lexicon()
    splits = {
        split: _split([texts[i] for i in chosen], [labels[i] for i in chosen], lexicon)
        for split in SPLITS
        if (chosen := [i for i, name in enumerate(where) if name == split])
    }
    return Dataset(name=name or path.stem, source=path, lexicon=lexicon.words(), splits=splits)


def _rows(path: Path) -> Iterator[Row]:
    """Each row that is not blank, with the line on which it ends."""
    text = read_text(path, expected="a table of texts and labels")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise DataError(
            f"the row is no valid CSV ({error}); check its quotes", path, reader.line_num
        ) from None


def _delimiter(path: Path, text: str) -> str:
    """A tab in TSV files, otherwise the most frequent candidate of the header row."""
    header = text.lstrip("\n").partition("\n")[0]
    return "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=header.count)


def _column(header: Sequence[str], names: Sequence[str], path: Path) -> int:
    for name in names:
        if name in header:
            return header.index(name)
    raise DataError(
        f"no column is called {', '.join(names[:-1])} or {names[-1]}; name one in the first row", path
    )


def _labels(cells: Sequence[tuple[int, str]], path: Path) -> list[int]:
    """Classes 0 to 4 by the first scale that has every label of the file."""
    for scale in _SCALES:
        if all(cell in scale for _, cell in cells):
            return [scale[cell] for _, cell in cells]
    # Blame the first row outside the scale that fits most rows.
    best = max(_SCALES, key=lambda scale: sum(cell in scale for _, cell in cells))
    line, cell = next((line, cell) for line, cell in cells if cell not in best)
    raise DataError(f'the label "{cell}" is unknown beside {", ".join(best)}', path, line)


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


def _split(sentences: Sequence[list[str]], labels: Sequence[int], lexicon: Lexicon) -> Split:
    lengths = [len(words) for words in sentences]
    tokens = [lexicon.id(word) for words in sentences for word in words]
    return Split(
        tokens=np.array(tokens, dtype=np.int32),
        offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        labels=np.array(labels, dtype=np.int8),
    )
