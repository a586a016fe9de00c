"""From predicted vectors to cost (course part 3): negative sampling and the full softmax.

A word objective predicts a vector v for each of the P centres of a chunk and holds it against the output
vectors x_j of its targets and n_j of k negatives. `batch.weights` and `batch.noise_weights` say how much each
pair of a centre and a target or a negative counts, and zero for most.

    negative sampling   J = -sum_ij w_ij log sigmoid(x_j.v_i) - sum_ij w'_ij log sigmoid(-n_j.v_i)
    full softmax        J = -sum_ij w_ij (x_j.v_i - log sum_w exp(u_w.v_i))

Curvatures are those of the loss along each row with all others held: sigma' times the partner's squared
length for the logistic terms, the mean of a sample standing for each, and for log-sum-exp the second moment
under the softmax, which its Hessian never exceeds, with room for the softmax to move during the step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.objectives.chunk_batch import ChunkBatch, in_turn
from engine.ops.activations import log_sigmoid
from engine.ops.rows import Grouping, RowGrad, RowParts, add_multiples
from engine.types import Floats, Floats1d, Floats2d, Floats3d, Ints2d


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of predicted vectors.

    Attributes
    ----------
    loss : float
    d_predicted : (C, P, d)
        Gradient on the predicted vectors.
    curvature : (C, P)
        Curvature of the loss along each predicted vector, by which `RowGrad.step` limits its step.
    d_words : RowGrad or RowParts
        Gradient on the output vectors.
    """

    loss: float
    d_predicted: Floats3d
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
        """Each chunk against its targets, and all centres that share a draw of noise against that."""
        V, W, (C, _, d) = predicted, batch.weights, predicted.shape
        (n_groups, n_turns, _, k), n_targets = batch.noise_weights.shape, batch.n_targets
        rows = U.take(batch.words, axis=0, mode="clip")
        X, N = rows[:n_targets].reshape(C, -1, d), rows[n_targets:].reshape(n_groups, n_turns, k, d)
        along_V, along_X, along_N = self._along(V), self._along(X), self._along(N.reshape(-1, k, d))
        of_words = np.multiply(along_V, batch.word_weights, dtype=V.dtype)
        with np.errstate(over="ignore"):
            d_V = np.empty_like(V)
            turns, d_turns = in_turn(V, n_groups, n_turns), in_turn(d_V, n_groups, n_turns)
            push = _all_pairs(turns, N, batch.noise_weights, -1, d_turns)
            if W.shape[2] > 1:
                d_V_pull = np.empty_like(V)
                pull = _all_pairs(V, X, W, 1, d_V_pull)
                d_V += d_V_pull
                d_words = RowParts(batch.words, rows, of_words)
            else:
                pull, factors = _own_pairs(V, X, W, d_V)
                d_noise = RowParts(batch.words[n_targets:], rows[n_targets:], of_words[n_targets:])
                d_words = RowParts(
                    batch.words[:n_targets], _rows(V), of_words[:n_targets], factors=factors, rest=d_noise
                )
        along_XN = along_X + k * batch.share * along_N  # of a target and of the noise it is drawn
        curvature = np.multiply(along_XN, batch.centre_weights, dtype=V.dtype)
        return Cost(pull + push, d_V, curvature, d_words)

    def _along(self, partners: Floats3d) -> float:
        """Curvature along a row for each unit of weight, its partners being as long as these are on average.

        Their own lengths, instead of this mean over a sample, would take a fifteenth more of a step and make
        nothing better: neither similarity nor the largest number in 728 runs at the edges of all settings.
        """
        sample = partners[:_SAMPLE]
        return self.CURVATURE * float(np.vdot(sample, sample)) * sample.shape[2] / max(sample.size, 1)


# Chunks that speak for the others; they lie in random order.
_SAMPLE = 8


