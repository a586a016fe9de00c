"""Skip-gram (course part 3d): the centre word's vector predicts each word of its window.

    predicted   v_i = W_in[w_i]
    cost        J = sum over centres i, contexts j of F(w_j, v_i)

with F the negative-sampling or the full-softmax cost. For a chunk of T tokens the scores of all its pairs
are one product, of which the window keeps a band.
"""

from __future__ import annotations

from engine.objectives.chunk_batch import ChunkBatch
from engine.objectives.word_model import WordModel
from engine.ops.rows import RowParts
from engine.types import Grads, Params


class SkipGram(WordModel):
    """One predicted vector a centre, as many targets as its window has words."""

    def loss_and_grads(self, params: Params, batch: ChunkBatch) -> tuple[float, Grads]:
        """Loss over all pairs of the batch and row-sparse gradients of ``W_in`` and ``W_out`` (V, d)."""
        W_in, centres = params["W_in"], batch.centre_words  # (V, d), (C, P)
        V = W_in.take(centres, axis=0, mode="clip")  # (C, P, d)
        cost = self.cost.of(V, params["W_out"], batch, same=centres)
        d_V = cost.d_predicted.reshape(-1, W_in.shape[1])
        return cost.loss, {
            "W_in": RowParts(centres.reshape(-1), d_V, cost.curvature.reshape(-1)),
            "W_out": cost.d_words,
        }
