"""From a stream of words to batches: everything random about word2vec is drawn here, before any gradient.

The sub-sampled text is cut into chunks of T tokens. A batch is C chunks; all pairs (centre i, context j)
of a chunk lie in a T x T square of which the window keeps a band:

    band[c, i, j] = 1  iff  0 < |i - j| <= window_i, both tokens in one sentence

For skip-gram the tokens of the band are the targets of the centre; for CBOW they are what predicts it. The k
negatives of a draw are shared by as many centres as a few chunks have, each with weight K/k for every pair
whose target it is not: an unbiased estimate of K fresh negatives a pair, at a fraction of the work (Ji et al.
2016, "Parallelizing Word2Vec in Shared and Distributed Memory"). How good the vectors get depends on the
number of different words a vector is pushed away from, and hardly on how many others meet the same ones.

A vector of skip-gram predicts at one place, and whole chunks share a draw. One of CBOW helps to predict at
all the places around it, so there neighbouring places take the draws of several chunks in turn: it meets
many times k words for the price of k. WordSim-353, 18 seeds: 16 words in turn .341, 24 without turns .325.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.corpus.vocabulary import AliasTable
from engine.objectives.bands import alike, bands, spare_centres, spare_targets
from engine.objectives.chunk_batch import ChunkBatch, in_turn, over_centres, side_by_side
from engine.objectives.cutting import Chunks, cut
from engine.types import Floats3d, Floats4d, Ints1d, Ints2d, Ints3d

# Weights drawn at a time, in numbers: 6 MB of float32. With a sixth of that, a step takes a tenth longer for
# the calls; with three times as many, CBOW's takes a tenth longer, as the cache cannot hold them.
_DRAWN = 3 << 19


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
        For the centres of how many chunks of a batch at most one draw of negatives is. All draws of a batch
        serve alike, so it is the largest divisor of the number of chunks up to this.
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
    def share(self) -> float:
        """K/k: what a negative weighs for each target."""
        return self.negatives / max(self.shared, 1)

    @property
    def context_only(self) -> int:
        """Places at each end of a chunk that are no centres."""
        return self.window if self.halo else 0

    @property
    def held(self) -> int:
        """Weights of a chunk, in numbers: of every centre with all tokens and negatives."""
        return self.length * (self.length + 2 * self.context_only + self.shared)


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
        Of whole batches.
    settings : ChunkSettings
    noise : AliasTable or None
        Distribution of the negatives; None for a cost without them.
    rng : Generator
    raw_words : float
        Words of the unabridged corpus that one chunk stands for.
    """
    C, shared = settings.per_batch, settings.shared if noise else 0
    n_batches, n_draws = len(chunks) // C, C // _largest_divisor(C, settings.sharing)
    left, right = _windows(chunks, settings, rng)
    # As many draws in turn as divide a chunk's places, so that any chunks of a group end with a whole turn.
    n_turns = math.gcd(n_draws, left.shape[1]) if settings.predicts == "centre" else 1
    n_groups = n_batches * n_draws // n_turns
    negatives: Ints3d = np.empty((n_groups, n_turns, 0), np.int32)
    if noise is not None:
        negatives = noise.draw(rng, (n_groups, n_turns, shared))
    contexts = left + right
    targets, weights, noise_weights, mixing = _weights(
        chunks.tokens, left, right, contexts, negatives, settings
    )

    counts = (contexts > 0).astype(np.float32)
    if chunks.worth is not None:
        counts *= chunks.worth
    centres = counts.reshape(n_batches, -1).sum(axis=1)
    pairs = np.multiply(counts, contexts, dtype=np.float32).reshape(n_batches, -1).sum(axis=1)
    scales = 1 / np.where(centres, centres, 1) if settings.mean else np.ones_like(centres)
    if settings.mean or chunks.worth is not None:
        counts *= np.repeat(scales, C)[:, None]
        weights *= counts[:, :, None]
        noise_weights *= in_turn(counts, n_groups, n_turns)[:, :, :, None]
    each = contexts if settings.predicts == "contexts" else 1
    centre_weights = np.multiply(counts, each, dtype=np.float32)

    words = side_by_side(targets, negatives, n_batches)
    word_weights = over_centres(weights, centre_weights, settings.share, negatives.shape, n_batches)
    for batch, (n_centres, n_pairs, scale) in enumerate(
        zip(centres.tolist(), pairs.tolist(), scales.tolist(), strict=True)
    ):
        part, groups = (slice(batch * n, (batch + 1) * n) for n in (C, n_groups // n_batches))
        yield ChunkBatch(
            tokens=chunks.tokens[part],
            halo=settings.context_only,
            words=words[batch],
            weights=weights[part],
            noise_weights=noise_weights[groups],
            centre_weights=centre_weights[part],
            word_weights=word_weights[batch],
            mixing=mixing[part],
            share=settings.share,
            scale=scale,
            centres=n_centres,
            pairs=n_pairs,
            raw_words=raw_words * C,
            averaged=n_pairs / (n_centres or 1) if settings.average else None,
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
    tokens: Ints2d,
    left: Ints2d,
    right: Ints2d,
    contexts: Ints2d,
    negatives: Ints3d,
    settings: ChunkSettings,
) -> tuple[Ints2d, Floats3d, Floats4d, Floats3d]:
    """Targets, their weights and those of noise, each pair counting 1, and mixing.

    `contexts` is how many `left` and `right` are together.
    """
    halo = settings.context_only
    n_groups, n_turns, k = negatives.shape
    length = left.shape[1] + 2 * halo
    if settings.predicts == "contexts":
        weights = bands(left, right, length)
        noise = alike(in_turn(contexts, n_groups, n_turns), settings.share, k)
        of_chunks = negatives[:, 0].repeat(len(tokens) // n_groups, axis=0)
        spare_targets(noise.reshape(*left.shape, k), weights, tokens, of_chunks, settings.share)
        return tokens, weights, noise, np.empty((*left.shape, 0), np.float32)
    targets, present = tokens[:, halo : length - halo], np.minimum(contexts, 1)
    noise = alike(in_turn(present, n_groups, n_turns), settings.share, k)
    spare_centres(noise, in_turn(targets, n_groups, n_turns), negatives)
    mixing = bands(left, right, length, average=settings.average)
    return targets, present[:, :, None].astype(np.float32), noise, mixing


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
    C, rest = settings.per_batch, len(chunks) % settings.per_batch
    whole, together = len(chunks) - rest, C * max(1, _DRAWN // (C * settings.held))
    draws = [(slice(start, min(start + together, whole)), C) for start in range(0, whole, together)]
    if rest:
        draws.append((slice(whole, None), rest))
    for part, per_batch in draws:
        yield from draw(
            chunks.part(part),
            settings=replace(settings, per_batch=per_batch),
            noise=noise,
            rng=rng,
            raw_words=raw_words / len(chunks),
        )
