"""From a stream of words to batches: everything random about word2vec is drawn here, before any gradient.

The sub-sampled text is cut into chunks of T tokens. A batch is C chunks; all pairs (centre i, context j)
of a chunk lie in a T x T square of which the window masks a band:

    mask[c, i, j] = 1  iff  0 < |i - j| <= window_i, both tokens in one sentence

The k negatives are shared by the centres of a chunk, each with weight K/k for every pair whose target
it is not: an unbiased estimate of K fresh negatives a pair, at a fraction of the work (Ji et al.
2016, "Parallelizing Word2Vec in Shared and Distributed Memory").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.corpus.vocabulary import AliasTable
from engine.types import Floats2d, Floats3d, Ints1d, Ints2d

CHUNKS_DRAWN_TOGETHER = 512


@dataclass(frozen=True, slots=True)
class ChunkBatch:
    """C chunks of T tokens with their windows and negatives.

    Attributes
    ----------
    tokens : int32 (C, T)
        Word ids; a padded place holds word 0 and is masked everywhere.
    mask : (C, T, T)
        1 where token j is in the window of centre i, else 0.
    contexts : (C, T)
        How many context words each centre has: the row sums of `mask`.
    negatives : int32 (C, k)
        Words drawn as noise for each chunk; (C, 0) where the cost needs none.
    noise_weights : (C, T, k)
        Weight of negative k at centre i: K/k times the number of the centre's targets that are not k.
    average : bool
        CBOW: average the window's vectors (word2vec tool) instead of adding them (course).
    scale : float
        The loss is a sum over pairs times this: 1 as the word2vec tool does, 1/centres as the course does.
    centres : int
        Words that have at least one other word in their window.
    pairs : int
        Pairs of centre and context.
    raw_words : float
        Words of the unabridged corpus this batch stands for.
    """

    tokens: Ints2d
    mask: Floats3d
    contexts: Floats2d
    negatives: Ints2d
    noise_weights: Floats3d
    average: bool
    scale: float
    centres: int
    pairs: int
    raw_words: float

    def head(self, n_chunks: int) -> ChunkBatch:
        """The first chunks alone, for a quick check of the same formula."""
        cut = slice(n_chunks)
        contexts = self.contexts[cut]
        return replace(
            self,
            tokens=self.tokens[cut],
            mask=self.mask[cut],
            contexts=contexts,
            negatives=self.negatives[cut],
            noise_weights=self.noise_weights[cut],
            centres=int(np.count_nonzero(contexts)),
            pairs=int(contexts.sum()),
        )


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """How the stream is cut and what is drawn for it.

    Attributes
    ----------
    window : int
        Largest distance between centre and context.
    varied : bool
        Draw each centre's window from 1..window, which weighs near words more; otherwise use `window`.
    length : int
        T, the tokens of a chunk that serve as centres.
    per_batch : int
        C, chunks a batch.
    halo : bool
        Extend each chunk by a window on both sides so that no pair across its borders is lost. Without
        it those pairs are skipped, and the cut moves every epoch so that none is skipped always.
    negatives : int
        K, negatives a pair. 0 for a cost without negatives.
    shared : int
        k, negatives drawn for a chunk.
    mean : bool
        Divide the loss by the number of centres, as the course does.
    predicts : "contexts" or "centre"
        The targets: skip-gram's context words, or CBOW's centre word.
    average : bool
        CBOW: average the window's vectors instead of adding them.
    """

    window: int
    varied: bool
    length: int
    per_batch: int
    halo: bool
    negatives: int
    shared: int
    mean: bool
    predicts: Literal["contexts", "centre"] = "contexts"
    average: bool = False


def cut(
    tokens: Ints1d, sentences: Ints1d, settings: ChunkSettings, rng: np.random.Generator
) -> tuple[Ints2d, Ints2d, int]:
    """Cut a stream into chunks, in random order, from a random first place.

    Parameters
    ----------
    tokens, sentences : (n,)
        Word ids, and the sentence each belongs to (at least 0).
    settings : ChunkSettings
    rng : Generator

    Returns
    -------
    tokens, sentences : int32 (chunks, T + 2 halo)
        Places before the first and after the last token hold word 0 and sentence -1.
    halo : int
        Places at each end of a chunk that are context only.
    """
    length, halo = settings.length, settings.window if settings.halo else 0
    before = int(rng.integers(length)) + halo
    n_chunks = -(-(len(tokens) + before - halo) // length)
    after = n_chunks * length + 2 * halo - before - len(tokens)
    starts = rng.permutation(n_chunks)[:, None] * length
    places = starts + np.arange(length + 2 * halo)
    padded = np.pad(tokens.astype(np.int32), (before, after))
    borders = np.pad(sentences.astype(np.int32), (before, after), constant_values=-1)
    return padded[places], borders[places], halo


def window_mask(sentences: Ints2d, windows: Ints2d, halo: int) -> Floats3d:
    """The band of pairs that train, float32 (C, T, T).

    Parameters
    ----------
    sentences : (C, T)
        Sentence of every token, -1 for padding.
    windows : (C, T)
        Window of every centre.
    halo : int
        Places at each end that are never a centre.
    """
    place = np.arange(sentences.shape[1])
    distance = np.abs(place[:, None] - place).astype(np.int8 if len(place) < 128 else np.int32)
    near = (distance <= windows[:, :, None].astype(distance.dtype)) & (distance > 0)
    near &= (sentences[:, :, None] == sentences[:, None, :]) & (sentences >= 0)[:, :, None]
    if halo:
        near[:, :halo] = False
        near[:, -halo:] = False
    return near.astype(np.float32)


def targets_other_than(tokens: Ints2d, mask: Floats3d, negatives: Ints2d) -> Floats3d:
    """Skip-gram: how many targets of centre i are not negative k, (C, T, k).

    A negative must not be the pair's own target. Hits are rare, so they are subtracted one by one from the
    number of targets instead of being compared pair by pair.
    """
    counts = np.repeat(mask.sum(axis=2)[:, :, None], negatives.shape[1], axis=2)
    chunk, place, drawn = np.nonzero(tokens[:, :, None] == negatives[:, None, :])
    np.subtract.at(counts.transpose(0, 2, 1), (chunk, drawn), mask[chunk, :, place])
    return counts


def centre_other_than(tokens: Ints2d, contexts: Floats2d, negatives: Ints2d) -> Floats3d:
    """CBOW: 1 where centre i has a context and is not itself negative k, (C, T, k)."""
    differs = tokens[:, :, None] != negatives[:, None, :]
    return (differs & (contexts > 0)[:, :, None]).astype(np.float32)


def draw(
    tokens: Ints2d,
    sentences: Ints2d,
    *,
    halo: int,
    settings: ChunkSettings,
    noise: AliasTable | None,
    rng: np.random.Generator,
    raw_words: float,
) -> Iterator[ChunkBatch]:
    """Draw windows and negatives for several batches at once, then hand them out one by one.

    Drawing for one batch of 50 centres takes as long as for a thousand: the cost is in the calls.

    Parameters
    ----------
    tokens, sentences : (chunks, T)
        Chunks as `cut` makes them.
    halo : int
    settings : ChunkSettings
    noise : AliasTable or None
        Distribution of the negatives; None for a cost without them.
    rng : Generator
    raw_words : float
        Words of the unabridged corpus that one chunk stands for.
    """
    if settings.varied:
        windows = rng.integers(1, settings.window + 1, tokens.shape, dtype=np.int32)
    else:
        windows = np.full(tokens.shape, settings.window, dtype=np.int32)
    mask = window_mask(sentences, windows, halo)
    contexts = mask.sum(axis=2)
    shape = (len(tokens), settings.shared if noise is not None else 0)
    negatives = noise.draw(rng, shape) if noise is not None else np.zeros(shape, np.int32)
    if settings.predicts == "contexts":
        counts = targets_other_than(tokens, mask, negatives)
    else:
        counts = centre_other_than(tokens, contexts, negatives)
    weights = counts * np.float32(settings.negatives / max(settings.shared, 1))
    for start in range(0, len(tokens), settings.per_batch):
        part = slice(start, start + settings.per_batch)
        centres = int(np.count_nonzero(contexts[part]))
        yield ChunkBatch(
            tokens=tokens[part],
            mask=mask[part],
            contexts=contexts[part],
            negatives=negatives[part],
            noise_weights=weights[part],
            average=settings.average,
            scale=1 / max(centres, 1) if settings.mean else 1.0,
            centres=centres,
            pairs=int(contexts[part].sum()),
            raw_words=raw_words * len(tokens[part]),
        )


def batches(
    tokens: Ints1d,
    sentences: Ints1d,
    *,
    settings: ChunkSettings,
    noise: AliasTable | None,
    rng: np.random.Generator,
    raw_words: float,
) -> Iterator[ChunkBatch]:
    """All batches of one block of text, in random order, drawn one after another.

    Parameters
    ----------
    tokens, sentences : (n,)
        The sub-sampled words of the block and their sentences.
    raw_words : float
        Words of the block before sub-sampling, shared out evenly among the chunks.
    """
    ids, borders, halo = cut(tokens, sentences, settings, rng)
    together = settings.per_batch * max(1, CHUNKS_DRAWN_TOGETHER // settings.per_batch)
    for start in range(0, len(ids), together):
        part = slice(start, start + together)
        yield from draw(
            ids[part],
            borders[part],
            halo=halo,
            settings=settings,
            noise=noise,
            rng=rng,
            raw_words=raw_words / len(ids),
        )
