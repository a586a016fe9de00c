"""A batch of chunks: what is drawn, before any gradient, and all that a cost is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.types import Floats, Floats1d, Floats2d, Floats3d, Floats4d, Ints1d, Ints2d, Ints3d


@dataclass(frozen=True, slots=True)
class ChunkBatch:
    """C chunks of T tokens with their windows and negatives. P of the places serve as centres.

    Attributes
    ----------
    tokens : int32 (C, T)
        The text itself. A padded place holds word 0 and weighs nothing.
    halo : int
        Places at each end of a chunk that are context only: P = T - 2 halo.
    words : int32 (C n + Q r k,)
        What predictions are held against: n targets a chunk, skip-gram its T tokens, CBOW the words at its
        P places; then the noise, r draws of k words for each of Q groups of chunks (k = 0 where the cost
        needs none).
    weights : (C, P, T), CBOW (C, P, 1)
        How much each target counts for what is predicted at each centre, `scale` included. Skip-gram: 1
        for tokens in the window; CBOW: 1 for the word at the place itself, its only target.
    noise_weights : (Q, r, m, k)
        The same of each negative for the m centres held against it, see `in_turn`: `share` times the weight
        of all targets there that are not that word.
    centre_weights : (C, P)
        What the targets of each centre weigh together.
    word_weights : (C n + Q r k,)
        What each of `words` weighs for all centres together; a negative also for those it is a target of.
    mixing : (C, P, T)
        CBOW: which tokens the prediction at each centre adds up or averages. (C, P, 0) for skip-gram.
    share : float
        K/k.
    scale : float
        The loss is a sum over pairs times this: 1 as the word2vec tool does, 1/centres as the course does.
    centres : float
        Words that have at least one other word in their window; each counts as much as its sentence makes it.
    pairs : float
        Pairs of centre and context, counted like their centres.
    raw_words : float
        Words of the unabridged corpus this batch stands for.
    averaged : float, optional
        CBOW: how many vectors a prediction is the average of, on average; None where nothing is averaged.
    """

    tokens: Ints2d
    halo: int
    words: Ints1d
    weights: Floats3d
    noise_weights: Floats4d
    centre_weights: Floats2d
    word_weights: Floats1d
    mixing: Floats3d
    share: float
    scale: float
    centres: float
    pairs: float
    raw_words: float
    averaged: float | None = None

    @property
    def centre_words(self) -> Ints2d:
        """The words at the places that are centres, (C, P)."""
        return self.tokens[:, self.halo : self.halo + self.weights.shape[1]]

    @property
    def n_targets(self) -> int:
        """How many of `words` are targets: C n."""
        n_groups, n_turns, _, k = self.noise_weights.shape
        return len(self.words) - n_groups * n_turns * k

    @property
    def targets(self) -> Ints2d:
        """The targets of each chunk, (C, n)."""
        return self.words[: self.n_targets].reshape(len(self.tokens), -1)

    @property
    def negatives(self) -> Ints3d:
        """The words drawn as noise, (Q, r, k)."""
        n_groups, n_turns, _, k = self.noise_weights.shape
        return self.words[self.n_targets :].reshape(n_groups, n_turns, k)

    def head(self, n_chunks: int) -> ChunkBatch:
        """The first chunks, at most so many, to check the formula on. The counts stay those of the whole."""
        n_groups, n_turns, _, _ = self.noise_weights.shape
        of_group = min(len(self.tokens) // n_groups, n_chunks)
        n_groups = n_chunks // of_group
        n_chunks = n_groups * of_group
        weights, centre_weights = self.weights[:n_chunks], self.centre_weights[:n_chunks]
        targets, negatives = self.targets[:n_chunks], self.negatives[:n_groups]
        served = of_group * weights.shape[1] // n_turns
        return replace(
            self,
            tokens=self.tokens[:n_chunks],
            words=side_by_side(targets, negatives, 1)[0],
            weights=weights,
            noise_weights=self.noise_weights[:n_groups, :, :served],
            centre_weights=centre_weights,
            word_weights=over_centres(weights, centre_weights, self.share, negatives.shape, 1)[0],
            mixing=self.mixing[:n_chunks],
        )


def in_turn(of_centres: Floats, n_groups: int, n_turns: int) -> Floats:
    """What belongs to centres, (C, P) or (C, P, d), by the draw of noise they are held against: a view.

    The centres of a group of chunks, which stand in a row, take its draws one after the other and over again.

    Returns
    -------
    (Q, r, m) or (Q, r, m, d)
        Of Q groups with r draws each, which serve m = C P / (Q r) centres.
    """
    return of_centres.reshape(n_groups, -1, n_turns, *of_centres.shape[2:]).swapaxes(1, 2)


def side_by_side(of_targets: Floats2d, of_noise: Floats3d, n_batches: int) -> Floats2d:
    """Rows of chunks and rows of draws of noise as one row a batch."""
    return np.concatenate((of_targets.reshape(n_batches, -1), of_noise.reshape(n_batches, -1)), axis=1)


def over_centres(
    weights: Floats3d, centre_weights: Floats2d, share: float, noise: tuple[int, int, int], n_batches: int
) -> Floats2d:
    """The `word_weights` of chunks, one row a batch; `noise` is the shape of their negatives, (Q, r, k)."""
    # The product takes a seventh of the time of a sum.
    targets = weights[:, :, 0] if weights.shape[2] == 1 else np.ones(weights.shape[1], np.float32) @ weights
    n_groups, n_turns, k = noise
    of_draws = share * in_turn(centre_weights, n_groups, n_turns).sum(axis=2)
    return side_by_side(targets, of_draws.repeat(k), n_batches)
