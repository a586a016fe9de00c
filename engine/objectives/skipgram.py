"""Skip-gram (course part 3d): the centre word's vector predicts each word of its window.

    predicted   v_i = W_in[w_i]
    cost        J = sum over centres i, contexts j of F(w_j, v_i)

with F the negative-sampling or the full-softmax cost. For a chunk of T tokens the scores of all its pairs
are one product A B^T, of which the window keeps a band.
"""

from __future__ import annotations

from engine.objectives.chunks import ChunkBatch
from engine.objectives.word_costs import scaled, squared_norms, summed
from engine.objectives.word_model import WordModel
from engine.types import Grads, Params


class SkipGram(WordModel):
    """One predicted vector a centre, as many targets as its window has words."""

    def loss_and_grads(self, params: Params, batch: ChunkBatch) -> tuple[float, Grads]:
        """Loss over all pairs of the batch and row-sparse gradients of ``W_in`` and ``W_out`` (V, d)."""
        W_in, W_out = params["W_in"], params["W_out"]
        mask = batch.mask  # (C, T, T)
        A = W_in[batch.tokens]  # (C, T, d) vectors of the centres
        B = W_out[batch.tokens]  # (C, T, d) vectors of the targets

        loss, d_scores = self.cost.targets(A @ B.transpose(0, 2, 1), mask)  # (C, T, T)
        others = self.cost.others(A, batch.contexts, W_out, batch)

        d_A = d_scores @ B + others.d_predicted
        d_B = d_scores.transpose(0, 2, 1) @ A
        A_curvature = (mask @ squared_norms(B)[:, :, None])[:, :, 0] / 4 + others.curvature
        B_curvature = (mask.transpose(0, 2, 1) @ squared_norms(A)[:, :, None])[:, :, 0] / 4

        d = W_in.shape[1]
        d_in = summed(batch.tokens.ravel(), d_A.reshape(-1, d), A_curvature.ravel(), len(W_in))
        d_out = self.cost.output_grad(d_B, B_curvature, others, W_out, batch)
        grads: Grads = {"W_in": scaled(d_in, batch.scale), "W_out": scaled(d_out, batch.scale)}
        return (loss + others.loss) * batch.scale, grads
