"""Learning from other sentences before the ones that count.

A treebank of real reviews hardly ever shows praise by denied blame: "never dull" is not in it. A corpus made
by rules shows that and thousands of words more, but its labels follow rules, not people. So the network
reads all of that corpus first, and then the treebank with only those phrases of the first kept among the
examples that say something else than their words. Dev is the better for it, and "never dull" is praise.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.corpus.dataset import Dataset, Spans, Split
from engine.corpus.join import with_more_training
from engine.sentiment.network_features import FeatureIndex, ranges
from engine.sentiment.network_pairs import CONTRASTS, NEGATORS, NEUTRAL
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.types import Bools, Ints1d

#: How often the first corpus is read.
EPOCHS = 2
_LONGEST = 12


def prepared(
    dataset: Dataset, before: Dataset, settings: NetworkSettings | None = None, *, seed: int = 0
) -> NetworkProblem:
    """The network on `dataset`, to be trained on `before` first.

    Parameters
    ----------
    dataset : Dataset
        With labels.
    before : Dataset
        With labels, best at every phrase; only its training split is used.
    settings : NetworkSettings, optional
    seed : int

    Raises
    ------
    DataError
        If one of them has no labels, or one class only.
    SettingError
        If a setting is out of range.
    """
    settings = (settings or NetworkSettings()).validated()
    train = before.splits["train"]
    index = FeatureIndex.build(with_more_training(dataset, before), pair_count=settings.pair_count)
    first = NetworkProblem(
        replace(before, splits={"train": train}), replace(settings, epochs=EPOCHS), seed=seed, index=index
    )
    kept = replace(before, splits={"train": _only(train, telling_phrases(before))})
    return NetworkProblem(
        with_more_training(dataset, kept), settings, seed=seed, index=index, preparation=first
    )


def telling_phrases(dataset: Dataset) -> Bools:
    """Which labelled phrases of up to 12 words say more than their words do.

    They hold a negator, are on another side than the sum of their words, or set words of both sides
    against each other and come out on one.

    Returns
    -------
    (spans,) bool
        Of the training split's spans; none where phrases have no labels.
    """
    train = dataset.splits["train"]
    spans = train.spans
    if spans is None:
        return np.zeros(0, dtype=bool)
    lengths, side = spans.end - spans.start, spans.labels.astype(np.int64) - NEUTRAL
    worth = np.zeros(len(train.tokens), dtype=np.int64)
    worth[spans.start[lengths == 1]] = side[lengths == 1]

    def holds(words: frozenset[str]) -> Bools:
        known = np.array([word in words for word in dataset.lexicon], dtype=bool)
        return _within(known[train.tokens], spans) > 0

    turned = _within(worth, spans) * side < 0
    both_sides = (_within(worth > 0, spans) > 0) & (_within(worth < 0, spans) > 0)
    decided = holds(CONTRASTS) & both_sides & (side != 0)
    telling: Bools = (lengths > 1) & (lengths <= _LONGEST) & (holds(NEGATORS) | turned | decided)
    return telling


def _within(values: Ints1d | Bools, spans: Spans) -> Ints1d:
    """The sum of the words' values inside every span."""
    before = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    return before[spans.end] - before[spans.start]


def _only(split: Split, wanted: Bools) -> Split:
    """The sentences that hold a wanted phrase, with these phrases alone."""
    assert split.labels is not None  # refused by the first problem
    spans = split.spans or Spans(*(np.zeros(0, dtype=np.int32) for _ in range(4)))
    sentence, labels = spans.sentence[wanted], spans.labels[wanted]
    kept, place = np.unique(sentence, return_inverse=True)
    lengths = np.diff(split.offsets)[kept]
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    moved = (offsets[:-1] - split.offsets[kept])[place]
    return Split(
        tokens=split.tokens[ranges(split.offsets[kept], lengths)],
        offsets=offsets,
        labels=split.labels[kept],
        spans=Spans(
            sentence=place.astype(np.int32),
            start=(spans.start[wanted] + moved).astype(np.int32),
            end=(spans.end[wanted] + moved).astype(np.int32),
            labels=labels,
        ),
    )
