"""From a stream of words to batches: everything random about word2vec is drawn here, before any gradient.

The sub-sampled text is cut into chunks of T tokens. A batch is C chunks; all pairs (centre i, context j)
of a chunk lie in a T x T square of which the window masks a band:

    mask[c, i, j] = 1  iff  0 < |i - j| <= window_i, both tokens in one sentence

For skip-gram the masked tokens are the targets of the centre; for CBOW they are what predicts it. The k
negatives are shared by the centres of a chunk, each with weight K/k for every pair whose target it is not: an
unbiased estimate of K fresh negatives a pair, at a fraction of the work (Ji et al. 2016, "Parallelizing
Word2Vec in Shared and Distributed Memory").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.corpus.vocabulary import AliasTable
from engine.types import Bools, Floats1d, Floats2d, Floats3d, Ints1d, Ints2d

CHUNKS_DRAWN_TOGETHER = 512


@dataclass(frozen=True, slots=True)
class ChunkBatch:
    """C chunks of T tokens with their windows and negatives. P of the places serve as centres.

    Attributes
    ----------
    candidates : int32 (C, T + k)
        The words a chunk's predictions are held against: its tokens, then the k words drawn as noise for it
        (none where the cost needs none). A padded place holds word 0 and weighs nothing anywhere.
    halo : int
        Places at each end of a chunk that are context only: P = T - 2 halo.
    weights : (C, P, T + k)
        How much each candidate counts for what is predicted at each centre, `scale` included. Skip-gram: 1
        for tokens in the window; CBOW: 1 for the token at the place itself. For noise K/k times
        the number of targets there that are not that word.
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
    """

    candidates: Ints2d
    halo: int
    weights: Floats3d
    mixing: Floats3d
    scale: float
    centres: float
    pairs: float
    raw_words: float

    @property
    def tokens(self) -> Ints2d:
        """The text itself, (C, T)."""
        return self.candidates[:, : self.weights.shape[1] + 2 * self.halo]

    @property
    def centre_words(self) -> Ints2d:
        """The words at the places that are centres, (C, P)."""
        return self.candidates[:, self.halo : self.halo + self.weights.shape[1]]

    def head(self, n_chunks: int) -> ChunkBatch:
        """The first chunks alone, for a quick check of the formula. The counts stay those of the whole."""
        return replace(
            self,
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
        k, negatives drawn for a chunk.
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
    n_chunks = max(1, -(-(len(tokens) + before - halo) // length))  # an empty block is still read
    after = n_chunks * length + 2 * halo - before - len(tokens)
    starts = rng.permutation(n_chunks)[:, None] * length
    places = starts + np.arange(length + 2 * halo)
    padded = np.pad(tokens.astype(np.int32), (before, after))
    borders = np.pad(sentences.astype(np.int32), (before, after), constant_values=-1)
    return padded[places], borders[places], halo


def window_mask(sentences: Ints2d, windows: Ints2d) -> Bools:
    """The band of pairs that train, (C, P, T).

    Parameters
    ----------
    sentences : (C, T)
        Sentence of every token.
    windows : (C, P)
        Window of every centre, which are the P places in the middle; 0 for a place that is none.
    """
    length, n_centres = sentences.shape[1], windows.shape[1]
    centres = _middle(length, n_centres)
    # Looked up by row: half the time of comparing distances as numbers.
    bands = _bands(length, int(windows.max(initial=0))).reshape(-1, length)
    mask = bands.take(windows * length + np.arange(length, dtype=windows.dtype)[centres], axis=0)
    mask &= sentences[:, centres, None] == sentences[:, None, :]
    return mask


def _middle(length: int, n_centres: int) -> slice:
    """The places of a chunk that are centres."""
    halo = (length - n_centres) // 2
    return slice(halo, halo + n_centres)


def _bands(length: int, window: int) -> Bools:
    """True where place j is in the window w of place i, (w, i, j)."""
    place = np.arange(length)
    distance = np.abs(place[:, None] - place)
    return (distance <= np.arange(window + 1)[:, None, None]) & (distance > 0)


def spare_targets(weights: Floats3d, tokens: Ints2d, negatives: Ints2d, share: float) -> None:
    """Take `share` off the weight of each negative for each target that it is, in place.

    A negative must not be the pair's own target. Hits are rare, so they are subtracted one by one instead
    of comparing every pair with every negative.

    Parameters
    ----------
    weights : (C, P, T + k)
        Those of the targets, which are read, and of the negatives, which are changed.
    tokens : (C, T)
    negatives : (C, k)
    share : float
    """
    shape = (*tokens.shape, negatives.shape[1])
    hits = np.flatnonzero(tokens[:, :, None] == negatives[:, None, :])
    chunk, place, drawn = np.unravel_index(hits, shape)
    by_candidate = weights.transpose(0, 2, 1)  # (C, T + k, P)
    spared = by_candidate[chunk, place] * np.float32(share)
    np.subtract.at(by_candidate, (chunk, shape[1] + drawn), spared)


def draw(
    tokens: Ints2d,
    sentences: Ints2d,
    *,
    halo: int,
    settings: ChunkSettings,
    noise: AliasTable | None,
    rng: np.random.Generator,
    raw_words: float,
    worth: Floats1d | None = None,
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
    worth : (sentences,), optional
        How much a centre of each sentence counts; 1 if left out.
    """
    n_chunks, length = tokens.shape
    middle = slice(halo, length - halo)
    mask = window_mask(sentences, _windows(sentences[:, middle], settings, rng)).astype(np.float32)
    contexts = mask @ np.ones(length, np.float32)  # adds up short rows 4 times as fast as `sum`
    shared = settings.shared if noise is not None else 0
    candidates, weights = tokens, np.empty((n_chunks, mask.shape[1], length + shared), np.float32)
    if settings.predicts == "contexts":
        weights[:, :, :length], mixing, n_targets = mask, mask[:, :, :0], contexts
    else:
        n_targets, mixing = (contexts > 0).astype(np.float32), _mixing(mask, contexts, settings)
        weights[:, :, :length] = np.eye(mask.shape[1], length, halo) * n_targets[:, :, None]
    if noise is not None:
        share = settings.negatives / shared
        negatives = noise.draw(rng, (n_chunks, shared))
        candidates = np.concatenate((tokens, negatives), axis=1)
        weights[:, :, length:] = n_targets[:, :, None] * np.float32(share)
        spare_targets(weights, tokens, negatives, share)

    counts = contexts > 0 if worth is None else (contexts > 0) * worth[sentences[:, middle]]
    first, ones = np.arange(0, n_chunks, settings.per_batch), np.ones(mask.shape[1], np.float32)
    centres = np.add.reduceat(counts @ ones, first)
    pairs = np.add.reduceat((counts * contexts) @ ones, first)
    scales = 1 / np.where(centres, centres, 1) if settings.mean else np.ones_like(centres)
    if worth is not None or settings.mean:
        weights *= (counts * np.repeat(scales, settings.per_batch)[:n_chunks, None])[:, :, None]

    for start, n_centres, n_pairs, scale in zip(
        first.tolist(), centres.tolist(), pairs.tolist(), scales.tolist(), strict=True
    ):
        part = slice(start, start + settings.per_batch)
        yield ChunkBatch(
            candidates=candidates[part],
            halo=halo,
            weights=weights[part],
            mixing=mixing[part],
            scale=scale,
            centres=n_centres,
            pairs=n_pairs,
            raw_words=raw_words * min(settings.per_batch, n_chunks - start),
        )


