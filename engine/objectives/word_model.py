"""What skip-gram and CBOW share: two (V, d) matrices, how they start, and an excerpt to check."""

from __future__ import annotations

import abc
from dataclasses import replace
from typing import Literal

import numpy as np

from engine.corpus.vocabulary import AliasTable
from engine.objectives.chunk_batch import ChunkBatch
from engine.objectives.chunks import ChunkSettings, batches
from engine.objectives.word_costs import WordCost
from engine.types import Grads, Ints1d, Params


class WordModel(abc.ABC):
    """Input vectors ``W_in`` and output vectors ``W_out``, one row a word."""

    predicts: Literal["contexts", "centre"] = "contexts"

    def __init__(self, cost: WordCost, *, name: str, title: str, formula: str) -> None:
        self.cost, self.name, self.title, self.formula = cost, name, title, formula

    @abc.abstractmethod
    def loss_and_grads(self, params: Params, batch: ChunkBatch) -> tuple[float, Grads]:
        """Loss and row-sparse gradients of ``W_in`` and ``W_out`` (V, d)."""

    @property
    def needs_negatives(self) -> bool:
        """Whether batches must hold negatives."""
        return self.cost.needs_negatives

    def init(self, rng: np.random.Generator, n_words: int, n_dims: int) -> Params:
        """Inputs uniform in ``(-0.5, 0.5) / d``, outputs zero, float32 (as the course and word2vec do)."""
        start = rng.random((n_words, n_dims), dtype=np.float32)
        start -= np.float32(0.5)
        start /= np.float32(n_dims)
        return {"W_in": start, "W_out": np.zeros((n_words, n_dims), dtype=np.float32)}

    def example(self, rng: np.random.Generator) -> tuple[Params, ChunkBatch]:
        """Thirty words in seven dimensions, chunks with repeated words, borders, a halo and shared noise."""
        n_words, n_dims = 30, 7
        params = {name: rng.normal(0, 0.5, (n_words, n_dims)) for name in ("W_in", "W_out")}
        settings = ChunkSettings(
            window=3,
            varied=True,
            length=8,
            per_batch=4,
            halo=True,
            negatives=5,
            shared=6,
            mean=True,
            predicts=self.predicts,
            average=True,
            sharing=2,
        )
        tokens = rng.integers(0, n_words // 2, 24).astype(np.int32)
        sentences = np.repeat(np.arange(3), 8)
        noise = AliasTable(np.ones(n_words)) if self.needs_negatives else None
        batch = next(batches(tokens, sentences, settings=settings, noise=noise, rng=rng, raw_words=24))
        return params, batch

    def excerpt(self, params: Params, batch: ChunkBatch, n_chunks: int) -> tuple[Params, ChunkBatch, Ints1d]:
        """The first chunks of a batch and float64 copies of just the rows they touch, ids renumbered.

        The same formula on the same live numbers, small enough to be evaluated hundreds of times. The
        full softmax touches every output vector, so there only the number of chunks shrinks.

        Returns
        -------
        params, batch
            What `loss_and_grads` takes.
        rows : (m,) int
            The word each row of the small parameters belongs to.
        """
        part = batch.head(n_chunks)
        if not self.needs_negatives:
            rows = np.arange(len(params["W_in"]))
            return {name: matrix.astype(np.float64) for name, matrix in params.items()}, part, rows
        rows, places = np.unique(np.concatenate((part.tokens, part.words), axis=None), return_inverse=True)
        tokens, words = np.split(places.astype(np.int32), [part.tokens.size])
        small = {name: matrix[rows].astype(np.float64) for name, matrix in params.items()}
        return small, replace(part, tokens=tokens.reshape(part.tokens.shape), words=words), rows
