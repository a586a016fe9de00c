"""From a stream of words to batches: everything random about word2vec is drawn here, before any gradient.

The sub-sampled text is cut into chunks of T tokens. A batch is C chunks; all pairs (centre i, context j)
of a chunk lie in a T x T square of which the window keeps a band:

    band[c, i, j] = 1  iff  0 < |i - j| <= window_i, both tokens in one sentence

For skip-gram the tokens of the band are the targets of the centre; for CBOW they are what predicts it. The k
negatives are shared by the centres of a few chunks, each with weight K/k for every pair whose target it is
not: an unbiased estimate of K fresh negatives a pair, at a fraction of the work (Ji et al. 2016,
"Parallelizing Word2Vec in Shared and Distributed Memory"). How good the vectors get depends on k, the
different words a centre meets, and hardly on how many other centres meet the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.corpus.vocabulary import AliasTable
from engine.objectives.bands import bands, spare_centres, spare_targets
from engine.objectives.cutting import Chunks, cut
from engine.types import Floats3d, Ints1d, Ints2d

CHUNKS_DRAWN_TOGETHER = 512


@dataclass(frozen=True, slots=True)
class ChunkBatch:
    """C chunks of T tokens with their windows and negatives. P of the places serve as centres.

    Attributes
    ----------
    candidates : int32 (C, T + k)
        The words a chunk's predictions are held against: its tokens, then the k words drawn as noise for it
        and its neighbours (none where the cost needs none). A padded place holds word 0 and weighs nothing.
    halo : int
        Places at each end of a chunk that are context only: P = T - 2 halo.
    weights : (C, P, T + k), CBOW (C, P, 1 + k)
        How much each candidate counts for what is predicted at each centre, `scale` included. Skip-gram: 1
        for tokens in the window; CBOW: 1 for the word at the place itself, its only target. For noise
        K/k times the number of targets there that are not that word.
    mixing : (C, P, T)
        CBOW: which tokens the prediction at each centre adds up or averages. (C, P, 0) for skip-gram.
    scale : float
        The loss is a sum over pairs times this: 1 as the word2vec tool does, 1/centres as the course does.
    centres : float
        Words that have at least one other word in their window; each counts as much as its sentence makes it.
    pairs : float
        Pairs of centre and context, counted like their centres.
    raw_words : float
        Words of the unabridged corpus this batch stands for.
    averaged : float
        CBOW: how many vectors a prediction is the average of, on average; 1 where nothing is averaged.
    sharing : int
        How many neighbouring chunks have the same noise; divides C.
    """

    candidates: Ints2d
    halo: int
    weights: Floats3d
    mixing: Floats3d
    scale: float
    centres: float
    pairs: float
    raw_words: float
    averaged: float = 1.0
    sharing: int = 1

    @property
    def n_targets(self) -> int:
        """How many columns of `weights` are for targets: T, CBOW 1. Those after are for noise."""
        return 1 if self.mixing.shape[2] else self.tokens.shape[1]

    @property
    def tokens(self) -> Ints2d:
        """The text itself, (C, T)."""
        return self.candidates[:, : self.weights.shape[1] + 2 * self.halo]

    @property
    def negatives(self) -> Ints2d:
        """The words drawn as noise, each set once, (C / sharing, k)."""
        return self.candidates[:: self.sharing, self.tokens.shape[1] :]

    @property
    def centre_words(self) -> Ints2d:
        """The words at the places that are centres, (C, P)."""
        return self.candidates[:, self.halo : self.halo + self.weights.shape[1]]

    def head(self, n_chunks: int) -> ChunkBatch:
        """The first chunks, at most so many, to check the formula on. The counts stay those of the whole."""
        sharing = min(self.sharing, n_chunks)
        n_chunks -= n_chunks % sharing
        return replace(
            self,
            sharing=sharing,
            candidates=self.candidates[:n_chunks],
            weights=self.weights[:n_chunks],
            mixing=self.mixing[:n_chunks],
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
        k, negatives drawn at a time.
    sharing : int
        For how many chunks of a batch at most one draw of negatives is. Those of a batch share alike, so it
        is the largest divisor of their number up to this.
    mean : bool
        Divide the loss by the number of centres, as the course does.
    predicts : "contexts" or "centre"
        The targets: skip-gram's context words, or CBOW's centre word.
    average : bool
        CBOW: average the window's vectors instead of adding them.
    even : bool
        Weigh centres so that every sentence counts the same; otherwise every centre does.
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
    even: bool = False
    sharing: int = 1

    @property
    def context_only(self) -> int:
        """Places at each end of a chunk that are no centres."""
        return self.window if self.halo else 0


def draw(
    chunks: Chunks,
    *,
    settings: ChunkSettings,
    noise: AliasTable | None,
    rng: np.random.Generator,
    raw_words: float,
) -> Iterator[ChunkBatch]:
    """Draw windows and negatives for several batches at once, then hand them out one by one.

    Drawing for one batch of 50 centres takes as long as for a thousand: the cost is in the calls.

    Parameters
    ----------
    chunks : Chunks
    settings : ChunkSettings
    noise : AliasTable or None
        Distribution of the negatives; None for a cost without them.
    rng : Generator
    raw_words : float
        Words of the unabridged corpus that one chunk stands for.
    """
    left, right = _windows(chunks, settings, rng)
    first = np.arange(0, len(chunks), settings.per_batch)
    sizes = np.diff(first, append=len(chunks)).tolist()
    sharing = [_largest_divisor(size, settings.sharing) for size in sizes]
    negatives = chunks.tokens[:, :0]
    if noise is not None:
        chunks_of_each = [n for size, n in zip(sizes, sharing, strict=True) for _ in range(size // n)]
        negatives = noise.draw(rng, (len(chunks_of_each), settings.shared)).repeat(chunks_of_each, axis=0)
    weights, mixing = _weights(chunks.tokens, left, right, negatives, settings)
    candidates = np.concatenate((chunks.tokens, negatives), axis=1)

    contexts = left + right
    counts = (contexts > 0).astype(np.float32)
    if chunks.worth is not None:
        counts *= chunks.worth
    centres = np.add.reduceat(counts.sum(axis=1), first)
    pairs = np.add.reduceat((counts * contexts).sum(axis=1), first)
    scales = 1 / np.where(centres, centres, 1) if settings.mean else np.ones_like(centres)
    if settings.mean or chunks.worth is not None:
        counts *= np.repeat(scales, settings.per_batch)[: len(chunks), None]
        weights *= counts[:, :, None]

    for start, n_centres, n_pairs, scale, n_sharing in zip(
        first.tolist(), centres.tolist(), pairs.tolist(), scales.tolist(), sharing, strict=True
    ):
        part = slice(start, start + settings.per_batch)
        yield ChunkBatch(
            candidates=candidates[part],
            halo=settings.context_only,
            weights=weights[part],
            mixing=mixing[part],
            scale=scale,
            centres=n_centres,
            pairs=n_pairs,
            raw_words=raw_words * min(settings.per_batch, len(chunks) - start),
            averaged=n_pairs / (n_centres or 1) if settings.average else 1.0,
            sharing=n_sharing,
        )


def _largest_divisor(of: int, up_to: int) -> int:
    """The largest divisor of a number that is not above another."""
    return max(n for n in range(1, min(of, up_to) + 1) if of % n == 0)


def _windows(chunks: Chunks, settings: ChunkSettings, rng: np.random.Generator) -> tuple[Ints2d, Ints2d]:
    """How many words the window of every centre takes in on its left and on its right."""
    window: int | Ints2d = settings.window
    if settings.varied:
        window = rng.integers(1, settings.window + 1, chunks.left.shape, dtype=np.int32)
    return np.minimum(chunks.left, window), np.minimum(chunks.right, window)


def _weights(
    tokens: Ints2d, left: Ints2d, right: Ints2d, negatives: Ints2d, settings: ChunkSettings
) -> tuple[Floats3d, Floats3d]:
    """Weights and mixing of a batch, each pair counting 1."""
    (n_chunks, n_centres), length, shared = left.shape, tokens.shape[1], negatives.shape[1]
    share = settings.negatives / max(shared, 1)
    if settings.predicts == "contexts":
        weights = bands(left, right, length, shared=shared, share=share)
        spare_targets(weights, tokens, negatives, share)
        return weights, np.empty((n_chunks, n_centres, 0), np.float32)
    mixing = bands(left, right, length, average=settings.average)
    rows = np.zeros((2, 1 + shared), np.float32)  # of centres without a word in their window, and with one
    rows[1] = [1] + [share] * shared
    weights = rows.take(left + right > 0, axis=0)  # a fifth of the time of a product
    halo = settings.context_only
    spare_centres(weights, tokens[:, halo : halo + n_centres], negatives)
    return weights, mixing


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
    chunks = cut(
        tokens,
        sentences,
        length=settings.length,
        halo=settings.context_only,
        even=settings.even,
        rng=rng,
    )
    together = settings.per_batch * max(1, CHUNKS_DRAWN_TOGETHER // settings.per_batch)
    for start in range(0, len(chunks), together):
        yield from draw(
            chunks.part(slice(start, start + together)),
            settings=settings,
            noise=noise,
            rng=rng,
            raw_words=raw_words / len(chunks),
        )
