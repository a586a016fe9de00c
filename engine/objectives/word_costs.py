"""From predicted vectors to cost (course part 3): negative sampling and the full softmax.

A word objective predicts a vector v for each of the P centres of a chunk and holds it against the output
vectors u_j of the chunk's candidates: its T tokens and its k negatives. `batch.weights` says how much each
pair (centre i, candidate j) counts, and zero for most.

    negative sampling   J = -sum_ij w_ij log sigmoid(y_j u_j.v_i)       y_j = 1 for tokens, -1 for negatives
    full softmax        J = -sum_ij w_ij (u_j.v_i - log sum_w exp(u_w.v_i))

Curvatures are those of the loss along each row with all others held: sigma' times the partner's squared
length for the logistic terms, the mean of a sample standing for each, and for log-sum-exp the second moment
under the softmax, which its Hessian never exceeds, with room for the softmax to move during the step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.objectives.chunks import ChunkBatch
from engine.ops.activations import log_sigmoid
from engine.ops.rows import Grouping, RowGrad, RowParts
from engine.types import Floats1d, Floats2d, Floats3d, Ints2d


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of predicted vectors.

    Attributes
    ----------
    loss : float
    d_given : (C, P, d) or (C, T, d)
        Gradient on the predicted vectors or, where these are mixtures M A of others, on A: M^T times it.
    curvature : (C, P)
        Curvature of the loss along each predicted vector, by which `RowGrad.step` limits its step.
    d_words : RowGrad or RowParts
        Gradient on the output vectors.
    """

    loss: float
    d_given: Floats3d
    curvature: Floats2d
    d_words: RowGrad | RowParts


class WordCost(Protocol):
    """A cost between predicted vectors and output vectors."""

    needs_negatives: bool

    def of(self, predicted: Floats3d, U: Floats2d, batch: ChunkBatch, *, same: Ints2d | None = None) -> Cost:
        """Cost of the vectors predicted at each centre of `batch`, (C, P, d), under output vectors U (V, d).

        Where centres of equal number in `same` (C, P) have equal vectors, that may save work.
        """


class NegativeSampling:
    """J = -log sigmoid(u_o.v) - sum_k log sigmoid(-u_k.v), O(K d) a pair (course part 3c)."""

    needs_negatives = True
    # What stands for sigma', which is 1/4 at most and 0.10 on average over the pairs of trained vectors. Any
    # step shorter than 2 / L ends lower than it began; with 1/16 none is longer than 1.6 / L, L taken at
    # 0.10. WordSim-353 at rate 0.1: .34 with 1/4, .37 with 1/8, .38 with 1/16 (a seed scatters by .03).
    CURVATURE = 1 / 16

    def of(self, predicted: Floats3d, U: Floats2d, batch: ChunkBatch, *, same: Ints2d | None = None) -> Cost:
        """Whole products over a chunk."""
        return (self._of_contexts if batch.n_targets > 1 else self._of_centres)(predicted, U, batch)

    def _of_contexts(self, V: Floats3d, U: Floats2d, batch: ChunkBatch) -> Cost:
        """Many targets a centre: all pairs of a chunk are one product V X^T, and so are both gradients."""
        W = batch.weights  # (C, P, T + k)
        X = U.take(batch.candidates, axis=0, mode="clip")  # (C, T + k, d)
        loss, D = logistic(V @ X.transpose(0, 2, 1), W, batch.n_targets)  # (C, P, T + k)
        T, along = batch.n_targets, self._along(V)
        return Cost(
            loss=loss,
            d_given=D @ X,  # (C, P, d)
            curvature=_over_all(W) * self._along(X),
            d_words=_against(
                V, batch.tokens, D[:, :, :T], W[:, :, :T], along, rest=_noise(V, batch, D, W, along)
            ),
        )

    def _of_centres(self, V: Floats3d, U: Floats2d, batch: ChunkBatch) -> Cost:
        """One target a centre, the word there: a dot product each, and the noise a product.

        A target's gradient is a multiple of v_i, which need not be written out. Nor need the gradient D X on
        v_i be, as only M^T D X is wanted: with H = D^T M, which has as few columns as M, that is H^T X.
        """
        W, M = batch.weights, batch.mixing.astype(V.dtype, copy=False)  # (C, P, 1 + k), (C, P, T)
        X = U.take(batch.candidates, axis=0, mode="clip")  # (C, T + k, d)
        centres, noise = slice(batch.halo, batch.halo + V.shape[1]), slice(M.shape[2], None)
        scores = np.empty(W.shape, V.dtype)  # (C, P, 1 + k)
        np.vecdot(V, X[:, centres], out=scores[:, :, 0])
        np.matmul(V, X[:, noise].transpose(0, 2, 1), out=scores[:, :, 1:])
        loss, D = logistic(scores, W, 1)
        D_noise, along = D[:, :, 1:].transpose(0, 2, 1), self._along(V)
        H = (np.zeros if batch.halo else np.empty)((*X.shape[:2], M.shape[2]), V.dtype)  # (C, T + k, T)
        np.multiply(M, D[:, :, :1], out=H[:, centres])
        np.matmul(D_noise, M, out=H[:, noise])
        return Cost(
            loss=loss,
            d_given=H.transpose(0, 2, 1) @ X,  # (C, T, d)
            curvature=_over_all(W) * self._along(X),
            d_words=RowParts(
                np.ascontiguousarray(batch.centre_words).reshape(-1),
                _rows(V),
                W[:, :, 0].reshape(-1) * along,
                factors=D[:, :, 0].reshape(-1),
                rest=_noise(V, batch, D, W, along),
            ),
        )

    def _along(self, partners: Floats3d) -> float:
        """Curvature along a row for each unit of weight, its partners being as long as these are on average.

        Their own lengths, instead of this mean over a sample, would take a fifteenth more of a step and make
        nothing better: neither similarity nor the largest number in 728 runs at the edges of all settings.
        """
        sample = partners[:_SAMPLE]
        return self.CURVATURE * float(np.vdot(sample, sample)) * sample.shape[2] / max(sample.size, 1)


