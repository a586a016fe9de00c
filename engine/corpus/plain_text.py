"""Plain text, one sentence a line, without labels: read as a stream, so that only ids are kept."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from engine.corpus.dataset import Dataset, Split
from engine.corpus.growing import GrowingIds
from engine.corpus.lexicon import Lexicon
from engine.corpus.reading import decode, unreadable
from engine.corpus.tokens import tokenize
from engine.errors import DataError

# Longer ones are cut, in words: there are corpora without a single line end, such as text8.
LONGEST_SENTENCE = 10_000
_BLOCK = 1 << 20


def read(path: Path, *, name: str | None = None, progress: Callable[[float], None] | None = None) -> Dataset:
    """A text file as a data set with a training split alone.

    Parameters
    ----------
    path : Path
        UTF-8 text, one sentence a line; lines without a word are left out.
    name : str, optional
        Name of the data set; the file's without ending by default.
    progress : callable, optional
        Told the share done, 0 to 1, about once a megabyte; may raise `Cancelled`.

    Returns
    -------
    Dataset
        The tokens of every line are those of `tokenize`; of a very long one they make several sentences.

    Raises
    ------
    DataError
        If the file is missing, unreadable, binary, not UTF-8 (with the line) or without a single word; or if
        there is no room for the ids of so many words.
    """
    encoder, is_cut = _Encoder(), False
    with GrowingIds(path) as tokens:
        sentences = _Sentences(tokens)
        for block, first_line in _blocks(path, progress):
            for line in decode(block, path, first_line=first_line).split("\n"):
                sentences.add(encoder.encode(line), continues=is_cut)
                is_cut = False
            is_cut = not block.endswith(b"\n")
        if not tokens.length:
            raise DataError("the file holds no word; one sentence a line is expected", path)
        splits = {"train": sentences.split()}
    return Dataset(name=name or path.stem, source=path, lexicon=encoder.lexicon.words(), splits=splits)


class _Sentences:
    """Token ids and sentence borders, growing line by line."""

    __slots__ = ("_line_start", "offsets", "tokens")

    def __init__(self, tokens: GrowingIds) -> None:
        self.tokens = tokens
        self.offsets = array("q", [0])
        self._line_start = 0

    def add(self, ids: list[int], *, continues: bool) -> None:
        """Append a line, or more of the last one."""
        if not continues:
            self._line_start = self.tokens.length
        elif self.offsets[-1] > self._line_start:
            self.offsets.pop()
        self.tokens.extend(ids)
        end = self.tokens.length
        self.offsets.extend(range(self.offsets[-1] + LONGEST_SENTENCE, end, LONGEST_SENTENCE))
        if end > self.offsets[-1]:
            self.offsets.append(end)

    def split(self) -> Split:
        """All of it as arrays."""
        return Split(tokens=self.tokens.taken(), offsets=np.frombuffer(self.offsets, dtype=np.int64))


class _Encoder:
    """From lines to token ids; each distinct piece between blanks is cut once and looked up afterwards.

    `tokenize` treats such pieces one by one. Only straight double quotes, whose direction is known from
    what stands around them, and no-break spaces reach across; lines that hold one take the slow way.
    """

    __slots__ = ("_pieces", "lexicon")

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self._pieces = _Pieces(self.lexicon)

    def encode(self, line: str) -> list[int]:
        """The ids of ``tokenize(line)``."""
        if '"' in line or "\xa0" in line:
            return [self.lexicon.id(token) for token in tokenize(line)]
        pieces = line.split()
        try:
            return list(map(self._pieces.single.__getitem__, pieces))
        except KeyError:
            return list(chain.from_iterable(map(self._pieces.__getitem__, pieces)))


class _Pieces(dict[str, tuple[int, ...]]):
    """The ids of each piece of text; `single` holds those of one id, for lines that have no others."""

    __slots__ = ("_lexicon", "single")

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon
        self.single: dict[str, int] = {}

    def __missing__(self, piece: str) -> tuple[int, ...]:
        # Of two equal strings one is kept: with many rare words their spellings are most of the memory.
        ids = self[piece] = tuple(
            self._lexicon.id(piece if token == piece else token) for token in tokenize(piece)
        )
        if len(ids) == 1:
            self.single[piece] = ids[0]
        return ids


def _blocks(path: Path, progress: Callable[[float], None] | None) -> Iterator[tuple[bytes, int]]:
    """Blocks of whole lines, or of whole words where a line is longer, and the number of the first."""
    line, done = 1, 0
    try:
        with path.open("rb") as file:
            size, rest = path.stat().st_size, b""
            while data := file.read(_BLOCK):
                head, border, rest = _cut(rest + data)
                if not border and len(rest) > _BLOCK:
                    raise DataError(f"a word is longer than {_BLOCK} bytes; is this text?", path, line)
                yield head + border, line
                line += head.count(b"\n") + (border == b"\n")
                done += len(data)
                if progress is not None:
                    progress(min(done / max(size, 1), 1.0))
            yield rest, line
    except OSError as error:
        raise unreadable(error, path, expected="text with one sentence a line") from error


def _cut(data: bytes) -> tuple[bytes, bytes, bytes]:
    """What can be used now, the border, and what must wait for the rest of its line or word."""
    return data.rpartition(b"\n" if b"\n" in data else b" ")
