"""All phrases of the training sentences as the sentence network wants them, ready to be shuffled and cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.corpus.dataset import Dataset, Spans
from engine.errors import DataError
from engine.objectives.sentence_network import PhraseBatch
from engine.sentiment.network_features import PAIR, SUBWORD, WORD, Features, ranges
from engine.sentiment.network_pairs import NEGATORS
from engine.sentiment.network_settings import NetworkSettings
from engine.types import Floats1d, Ints1d

_SHORT = (2, 8)


@dataclass(frozen=True, slots=True, eq=False)
class PhraseExamples:
    """Phrases, the cells inside them and the features of those, sentence by sentence, end to end.

    Attributes
    ----------
    phrase_at, cell_at : int (sentences + 1,)
        Sentence s has the phrases and the cells from its number to the next one's.
    inside_at : int (phrases + 1,)
    inside : int
        Phrase i holds the cells ``inside[inside_at[i]:inside_at[i + 1]]``.
    row_at : int (cells + 1,)
    rows : int
        Cell c has the features ``rows[row_at[c]:row_at[c + 1]]``.
    values : float32
        What each of those is multiplied by.
    scales, labels, weights : (phrases,)
        Factor of the sum over the phrase, its class, and how much it counts.
    lengths : (sentences,)
        Words of each sentence.
    """

    phrase_at: Ints1d
    cell_at: Ints1d
    inside_at: Ints1d
    inside: Ints1d
    row_at: Ints1d
    rows: Ints1d
    values: Floats1d
    scales: Floats1d
    labels: Ints1d
    weights: Floats1d
    lengths: Ints1d

    def __len__(self) -> int:
        return len(self.phrase_at) - 1

    @classmethod
    def of(cls, dataset: Dataset, features: Features, settings: NetworkSettings) -> PhraseExamples:
        """The examples of the training split, with every feature in place.

        Raises
        ------
        DataError
            If it has no labels.
        """
        train = dataset.splits["train"]
        spans = _phrases(dataset)
        inside_at, inside = features.inside(spans.start, spans.end)
        lengths = (spans.end - spans.start).astype(np.float64)
        return cls(
            phrase_at=np.searchsorted(spans.sentence, np.arange(len(train) + 1)),
            cell_at=np.searchsorted(features.first, train.offsets),
            inside_at=inside_at,
            inside=inside,
            row_at=features.starts,
            rows=features.rows,
            values=np.ones(len(features.rows), dtype=np.float32),
            scales=(lengths**-settings.pooling).astype(np.float32),
            labels=spans.labels.astype(np.int64),
            weights=_weights(dataset, spans, settings),
            lengths=np.diff(train.offsets),
        )

    def ordered(self, order: Ints1d, values: Floats1d) -> PhraseExamples:
        """The same sentences in another order, with these values of the features."""
        n_phrases, n_cells = np.diff(self.phrase_at)[order], np.diff(self.cell_at)[order]
        phrases, cells = ranges(self.phrase_at[order], n_phrases), ranges(self.cell_at[order], n_cells)
        n_inside, n_rows = np.diff(self.inside_at)[phrases], np.diff(self.row_at)[cells]
        inside, rows = ranges(self.inside_at[phrases], n_inside), ranges(self.row_at[cells], n_rows)
        cell_at = _offsets(n_cells)
        moved = np.repeat(np.repeat(cell_at[:-1] - self.cell_at[order], n_phrases), n_inside)
        return PhraseExamples(
            phrase_at=_offsets(n_phrases),
            cell_at=cell_at,
            inside_at=_offsets(n_inside),
            inside=self.inside[inside] + moved.astype(np.int32),
            row_at=_offsets(n_rows),
            rows=self.rows[rows],
            values=values[rows],
            scales=self.scales[phrases],
            labels=self.labels[phrases],
            weights=self.weights[phrases],
            lengths=self.lengths[order],
        )

    def batch(self, first: int, last: int, *, scratch: Ints1d) -> PhraseBatch:
        """The sentences ``first:last``; `scratch` is room for one int32 for every feature there is."""
        from scipy.sparse import csr_array

        phrases = slice(self.phrase_at[first], self.phrase_at[last])
        cells = slice(self.cell_at[first], self.cell_at[last])
        inside_at = self.inside_at[phrases.start : phrases.stop + 1]
        row_at = self.row_at[cells.start : cells.stop + 1]
        inside, found = slice(inside_at[0], inside_at[-1]), slice(row_at[0], row_at[-1])
        rows, columns = _distinct(self.rows[found], scratch)
        scales = np.repeat(self.scales[phrases], np.diff(inside_at))
        mix = (self.values[found], columns, row_at - row_at[0])
        spans = (scales, self.inside[inside] - cells.start, inside_at - inside_at[0])
        n_cells = cells.stop - cells.start
        return PhraseBatch(
            rows=rows,
            mix=csr_array(mix, shape=(n_cells, len(rows))),
            spans=csr_array(spans, shape=(phrases.stop - phrases.start, n_cells)),
            labels=self.labels[phrases],
            weights=self.weights[phrases],
            raw_words=int(self.lengths[first:last].sum()),
        )


def dropout(features: Features, rng: np.random.Generator, settings: NetworkSettings) -> Floats1d:
    """What is left of every feature: 0, or 1 over its chance to survive; float32 (features,).

    A word is dropped once for all phrases it is in. Letters are dropped apart from their word: that makes
    them learn to stand in for a word that was never seen.
    """
    n_words = int(features.last.max(initial=-1)) + 1
    word = rng.random(n_words, dtype=np.float32) >= settings.word_dropout
    cell = np.repeat(np.arange(len(features.first)), np.diff(features.starts))
    heard = (word[features.first] & word[features.last])[cell]
    alone = rng.random(len(features.rows), dtype=np.float32)
    word_stays = 1 - settings.word_dropout
    letter_stays, pair_stays = 1 - settings.letter_dropout, 1 - settings.pair_dropout
    cases = (
        (WORD, heard, word_stays),
        (SUBWORD, alone < letter_stays, letter_stays),
        (PAIR, heard & (alone < pair_stays), word_stays**2 * pair_stays),
    )
    left = np.zeros(len(features.rows), dtype=np.float32)
    for group, survives, chance in cases:
        left[(features.groups == group) & survives] = 1 / chance
    return left


def _phrases(dataset: Dataset) -> Spans:
    """The labelled subtrees, or the sentences where only they have labels."""
    split = dataset.splits["train"]
    if split.labels is None:
        raise DataError("the sentences have no sentiment labels; choose labelled data", dataset.source)
    if split.spans is not None:
        return split.spans
    filled = np.flatnonzero(np.diff(split.offsets))
    start, end = split.offsets[filled], split.offsets[filled + 1]
    return Spans(sentence=filled, start=start, end=end, labels=split.labels[filled])


def _weights(dataset: Dataset, spans: Spans, settings: NetworkSettings) -> Floats1d:
    """How much each phrase counts, float32."""
    train = dataset.splits["train"]
    lengths = spans.end - spans.start
    negator = np.array([word in NEGATORS for word in dataset.lexicon], dtype=bool)
    short = (lengths >= _SHORT[0]) & (lengths <= _SHORT[1])
    weights = np.where(short & negator[train.tokens[spans.start]], settings.negator_weight, 1.0)
    is_root = lengths == np.diff(train.offsets)[spans.sentence]
    return np.where(is_root, settings.root_weight, weights).astype(np.float32)


def _offsets(counts: Ints1d) -> Ints1d:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int32)


def _distinct(rows: Ints1d, scratch: Ints1d) -> tuple[Ints1d, Ints1d]:
    """Each row once, and the place of every row among them; with a table this is faster than by sorting."""
    places = np.arange(len(rows), dtype=np.int32)
    scratch[rows] = places
    once = rows[scratch[rows] == places]
    scratch[once] = places[: len(once)]
    return once, scratch[rows]