# Chunks that speak for the others; they lie in random order.
_SAMPLE = 16


def _noise(V: Floats3d, batch: ChunkBatch, D: Floats3d, W: Floats3d, along: float) -> RowParts:
    """The gradient on the noise words: the chunks that share them count as one long chunk."""
    V, D, W = (each.reshape(-1, batch.sharing * V.shape[1], each.shape[2]) for each in (V, D, W))
    return _against(V, batch.negatives, D[:, :, batch.n_targets :], W[:, :, batch.n_targets :], along)


def _against(
    V: Floats3d, words: Ints2d, D: Floats3d, W: Floats3d, along: float, rest: RowParts | None = None
) -> RowParts:
    """The gradient on words that every centre of their row is held against.

    Parameters
    ----------
    V : (S, P, d)
    words : (S, n)
    D, W : (S, P, n)
    along : float
        Curvature for each unit of weight.
    rest : RowParts, optional
        The gradient on others.
    """
    D_T, W_T = D.transpose(0, 2, 1), W.transpose(0, 2, 1)
    ids = np.ascontiguousarray(words).reshape(-1)
    return RowParts(ids, _rows(D_T @ V), _over_all(W_T).reshape(-1) * along, rest=rest)


def _over_all(W: Floats3d) -> Floats2d:
    """``sum_j w_ij``; the product takes a third of the time of a sum."""
    return W @ np.ones(W.shape[2], W.dtype)


def _norms(X: Floats3d) -> Floats3d:
    """``|x|^2`` of each vector, (C, n, 1)."""
    return np.vecdot(X, X)[:, :, None]


def _rows(X: Floats3d) -> Floats2d:
    """All vectors of all chunks one below the other."""
    return X.reshape(-1, X.shape[2])


def logistic(scores: Floats3d, weights: Floats3d, n_targets: int) -> tuple[float, Floats3d]:
    """``-sum w log sigmoid(y s)`` and its derivative ``-y w sigmoid(-y s)``, with y = -1 for negatives.

    Both come from one exponential: with z = y s and L = 1 + exp(z), ``-log sigmoid(z) = log L - z`` and
    ``sigmoid(-z) = 1 / L``. Each line is one pass over numbers that are still in the cache. Where exp
    overflows, L is infinite, the derivative zero as it should be, and the loss is worked out anew.

    Parameters
    ----------
    scores : (C, P, n + k)
        Overwritten.
    weights : (C, P, n + k)
    n_targets : int
        n.
    """
    signs = np.ones(scores.shape[1:], scores.dtype)  # (P, n + k)
    signs[:, n_targets:] = -1
    z = np.multiply(scores, signs, out=scores)
    with np.errstate(over="ignore", under="ignore"):
        L = np.exp(z)
        L += 1
        d_scores = weights / L
        loss = float(np.vdot(weights, np.log(L, out=L))) - float(np.vdot(weights, z))
    if not math.isfinite(loss):
        loss = -float(np.vdot(weights, log_sigmoid(z)))
    d_scores *= -signs
    return loss, d_scores