def _windows(sentences: Ints2d, settings: ChunkSettings, rng: np.random.Generator) -> Ints2d:
    """The window of every centre, 0 for padding."""
    if settings.varied:
        windows = rng.integers(1, settings.window + 1, sentences.shape, dtype=np.int32)
    else:
        windows = np.full(sentences.shape, settings.window, dtype=np.int32)
    windows *= sentences >= 0
    return windows


def _mixing(mask: Floats3d, contexts: Floats2d, settings: ChunkSettings) -> Floats3d:
    """CBOW: the mask, or for the average the mask with every row divided by its number of contexts."""
    return mask / np.maximum(contexts, 1)[:, :, None] if settings.average else mask


def sentence_worth(sentences: Ints1d) -> Floats1d:
    """What a centre of each sentence counts, float32, if all sentences of two words or more count the same.

    The course draws a sentence first and then a word of it. To weigh each word by 1/length comes to the
    same on average. Scaled so that a word counts 1 on average.
    """
    lengths = np.bincount(sentences)
    paired = lengths > 1
    mean_length = lengths[paired].sum() / max(int(paired.sum()), 1)
    return (mean_length / np.maximum(lengths, 1)).astype(np.float32)


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
    worth = sentence_worth(sentences) if settings.even else None
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
            worth=worth,
        )
