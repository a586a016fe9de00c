"""More sentences to train on, such as one's own labels beside a treebank, without touching dev and test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.corpus.dataset import Dataset, Spans, Split
from engine.errors import DataError
from engine.types import Ints1d


def with_more_training(first: Dataset, *others: Dataset) -> Dataset:
    """The first data set, with the training sentences of the others after its own.

    Parameters
    ----------
    first : Dataset
        With labels. Its dev and test splits stay as they are.
    *others : Dataset
        With labels; their dev and test splits are left out.

    Raises
    ------
    DataError
        If one of them has no labels.
    """
    for dataset in (first, *others):
        if not dataset.labelled:
            raise DataError("the sentences have no sentiment labels; choose labelled data", dataset.source)
    ids = {word: place for place, word in enumerate(first.lexicon)}
    splits = [first.splits["train"]]
    for other in others:
        places = np.array([ids.setdefault(word, len(ids)) for word in other.lexicon], dtype=np.int32)
        train = other.splits["train"]
        splits.append(replace(train, tokens=places[train.tokens]))
    return Dataset(
        name=" + ".join(dataset.name for dataset in (first, *others)),
        source=first.source,
        lexicon=tuple(ids),
        splits={**first.splits, "train": _end_to_end(splits)},
    )


def _end_to_end(splits: list[Split]) -> Split:
    words = _starts([len(split.tokens) for split in splits])
    sentences = _starts([len(split) for split in splits])
    offsets = [split.offsets[1:] + at for split, at in zip(splits, words, strict=False)]
    spans = [_spans(split) for split in splits]
    return Split(
        tokens=np.concatenate([split.tokens for split in splits]),
        offsets=np.concatenate([[0], *offsets]).astype(np.int64),
        labels=np.concatenate([split.labels for split in splits if split.labels is not None]),
        spans=Spans(
            sentence=_moved([each.sentence for each in spans], sentences),
            start=_moved([each.start for each in spans], words),
            end=_moved([each.end for each in spans], words),
            labels=np.concatenate([each.labels for each in spans]),
        ),
    )


def _spans(split: Split) -> Spans:
    """The labelled subtrees; where only sentences have labels, those that are not empty."""
    if split.spans is not None:
        return split.spans
    assert split.labels is not None  # refused above
    filled = np.flatnonzero(np.diff(split.offsets)).astype(np.int32)
    start, end = split.offsets[filled].astype(np.int32), split.offsets[filled + 1].astype(np.int32)
    return Spans(sentence=filled, start=start, end=end, labels=split.labels[filled])


def _starts(lengths: list[int]) -> list[int]:
    return [0, *np.cumsum(lengths).tolist()]


def _moved(parts: list[Ints1d], starts: list[int]) -> Ints1d:
    moved = [part + start for part, start in zip(parts, starts, strict=False)]
    return np.concatenate(moved).astype(np.int32)
