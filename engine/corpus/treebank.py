"""Sentiment trees in Penn Treebank brackets: ``(3 (2 It) (4 (4 shines) (2 .)))``, one sentence a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.corpus.brackets import Brackets
from engine.corpus.dataset import SPLITS, Dataset, Spans, Split
from engine.corpus.lexicon import Lexicon
from engine.corpus.reading import decode, read_text
from engine.errors import DataError
from engine.types import Ints1d

FILES = {split: f"{split}.txt" for split in SPLITS}
_TREE = re.compile(rb"(?:\xef\xbb\xbf)?\s*\([0-4] (?:[^()\s]+\)|\([0-4] )")
_WORD = re.compile(r" ([^ ()\n]+)\)")


def read(
    folder: Path, *, name: str | None = None, progress: Callable[[float], None] | None = None
) -> Dataset:
    """The trees of a folder that holds train.txt and, where there are any, dev.txt and test.txt.

    Parameters
    ----------
    folder : Path
        Where the files lie.
    name : str, optional
        Name of the data set; the folder's by default.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`.

    Returns
    -------
    Dataset
        Every split with `spans` of all subtrees, words and sentences included, in the order in which
        they open.

    Raises
    ------
    DataError
        If train.txt is missing or a file is malformed; with the line.
    """
    if not folder.is_dir():
        message = "there is no such folder; one with train.txt and perhaps dev.txt and test.txt is expected"
        raise DataError(message, folder)
    lexicon, splits = Lexicon(), {}
    for done, (split, file) in enumerate(FILES.items(), start=1):
        path = folder / file
        if split == "train" or path.exists():
            splits[split] = parse(read_text(path, expected=f"the {split} trees"), lexicon, path)
        if progress is not None:
            progress(done / len(FILES))
    return Dataset(name=name or folder.resolve().name, source=folder, lexicon=lexicon.words(), splits=splits)


def parse(text: str | bytes, lexicon: Lexicon, path: str | Path | None = None) -> Split:
    """One split from the text of its file.

    Parameters
    ----------
    text : str or bytes
        One tree a line; blank lines, CRLF and a byte order mark are allowed. A word may hold anything but
        space, newline and brackets.
    lexicon : Lexicon
        Gives the ids; new words are added to it.
    path : path-like, optional
        Named in errors.

    Raises
    ------
    DataError
        For the first mistake in the file, with its line.
    """
    encoded = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    clean = decode(encoded, path)
    brackets = Brackets.of(clean.encode())
    brackets.check(path)
    return _split(brackets, lexicon.encode(_WORD.findall(clean)))


def looks_like_trees(path: Path) -> bool:
    """Whether a file starts as one of sentiment trees does; False for a pipe or what cannot be read."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return _TREE.match(file.read(200)) is not None
    except OSError:
        return False


def _split(brackets: Brackets, tokens: Ints1d) -> Split:
    """Sentences and spans of brackets that are known to be well formed."""
    opens = brackets.opens
    leaves_before = np.zeros(len(opens), dtype=np.int32)
    np.cumsum(opens[:-1] & ~opens[1:], out=leaves_before[1:])
    start = leaves_before[opens]
    is_root = brackets.depth[opens] == 1
    labels = (brackets.data[brackets.at[opens] + 1] - ord("0")).astype(np.int8)
    spans = Spans(
        sentence=np.cumsum(is_root, dtype=np.int32) - np.int32(1),
        start=start,
        end=leaves_before[brackets.partners()],
        labels=labels,
    )
    offsets = np.append(start[is_root], len(tokens)).astype(np.int64)
    return Split(tokens=tokens, offsets=offsets, labels=labels[is_root], spans=spans)
