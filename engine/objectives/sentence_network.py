"""The sentence network: features of a phrase pooled into one vector, one ReLU layer, five classes.

    c = A E          (cells, d)    a cell is a word or a pair of words in its place, with all its features
    h = S c          (n, d)        a phrase is the sum of the cells inside it, times length^-0.4
    z1 = h W1 + b1   (n, H)        dz2 = w (softmax(z2) - y) / sum w
    a = max(z1, 0)   (n, H)        dz1 = (dz2 W2^T) * (z1 > 0)
    z2 = a W2 + b2   (n, 5)        dE = A^T S^T (dz1 W1^T), in the rows of E that A names
    J = sum_i w_i CE(y_i, softmax(z2_i)) / sum_i w_i

The averaging network of Iyyer et al. 2015, "Deep Unordered Composition Rivals Syntactic Methods for Text
Classification", over more than words. Dropout is drawn beforehand: it is part of the numbers in A.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.ops.activations import log_softmax
from engine.ops.rows import RowGrad
from engine.types import Floats1d, Floats2d, Grads, Ints1d, Params

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# A gradient check moves the parameters by 1e-5; twice that is far enough from a kink.
KINK = 2e-5
# The largest sum of what a phrase takes of its features; large ones are scaled by their length.
SHARE = 10
PHRASES = 8


@dataclass(frozen=True, slots=True, eq=False)
class PhraseBatch:
    """Phrases of some sentences.

    Attributes
    ----------
    rows : (m,) int
        The rows of E that occur, each once.
    mix : sparse (cells, m)
        A: which features a cell has; not only ones, because dropout scales the survivors.
    spans : sparse (n, cells)
        S: the cells inside each phrase, scaled by its length.
    labels : (n,) int
    weights : (n,)
        How much each phrase counts.
    raw_words : int
        Words of the sentences.
    """

    rows: Ints1d
    mix: csr_array
    spans: csr_array
    labels: Ints1d
    weights: Floats1d
    raw_words: int = 0

    @property
    def pairs(self) -> float:
        """The phrases, each as often as it counts."""
        return float(self.weights.sum())

    @property
    def centres(self) -> float:
        """The same: there is no other unit to count the loss by."""
        return self.pairs

    @property
    def scale(self) -> float:
        """The loss is a sum over phrases times this."""
        return 1 / self.pairs if self.pairs else 1.0

    def only(self, phrases: Ints1d) -> tuple[PhraseBatch, Ints1d]:
        """Some of the phrases, with their cells and features alone.

        Returns
        -------
        batch : PhraseBatch
            Its features are numbered from 0.
        rows : (m,) int
            The rows of E that these numbers stand for.
        """
        spans = self.spans[phrases]
        cells = np.unique(spans.indices)
        mix = self.mix[cells]
        places = np.unique(mix.indices)
        batch = PhraseBatch(
            rows=np.arange(len(places)),
            mix=mix[:, places],
            spans=spans[:, cells],
            labels=self.labels[phrases],
            weights=self.weights[phrases],
        )
        return batch, self.rows[places]


class SentenceNetwork:
    """Pooled features, a ReLU layer and a softmax."""

    name = "sentence_network"
    title = "Sentence network"
    formula = "J = Σ w CE(y, softmax(max(h W₁ + b₁, 0) W₂ + b₂)) / Σ w with h = n^−0.4 Σ features"

    def init(
        self, rng: np.random.Generator, *, spreads: Floats1d, n_dims: int, n_hidden: int, n_classes: int = 5
    ) -> Params:
        """Uniform start in float32: feature vectors within ``spreads`` (features,), weights as Glorot and
        Bengio 2010, those of the last layer smaller by the square root of two.
        """
        first, last = np.sqrt(6 / (n_dims + n_hidden)), np.sqrt(3 / (n_hidden + n_classes))
        return {
            "E": _uniform(rng, (len(spreads), n_dims), spreads[:, None]),
            "W1": _uniform(rng, (n_dims, n_hidden), first),
            "b1": np.zeros(n_hidden, dtype=np.float32),
            "W2": _uniform(rng, (n_hidden, n_classes), last),
            "b2": np.zeros(n_classes, dtype=np.float32),
        }

    def example(self, rng: np.random.Generator) -> tuple[Params, PhraseBatch]:
        """Twelve phrases over nine cells of eight features out of twenty, some of them dropped."""
        from scipy.sparse import csr_array

        mix = rng.integers(0, 2, (9, 8)) * rng.integers(0, 2, (9, 8)) / 0.7
        spans = rng.integers(0, 2, (12, 9)) * rng.uniform(0.5, 1, (12, 1))
        batch = PhraseBatch(
            rows=rng.permutation(20)[:8],
            mix=csr_array(mix),
            spans=csr_array(spans),
            labels=rng.integers(0, 5, 12),
            weights=rng.integers(1, 3, 12).astype(np.float64),
        )
        shapes = {"E": (20, 6), "W1": (6, 7), "b1": (7,), "W2": (7, 5), "b2": (5,)}
        return {name: rng.normal(size=shape) for name, shape in shapes.items()}, batch

    def excerpt(
        self, params: Params, batch: PhraseBatch, n_chunks: int
    ) -> tuple[Params, PhraseBatch, Ints1d]:
        """Some phrases of a batch, and float64 copies of what they touch: for a gradient check.

        A phrase that brings a hidden unit to the kink of its ReLU has no gradient there, and a difference
        across the kink says nothing; such phrases are left out.

        Returns
        -------
        params, batch
            What `loss_and_grads` takes; dropout is the batch's.
        rows : (m,) int
            The feature each row of the small ``E`` belongs to.
        """
        h, z1 = _hidden(params, batch)
        # What a hidden unit moves by where the parameters move by one: b1 itself, W1 by h, E by W1.
        reach = 1 + np.linalg.norm(h, axis=1, keepdims=True) + SHARE * np.linalg.norm(params["W1"], axis=0)
        distance = (np.abs(z1) / reach).min(axis=1)
        smooth = np.flatnonzero(distance > KINK)
        if not len(smooth):
            smooth = distance.argmax(keepdims=True)
        wanted = min(len(smooth), PHRASES * n_chunks)
        part, rows = batch.only(smooth[np.linspace(0, len(smooth) - 1, wanted).astype(np.intp)])
        small = {name: value[rows] if name == "E" else value for name, value in params.items()}
        return {name: value.astype(np.float64) for name, value in small.items()}, part, rows

    def loss_and_grads(self, params: Params, batch: PhraseBatch) -> tuple[float, Grads]:
        """The weighted mean loss of the phrases; the gradient of ``E`` by rows, the others dense."""
        W1, W2 = params["W1"], params["W2"]
        h, z1 = _hidden(params, batch)
        a = np.maximum(z1, 0)
        loss, dz2 = _weighted_cross_entropy(a @ W2 + params["b2"], batch.labels, batch.weights)
        dz1 = (dz2 @ W2.T) * (z1 > 0)
        grads: Grads = {
            "E": RowGrad(batch.rows, batch.mix.T @ (batch.spans.T @ (dz1 @ W1.T))),
            "W1": h.T @ dz1,
            "b1": dz1.sum(axis=0),
            "W2": a.T @ dz2,
            "b2": dz2.sum(axis=0),
        }
        return loss, grads


def _hidden(params: Params, batch: PhraseBatch) -> tuple[Floats2d, Floats2d]:
    """The pooled features h (n, d) and what reaches the hidden units, z1 (n, H)."""
    h = batch.spans @ (batch.mix @ params["E"][batch.rows])
    return h, h @ params["W1"] + params["b1"]


def scores(params: Params, h: Floats2d) -> Floats2d:
    """The classes' scores z2 (n, classes) of pooled features h (n, d)."""
    return np.asarray(np.maximum(h @ params["W1"] + params["b1"], 0) @ params["W2"] + params["b2"])