def _all_pairs(V: Floats, X: Floats, W: Floats, sign: int, d_V: Floats) -> float:
    """Every vector of a set with every word of it: the scores are one product, and so are both gradients.

    Parameters
    ----------
    V : (..., m, d)
        As many sets as the axes before say.
    X : (..., n, d)
        Overwritten by the gradient on it.
    W : (..., m, n)
    sign : 1 or -1
        Whether the words are targets or noise.
    d_V : (..., m, d)
        Overwritten by the gradient on `V`.

    Returns
    -------
    loss
    """
    # Where many vectors meet few words, turning these first takes a quarter off the time of their product.
    scores = V @ (np.ascontiguousarray(X.mT) if V.size > 5 * X.size else X.mT)  # (..., m, n)
    loss, D = logistic(scores, W, sign)
    np.matmul(D, X, out=d_V)
    np.matmul(D.mT, V, out=X)
    return loss


def _own_pairs(V: Floats3d, X: Floats3d, W: Floats3d, d_V: Floats3d) -> tuple[float, Floats1d]:
    """Every vector with the one word that is its target: a dot product.

    Parameters
    ----------
    V, X : (C, P, d)
    W : (C, P, 1)
    d_V : (C, P, d)
        The gradient on `V` is added.

    Returns
    -------
    loss
    factors : (C P,)
        The gradient on `X` is so many times `V`, which need not be written out.
    """
    loss, D = logistic(np.vecdot(V, X)[:, :, None], W, 1)
    factors = D.reshape(-1)
    add_multiples(_rows(d_V), factors, _rows(X))
    return loss, factors


def logistic(scores: Floats, W: Floats, sign: int) -> tuple[float, Floats]:
    """``-sum w log sigmoid(y s)`` and its derivative ``-y w sigmoid(-y s)``, y being `sign`.

    Both come from one exponential: with z = y s and L = 1 + exp(z), ``-log sigmoid(z) = log L - z`` and
    ``sigmoid(-z) = 1 / L``. Each line is one pass over numbers that are still in the cache. Where exp
    overflows, L is infinite, the derivative zero as it should be, and the loss is worked out anew.

    Parameters
    ----------
    scores, W : arrays of one shape
        The scores are overwritten.
    sign : 1 or -1
    """
    z = scores if sign > 0 else np.negative(scores, out=scores)
    L = np.exp(z)
    L += 1
    D = W / L
    loss = float(np.vdot(W, np.log(L, out=L))) - float(np.vdot(W, z))
    if not math.isfinite(loss):
        loss = -float(np.vdot(W, log_sigmoid(z)))
    return loss, np.negative(D, out=D) if sign > 0 else D


def _norms(X: Floats3d) -> Floats3d:
    """``|x|^2`` of each vector, (C, n, 1)."""
    return np.vecdot(X, X)[:, :, None]


def _rows(X: Floats3d) -> Floats2d:
    """All vectors of all chunks one below the other."""
    return X.reshape(-1, X.shape[2])


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
        X = U.take(batch.targets, axis=0)  # (C, T, d), for one target a centre (C, P, d)
        pull = _pulled(W, X)  # (C, P, d)
        n = W.sum(axis=2).reshape(-1)
        groups = Grouping.of(np.arange(C * P) if same is None else same.reshape(-1), max(C * P, len(U)))
        V = predicted.reshape(-1, d)[groups.order[groups.starts[:-1]]]
        push = _log_sum_exp(V, groups.sum(n), U)

        member_of = groups.inverse()
        words = Grouping.of(batch.targets.reshape(-1), len(U))
        push.d_U[words.rows] -= words.sum(_rows(_pulling(W, predicted)))
        # A pulled word becomes more probable on the way: p (1 - p) may rise to 1/4 for each of its pulls.
        pulled = _pulling(W, _norms(predicted) / 4)  # (C, n, 1)
        push.curvature[words.rows] += words.sum(pulled.reshape(-1))
        rising = _pulled(W, _norms(X) / 4)[:, :, 0]  # (C, P)
        return Cost(
            loss=push.loss - float(np.vdot(predicted, pull)),
            d_predicted=(n[:, None] * push.mean[member_of]).reshape(C, P, d) - pull,
            curvature=(n * push.spread[member_of]).reshape(C, P) + rising,
            d_words=RowGrad(np.arange(len(U)), push.d_U, push.curvature),
        )


def _pulled(W: Floats3d, X: Floats3d) -> Floats3d:
    """``sum_j w_ij x_j`` for each centre, (C, P, d); where each has one target, its own."""
    return W * X if W.shape[2] == 1 else W @ X


def _pulling(W: Floats3d, V: Floats3d) -> Floats3d:
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