class FullSoftmax:
    """J = -log softmax(U v)_o, O(V d) a pair (course part 3a and 3b), as matrix products over all words."""

    needs_negatives = False

    def of(self, predicted: Floats3d, U: Floats2d, batch: ChunkBatch, *, same: Ints2d | None = None) -> Cost:
        """The window's words pull, the softmax pushes all words away.

        A centre with n targets has n equal log-sum-exp terms. Equal vectors have equal terms too, so each
        distinct one is held against the vocabulary once: 29 % are saved on 32 chunks of 16, half on 128.
        """
        C, P, d = predicted.shape
        W = batch.weights.astype(U.dtype)  # (C, P, n)
        targets = batch.tokens if batch.n_targets > 1 else batch.centre_words
        X = U.take(targets, axis=0)  # (C, T, d), for one target a centre (C, P, d)
        pull = _over_targets(W, X)  # (C, P, d)
        n = W.sum(axis=2).reshape(-1)
        groups = Grouping.of(np.arange(C * P) if same is None else same.reshape(-1), max(C * P, len(U)))
        V = predicted.reshape(-1, d)[groups.order[groups.starts[:-1]]]
        push = _log_sum_exp(V, groups.sum(n), U)

        member_of = groups.inverse()
        d_given = (n[:, None] * push.mean[member_of]).reshape(C, P, d) - pull
        if batch.n_targets == 1:
            d_given = batch.mixing.astype(V.dtype).transpose(0, 2, 1) @ d_given
        words = Grouping.of(targets.reshape(-1), len(U))
        push.d_U[words.rows] -= words.sum(_rows(_over_centres(W, predicted)))
        # A pulled word becomes more probable on the way: p (1 - p) may rise to 1/4 for each of its pulls.
        pulled = _over_centres(W, _norms(predicted) / 4)  # (C, n, 1)
        push.curvature[words.rows] += words.sum(pulled.reshape(-1))
        rising = _over_targets(W, _norms(X) / 4)[:, :, 0]  # (C, P)
        return Cost(
            loss=push.loss - float(np.vdot(predicted, pull)),
            d_given=d_given,
            curvature=(n * push.spread[member_of]).reshape(C, P) + rising,
            d_words=RowGrad(np.arange(len(U)), push.d_U, push.curvature),
        )


def _over_targets(W: Floats3d, X: Floats3d) -> Floats3d:
    """``sum_j w_ij x_j`` for each centre, (C, P, d); where each has one target, its own."""
    return W * X if W.shape[2] == 1 else W @ X


def _over_centres(W: Floats3d, V: Floats3d) -> Floats3d:
    """``sum_i w_ij v_i`` for each target."""
    return W * V if W.shape[2] == 1 else W.transpose(0, 2, 1) @ V


@dataclass(frozen=True, slots=True)
class _Push:
    """``sum_i n_i log sum_w exp(u_w.v_i)`` and what follows from p_iw = softmax(U v_i)_w.

    Attributes
    ----------
    loss : float
    mean : (m, d)
        ``sum_w p_iw u_w``: the gradient along v_i of one term.
    spread : (m,)
        ``sum_w p_iw |u_w|^2``: the bound on its curvature.
    d_U : (V, d)
        ``sum_i n_i p_iw v_i``.
    curvature : (V,)
        ``sum_i n_i p_iw |v_i|^2``.
    """

    loss: float
    mean: Floats2d
    spread: Floats1d
    d_U: Floats2d
    curvature: Floats1d


# Exponentials held at a time, in numbers: 32 MB of float32. With half of that it takes a tenth longer.
_HELD = 1 << 23


def _log_sum_exp(V: Floats2d, n: Floats1d, U: Floats2d) -> _Push:
    """Three matrix products for so many rows of `V` at a time.

    Two more columns beside U, |u|^2 and 1, give curvature and normaliser by the same product.
    """
    m, d = V.shape
    U_norms, ones = np.vecdot(U, U)[:, None], np.ones((len(U), 1), U.dtype)
    U_and = np.concatenate((U, U_norms, ones), axis=1)  # (V, d + 2)
    V_and = np.concatenate((V, np.vecdot(V, V)[:, None]), axis=1)  # (m, d + 1)
    sums, d_U_and, loss = np.empty((m, d + 2), V.dtype), np.zeros((len(U), d + 1), V.dtype), 0.0
    held = max(1, _HELD // len(U))
    reach = float(np.sqrt(U_norms.max(initial=0)) * np.sqrt(V_and[:, d].max(initial=0)))
    for start in range(0, m, held):
        part = slice(start, start + held)
        E = V[part] @ U.T  # (held, V)
        shift = _shift(E, reach)
        with np.errstate(under="ignore"):
            np.exp(E, out=E)
        sums[part] = E @ U_and
        Z = sums[part, -1]
        loss += float(np.vdot(n[part], shift + np.log(Z)))
        d_U_and += E.T @ (V_and[part] * (n[part] / Z)[:, None])
    sums /= sums[:, -1:]
    return _Push(loss, sums[:, :d], sums[:, d], d_U_and[:, :d], d_U_and[:, d])


def _shift(scores: Floats2d, reach: float) -> Floats1d:
    """Take each row's maximum off `scores`, in place, and return it, (rows,).

    No score is larger than `reach`, the product of the longest vectors (Cauchy and Schwarz). Up to 40 even
    the sum of a million exponentials fits in single precision unshifted, and two of four passes are saved: a
    tenth of the time.
    """
    if reach <= 40:
        return np.zeros(len(scores), scores.dtype)
    highest = scores.max(axis=1)
    scores -= highest[:, None]
    return highest