def committee(members: Sequence[Params]) -> Params:
    """Several networks over the same features as one network whose scores are the mean of theirs.

    Their feature vectors and hidden units stand side by side; W1 is block-diagonal.
    """
    from scipy.linalg import block_diag

    dtype = members[0]["W1"].dtype
    return {
        "E": np.concatenate([member["E"] for member in members], axis=1),
        "W1": block_diag(*(member["W1"] for member in members)).astype(dtype),
        "b1": np.concatenate([member["b1"] for member in members]),
        "W2": np.concatenate([member["W2"] for member in members]) / dtype.type(len(members)),
        "b2": np.mean([member["b2"] for member in members], axis=0, dtype=dtype),
    }


def _uniform(rng: np.random.Generator, shape: tuple[int, int], spread: float | Floats2d) -> Floats2d:
    """Float32 numbers between minus and plus `spread`."""
    start = rng.random(shape, dtype=np.float32)
    start -= np.float32(0.5)
    start *= 2 * np.asarray(spread, dtype=np.float32)
    return start


def _weighted_cross_entropy(z: Floats2d, labels: Ints1d, weights: Floats1d) -> tuple[float, Floats2d]:
    """The weighted mean cost of softmax(z), and its gradient."""
    log_p = log_softmax(z)
    shares = (weights / weights.sum()).astype(z.dtype)
    rows = np.arange(len(labels))
    dz = np.exp(log_p)
    dz[rows, labels] -= 1
    return float(-(shares * log_p[rows, labels]).sum()), dz * shares[:, None]
