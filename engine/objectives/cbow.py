"""CBOW (course part 3d): the window's words together predict the centre word.

    predicted   v_i = sum_j m_ij W_in[w_j]      m_ij = mask, or mask / number of contexts for the mean
    cost        J = sum over centres i of F(w_i, v_i)

The course sums the context vectors, the word2vec tool averages them; both are here. Every context vector
gets m_ij dJ/dv_i, twice if its word stands in the window twice.

The gradient is the true one. But n vectors that each follow 1/n of the gradient on v take v only 1/n of the
way: so the input vectors of an average step at n times the rate of the output vectors (`stretch`). To the
same end the word2vec tool leaves 1/n out of the gradient. WordSim-353 at rate 0.1: .30 without, .33 with.
And they step `_EAGER` times as far again, which makes what is learned depend less on the rate.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from engine.objectives.chunk_batch import ChunkBatch
from engine.objectives.word_model import WordModel
from engine.ops.rows import RowParts
from engine.types import Floats2d, Floats3d, Grads, Params


class Cbow(WordModel):
    """One predicted vector and one target a centre."""

    predicts: Literal["contexts", "centre"] = "centre"

    def loss_and_grads(self, params: Params, batch: ChunkBatch) -> tuple[float, Grads]:
        """Loss over all centres of the batch and row-sparse gradients of ``W_in`` and ``W_out`` (V, d)."""
        W_in, tokens, M = params["W_in"], batch.tokens, batch.mixing  # (V, d), (C, T), (C, P, T)
        M = M.astype(W_in.dtype, copy=False)
        V = M @ W_in.take(tokens, axis=0, mode="clip")  # (C, P, T) by (C, T, d)
        cost = self.cost.of(V, params["W_out"], batch)
        return cost.loss, {
            "W_in": RowParts(
                tokens.reshape(-1),
                (M.transpose(0, 2, 1) @ cost.d_predicted).reshape(-1, W_in.shape[1]),
                _context_curvature(M, cost.curvature).reshape(-1),
                stretch=1.0 if batch.averaged is None else _EAGER * batch.averaged,
            ),
            "W_out": cost.d_words,
        }


# WordSim-353 at rates 0.05 and 0.1, 16 seeds: .319 and .352 with 1, .338 and .353 with 2, .352 and .356 with
# 4: the best rate is hardly better, but the others are.
_EAGER = 4

# What stands for how far the contexts of a window move alike. WordSim-353 at rate 0.1 (`_EAGER` 1), 18 seeds:
# .341 with 1, .349 with 1/2, .351 with 1/4 (such a mean scatters by .006).
_ALIKE = 1 / 2


def _context_curvature(M: Floats3d, curvature: Floats2d) -> Floats2d:
    """Curvature along each context vector when all contexts of a window move at once.

    With v = sum_j m_j a_j the curvature along a_j alone is m_j^2 L; moving all of them together is
    bounded by m_j (sum_j' m_j') L (Jensen), and by `_ALIKE` of that as far as they do not move alike.
    """
    C, P, T = M.shape
    reach = (M.reshape(C * P, T) @ np.full(T, _ALIKE, M.dtype)).reshape(C, 1, P) * curvature[:, None]
    return (reach @ M)[:, 0]
