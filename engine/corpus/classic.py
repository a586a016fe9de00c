"""The sentiment treebank in the directory layout of the course: four tables instead of trees.

datasetSentences.txt numbers the sentences, datasetSplit.txt assigns them to splits, dictionary.txt numbers
phrases (every sentence is one), and sentiment_labels.txt scores these from 0 to 1. The published sentences
went through a wrong encoding (UTF-8 read as Latin-1 and encoded again) and have `-LRB-` and `-RRB-` where
the dictionary has brackets; both are undone before a sentence is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from engine.corpus.dataset import SPLITS, Dataset, Split
from engine.corpus.lexicon import Lexicon
from engine.corpus.reading import read_text
from engine.errors import DataError

SENTENCES, SPLIT = "datasetSentences.txt", "datasetSplit.txt"
DICTIONARY, LABELS = "dictionary.txt", "sentiment_labels.txt"
FILES = (SENTENCES, SPLIT, DICTIONARY, LABELS)

_SPLIT_NAMES = {"1": "train", "2": "test", "3": "dev"}
_BORDERS = (0.2, 0.4, 0.6, 0.8)


def read(
    folder: Path, *, name: str | None = None, progress: Callable[[float], None] | None = None
) -> Dataset:
    """The sentences of a folder in the course's layout, with a label each; there are no spans.

    Parameters
    ----------
    folder : Path
        Holds the four files of `FILES`.
    name : str, optional
        Name of the data set; the folder's by default.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`.

    Returns
    -------
    Dataset
        Sentences in the order of the file. For the Stanford treebank words, labels, order and ids are those
        of the trees.

    Raises
    ------
    DataError
        If a file is missing or a line is malformed or refers to nothing; with the line.
    """
    split_of = _splits(folder / SPLIT)
    phrase_ids = {phrase: number for _, phrase, number in _rows(folder / DICTIONARY, "|", header=False)}
    labels = _labels(folder / LABELS)
    if progress is not None:
        progress(0.5)
    path = folder / SENTENCES
    texts: dict[str, list[str]] = {split: [] for split in SPLITS}
    classes: dict[str, list[int]] = {split: [] for split in SPLITS}
    for line, number, raw in _rows(path, "\t", header=True, from_right=False):
        sentence = repair(raw)
        split, phrase_id = split_of.get(number), phrase_ids.get(sentence)
        if split is None:
            raise DataError(f"sentence {number} is in no split; {SPLIT} must list it", path, line)
        if phrase_id is None:
            raise DataError(f"sentence {number} is not in {DICTIONARY}, so it has no score", path, line)
        if phrase_id not in labels:
            raise DataError(f"phrase {phrase_id} of sentence {number} has no score in {LABELS}", path, line)
        texts[split].append(sentence)
        classes[split].append(labels[phrase_id])
    if not texts["train"]:
        raise DataError(f"no sentence belongs to the training split (1 in {SPLIT})", path)
    if progress is not None:
        progress(1.0)
    lexicon = Lexicon()
    splits = {split: _encode(texts[split], classes[split], lexicon) for split in SPLITS if texts[split]}
    return Dataset(name=name or folder.resolve().name, source=folder, lexicon=lexicon.words(), splits=splits)


def repair(sentence: str) -> str:
    """A published sentence with its letters and brackets as they were meant."""
    # In a copy that was put right already a letter may fit neither encoding; it is right as it stands.
    with suppress(UnicodeError):
        sentence = sentence.encode("latin-1").decode()
    return sentence.replace("-LRB-", "(").replace("-RRB-", ")")


def classify(score: float) -> int:
    """The class 0 to 4 of a score from 0 to 1: up to 0.2, 0.4, 0.6, 0.8 and 1, borders included."""
    return int(np.searchsorted(_BORDERS, score))


def _encode(sentences: list[str], labels: list[int], lexicon: Lexicon) -> Split:
    # Cut at plain blanks alone: a no-break space is part of a word ("2 1/2").
    words = [[word for word in sentence.split(" ") if word] for sentence in sentences]
    lengths = [len(sentence) for sentence in words]
    return Split(
        tokens=lexicon.encode(word for sentence in words for word in sentence),
        offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        labels=np.array(labels, dtype=np.int8),
    )


def _splits(path: Path) -> dict[str, str]:
    """The split of each sentence number."""
    splits = {}
    for line, number, code in _rows(path, ",", header=True):
        if code not in _SPLIT_NAMES:
            raise DataError(f'"{code}" is no split; write 1 (train), 2 (test) or 3 (dev)', path, line)
        splits[number] = _SPLIT_NAMES[code]
    return splits


def _labels(path: Path) -> dict[str, int]:
    """The class of each phrase number."""
    labels, class_of = {}, {}
    for line, number, score in _rows(path, "|", header=True):
        if score not in class_of:
            class_of[score] = classify(_score(score, path, line))
        labels[number] = class_of[score]
    return labels


def _score(text: str, path: Path, line: int) -> float:
    try:
        score = float(text)
    except ValueError:
        score = float("nan")
    if not 0 <= score <= 1:
        raise DataError(f'the score "{text}" is not a number from 0 to 1', path, line)
    return score


def _rows(
    path: Path, separator: str, *, header: bool, from_right: bool = True
) -> Iterator[tuple[int, str, str]]:
    """Line number and the two columns of every line that is not blank."""
    lines = read_text(path, expected="this file of the course's layout").split("\n")
    cut = str.rpartition if from_right else str.partition
    for line, row in enumerate(lines[1:] if header else lines, start=1 + header):
        left, found, right = cut(row, separator)
        if found and left and right:
            yield line, left, right
        elif row.strip():
            shown = "tab" if separator == "\t" else f'"{separator}"'
            raise DataError(f"two columns with a {shown} between them are expected", path, line)
