"""CBOW (course part 3d): the window's words together predict the centre word.

    predicted   v_i = sum_j m_ij W_in[w_j]      m_ij = mask, or mask / number of contexts for the mean
    cost        J = sum over centres i of F(w_i, v_i)

The course sums the context vectors, the word2vec tool averages them; both are here. Every context vector
gets m_ij dJ/dv_i, twice if its word stands in the window twice.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from engine.objectives.chunks import ChunkBatch
from engine.objectives.word_costs import scaled, squared_norms, summed
from engine.objectives.word_model import WordModel
from engine.types import Floats2d, Floats3d, Grads, Params


class Cbow(WordModel):
    """One predicted vector and one target a centre."""

    predicts: Literal["contexts", "centre"] = "centre"

    def loss_and_grads(self, params: Params, batch: ChunkBatch) -> tuple[float, Grads]:
        """Loss over all centres of the batch and row-sparse gradients of ``W_in`` and ``W_out`` (V, d)."""
        W_in, W_out = params["W_in"], params["W_out"]
        M = averaging(batch) if batch.average else batch.mask  # (C, T, T)
        has_context = (batch.contexts > 0).astype(W_in.dtype)  # (C, T)
        A = W_in[batch.tokens]  # (C, T, d) vectors of the contexts
        B = W_out[batch.tokens]  # (C, T, d) vectors of the targets
        v = M @ A  # (C, T, d)

        loss, d_scores = self.cost.targets(np.einsum("ctd,ctd->ct", v, B), has_context)
        others = self.cost.others(v, has_context, W_out, batch)

        d_v = d_scores[:, :, None] * B + others.d_predicted
        d_A = M.transpose(0, 2, 1) @ d_v
        d_B = d_scores[:, :, None] * v
        B_curvature = has_context * squared_norms(v) / 4
        A_curvature = self._context_curvature(M, has_context * squared_norms(B) / 4 + others.curvature)

        d = W_in.shape[1]
        d_in = summed(batch.tokens.ravel(), d_A.reshape(-1, d), A_curvature.ravel(), len(W_in))
        d_out = self.cost.output_grad(d_B, B_curvature, others, W_out, batch)
        grads: Grads = {"W_in": scaled(d_in, batch.scale), "W_out": scaled(d_out, batch.scale)}
        return (loss + others.loss) * batch.scale, grads

    @staticmethod
    def _context_curvature(M: Floats3d, v_curvature: Floats2d) -> Floats2d:
        """Curvature along each context vector when all contexts of a window move at once.

        With v = sum_j m_j a_j the curvature along a_j alone is m_j^2 L; moving all of them together is
        bounded by m_j (sum_j' m_j') L (Jensen).
        """
        reach = M.sum(axis=2) * v_curvature  # (C, T)
        curvature: Floats2d = (M.transpose(0, 2, 1) @ reach[:, :, None])[:, :, 0]
        return curvature


def averaging(batch: ChunkBatch) -> Floats3d:
    """The mask with every row divided by its number of contexts."""
    weights: Floats3d = batch.mask / np.maximum(batch.contexts, 1)[:, :, None]
    return weights
