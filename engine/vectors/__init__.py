"""Word vectors after training: neighbours, analogies, file formats and projections."""

from engine.vectors.word_vectors import METRICS, Neighbour, WordVectors

__all__ = ["METRICS", "Neighbour", "WordVectors"]
