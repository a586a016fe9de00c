"""From predicted vectors to cost (course part 3): negative sampling and the full softmax.

A word objective predicts a vector v for each centre and has targets o with output vectors u_o. Both costs
fall into a part for the targets and a part that pushes all other words away:

    negative sampling   J = -log sigmoid(u_o.v)  -  sum_k log sigmoid(-u_k.v)
    full softmax        J = -u_o.v               +  log sum_w exp(u_w.v)

`targets` gives the first part from the scores u_o.v, `others` the second from the vectors themselves.
Curvatures bound the loss along each row with all others held: sigma' <= 1/4 for the logistic terms, and
for log-sum-exp the second moment under the softmax, which its Hessian never exceeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.objectives.chunks import ChunkBatch
from engine.ops.activations import log_sigmoid, log_softmax, sigmoid
from engine.ops.rows import Grouping, RowGrad
from engine.types import Floats, Floats1d, Floats2d, Floats3d


@dataclass(frozen=True, slots=True)
class Others:
    """What the words that are not targets contribute.

    Attributes
    ----------
    loss : float
    d_predicted : (C, T, d)
        Gradient on the predicted vectors.
    curvature : (C, T)
        Curvature of the loss along each predicted vector.
    """

    loss: float
    d_predicted: Floats3d
    curvature: Floats2d
    _d_words: Floats
    _words_curvature: Floats


class WordCost(Protocol):
    """A cost between predicted vectors and output vectors."""

    needs_negatives: bool

    def targets(self, scores: Floats, weights: Floats) -> tuple[float, Floats]:
        """Loss and d(loss)/d(scores) of the targets; `scores` and `weights` have one shape."""

    def others(self, predicted: Floats3d, contexts: Floats2d, U: Floats2d, batch: ChunkBatch) -> Others:
        """The part of all other words, for centres with `contexts` targets each."""

    def output_grad(
        self, d_targets: Floats3d, curvature: Floats2d, others: Others, U: Floats2d, batch: ChunkBatch
    ) -> RowGrad:
        """Gradient of the output vectors from both parts."""


class NegativeSampling:
    """J = -log sigmoid(u_o.v) - sum_k log sigmoid(-u_k.v), O(K d) a pair (course part 3c)."""

    needs_negatives = True

    def targets(self, scores: Floats, weights: Floats) -> tuple[float, Floats]:
        """``-sum w log sigmoid(s)`` and its derivative ``w (sigmoid(s) - 1)``."""
        return float(-(weights * log_sigmoid(scores)).sum()), -weights * sigmoid(-scores)

    def others(self, predicted: Floats3d, contexts: Floats2d, U: Floats2d, batch: ChunkBatch) -> Others:
        """``-sum_k w_k log sigmoid(-u_k.v)`` over the negatives of each chunk."""
        N = U[batch.negatives]  # (C, k, d)
        w = batch.noise_weights  # (C, T, k)
        scores = predicted @ N.transpose(0, 2, 1)  # (C, T, k)
        d_scores = w * sigmoid(scores)
        return Others(
            loss=float(-(w * log_sigmoid(-scores)).sum()),
            d_predicted=d_scores @ N,
            curvature=(w @ squared_norms(N)[:, :, None])[:, :, 0] / 4,
            _d_words=d_scores.transpose(0, 2, 1) @ predicted,  # (C, k, d)
            _words_curvature=(w.transpose(0, 2, 1) @ squared_norms(predicted)[:, :, None])[:, :, 0] / 4,
        )

    def output_grad(
        self, d_targets: Floats3d, curvature: Floats2d, others: Others, U: Floats2d, batch: ChunkBatch
    ) -> RowGrad:
        """Each word's gradient as target and as noise, added up once per time it was drawn."""
        ids = np.concatenate((batch.tokens.ravel(), batch.negatives.ravel()))
        d = U.shape[1]
        contributions = np.concatenate((d_targets.reshape(-1, d), others._d_words.reshape(-1, d)))
        curvatures = np.concatenate((curvature.ravel(), others._words_curvature.ravel()))
        return summed(ids, contributions, curvatures, len(U))


class FullSoftmax:
    """J = -log softmax(U v)_o, O(V d) a pair (course part 3a and 3b), as matrix products over all words."""

    needs_negatives = False
    # Scores held at a time, in numbers: 16 MB of float32, which the caches still help with.
    SCORES_AT_A_TIME = 1 << 22

    def targets(self, scores: Floats, weights: Floats) -> tuple[float, Floats]:
        """``-sum w s`` and its derivative ``-w``."""
        return float(-(weights * scores).sum()), -weights.astype(scores.dtype)

    def others(self, predicted: Floats3d, contexts: Floats2d, U: Floats2d, batch: ChunkBatch) -> Others:
        """``n log sum_w exp(u_w.v)`` for a centre with n targets."""
        V = predicted.reshape(-1, U.shape[1])  # (n, d)
        n = contexts.reshape(-1).astype(U.dtype)
        loss, d_V, d_U = 0.0, np.empty_like(V), np.zeros_like(U)
        curvature, U_curvature = np.empty_like(n), np.zeros(len(U), U.dtype)
        u_norms, v_norms = squared_norms(U), squared_norms(V)
        rows_at_a_time = max(1, self.SCORES_AT_A_TIME // len(U))
        for start in range(0, len(V), rows_at_a_time):
            part = slice(start, start + rows_at_a_time)
            scores = V[part] @ U.T  # (rows, V)
            log_p = log_softmax(scores)
            loss += float((n[part] * (scores[:, 0] - log_p[:, 0])).sum())
            p = np.exp(log_p) * n[part, None]
            d_V[part] = p @ U
            d_U += p.T @ V[part]
            curvature[part] = p @ u_norms
            U_curvature += p.T @ v_norms[part]
        return Others(loss, d_V.reshape(predicted.shape), curvature.reshape(contexts.shape), d_U, U_curvature)

    def output_grad(
        self, d_targets: Floats3d, curvature: Floats2d, others: Others, U: Floats2d, batch: ChunkBatch
    ) -> RowGrad:
        """A gradient for every word of the vocabulary: the softmax leaves none out."""
        d = U.shape[1]
        at_targets = summed(batch.tokens.ravel(), d_targets.reshape(-1, d), curvature.ravel(), len(U))
        values, bounds = others._d_words, others._words_curvature
        values[at_targets.rows] += at_targets.values
        bounds[at_targets.rows] += at_targets.curvature
        return RowGrad(np.arange(len(U)), values, bounds)


def squared_norms(vectors: Floats) -> Floats:
    """|v|^2 along the last axis."""
    return np.einsum("...d,...d->...", vectors, vectors)


def summed(ids: Floats1d, contributions: Floats2d, curvature: Floats1d, n_rows: int) -> RowGrad:
    """Contributions (n, d) and their curvatures (n,) added up by word."""
    grouping = Grouping.of(ids, n_rows)
    return RowGrad(grouping.rows, grouping.sum(contributions), grouping.sum(curvature))


def scaled(grad: RowGrad, scale: float) -> RowGrad:
    """The gradient of the loss times `scale`, and so its curvature."""
    if scale == 1 or grad.curvature is None:
        return grad
    return RowGrad(grad.rows, grad.values * scale, grad.curvature * scale)
